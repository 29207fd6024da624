/** The crate's quick start, line for line, runs and shows what it uploaded. */
import { readFileSync } from 'node:fs'
import { expect, it, vi } from 'vitest'

it('the quick start of the immediate API brings its vertices to the device and back', async () => {
  const log = vi.spyOn(console, 'log').mockImplementation(() => undefined)
  await import('../../examples/quick-start-immediate/main.ts')
  expect(log.mock.calls).toEqual([['On the device: 0 1 0 1 0 0']])
  log.mockRestore()
})

it('the README shows it, line for line', () => {
  const read = (path: string): string => readFileSync(new URL(`../../${path}`, import.meta.url), 'utf8')
  const code = (text: string): string[] =>
    text
      .split('\n')
      .map((line) => line.replace(/ *\/\/.*| *\/\*\*.*\*\//, ''))
      .filter((line) => line !== '')
  const example = code(read('examples/quick-start-immediate/main.ts'))
  const shown = code(read('README.md').split('## Or call it')[1]!.split('```ts')[1]!.split('```')[0]!)
  expect(shown.length).toBeGreaterThan(8)
  // What comes after shows the bytes and frees everything.
  expect(shown).toEqual(example.slice(0, shown.length))
})
