/** What a terminal gets: nothing that it obeys, and what goes on in one line of its own. */
import { afterEach, expect, it, onTestFinished, vi } from 'vitest'
import { processTerminal } from '../../src/cli/terminal.ts'

afterEach(() => void vi.restoreAllMocks())

/** Has a stream be a terminal, or none. @returns what is written to it */
function caught(stream: NodeJS.WriteStream, isTTY: boolean, columns?: number): string[] {
  const written: string[] = []
  const had = { isTTY: stream.isTTY, columns: stream.columns }
  Object.assign(stream, { isTTY, columns })
  vi.spyOn(stream, 'write').mockImplementation((text, done?: unknown) => {
    written.push(String(text))
    if (typeof done === 'function') (done as () => void)()
    return true
  })
  onTestFinished(() => void Object.assign(stream, had))
  return written
}

const hostile = '{"id":"\u009b31m\u202e"}\n'

it('shows in JSON what a terminal would obey, as JSON', async () => {
  const written = caught(process.stdout, true)
  await processTerminal.print(hostile)
  expect(written).toEqual([String.raw`{"id":"\u009b31m\u202e"}` + '\n'])
  expect(JSON.parse(written[0]!)).toEqual(JSON.parse(hostile))
})

it('gives files and pipes the bytes as they are', async () => {
  const written = caught(process.stdout, false)
  await processTerminal.print(hostile)
  expect(written).toEqual([hostile])
})

it.each([
  ['narrow', 10, 'planning '],
  ['of no width', 0, 'planning 5 passes'],
])('shows progress in one line of a terminal that is %s, and takes it away', (_, columns, shown) => {
  const written = caught(process.stderr, true, columns)
  processTerminal.progress('planning 5 passes')
  processTerminal.error('memkit-gpu: wrong')
  expect(written.join('')).toBe(`\r\u001B[K${shown}\r\u001B[Kmemkit-gpu: wrong\n`)
})

it('shows no progress where nobody watches', () => {
  const written = caught(process.stderr, false)
  processTerminal.progress('planning 5 passes')
  processTerminal.error('memkit-gpu: wrong')
  expect(written.join('')).toBe('memkit-gpu: wrong\n')
})
