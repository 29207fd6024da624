/** The crate's quick start, line for line, runs and shows what it uploaded. */
import { expect, it, vi } from 'vitest'

it('the quick start of the immediate API brings its vertices to the device and back', async () => {
  const log = vi.spyOn(console, 'log').mockImplementation(() => undefined)
  await import('../../examples/quick-start-immediate/main.ts')
  expect(log.mock.calls).toEqual([['On the device: 0 1 0 1 0 0']])
  log.mockRestore()
})
