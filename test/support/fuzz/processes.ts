/**
 * Numbered attempts in child processes, several at once. A child says on its standard output, a line each: the number it begins with,
 * `!` and what is bad about it, `=` and how it ended, `done` at last. Where a child ends before that, or says nothing for long, the
 * attempt it was at is bad, and the rest goes to another child.
 */
import { spawn } from 'node:child_process'

export interface Attempts {
  readonly first: number
  readonly count: number
  /** Attempts of one child; what is costly to make may be shared by neighbours. */
  readonly perProcess: number
  readonly jobs: number
  readonly seconds: number
  /** Arguments of node for attempts from one number up to another. */
  args(from: number, to: number): readonly string[]
  /** Status of a child that asks to be replaced after the attempt it was at. */
  readonly retire: number
  bad(n: number, why: string): void
  /** So many were tried; called now and then. */
  progress(tried: number): void
}

export interface Outcome {
  readonly tried: number
  readonly bad: number
  /** How often each ending was seen. */
  readonly endings: ReadonlyMap<string, number>
}

/** Longer without a sign of life is a hang. */
const patienceMs = 60_000
const mostBad = 50
const progressEvery = 10_000

export async function attemptAll(attempts: Attempts): Promise<Outcome> {
  const { first, count, perProcess, jobs } = attempts
  const until = performance.now() + 1000 * attempts.seconds
  const endings = new Map<string, number>()
  let [tried, bad, next] = [0, 0, first]
  const isOver = (): boolean => performance.now() > until || bad >= mostBad

  /** @returns the number to go on with */
  const processOf = (from: number, to: number): Promise<number> =>
    new Promise((resolve) => {
      const child = spawn(process.execPath, attempts.args(from, to), { stdio: ['ignore', 'pipe', 'pipe'] })
      let [at, rest, errors, why, isDone] = [from, '', '', '', false]
      const end = (because: string): void => {
        why = because
        child.kill('SIGKILL')
      }
      let timer = setTimeout(end, patienceMs, 'it hangs')
      const read = (line: string): void => {
        if (line === 'done') isDone = true
        else if (line.startsWith('=')) endings.set(line.slice(1), (endings.get(line.slice(1)) ?? 0) + 1)
        else if (line.startsWith('!')) {
          bad++
          attempts.bad(at, line.slice(1))
        } else if (/^\d+$/.test(line)) {
          at = Number(line)
          if (++tried % progressEvery === 0) attempts.progress(tried)
        }
      }
      child.stderr.on('data', (chunk: Buffer) => (errors = (errors + String(chunk)).slice(-2000)))
      child.stdout.on('data', (chunk: Buffer) => {
        clearTimeout(timer)
        timer = setTimeout(end, patienceMs, 'it hangs')
        const lines = (rest + String(chunk)).split('\n')
        rest = lines.pop()!
        lines.forEach(read)
        if (isOver() && !isDone) end('')
      })
      child.on('close', (code, signal) => {
        clearTimeout(timer)
        if (isOver() || (isDone && code === 0)) return resolve(to)
        if (code === attempts.retire) return resolve(at + 1)
        const how = why || `the process ended with ${signal ?? code}: ${errors.replaceAll('\n', ' | ')}`
        bad++
        attempts.bad(at, isDone ? `after the last one, ${how}` : how)
        resolve(at + 1)
      })
    })
  const worker = async (): Promise<void> => {
    while (next < first + count && !isOver()) {
      const from = next
      const to = (next = Math.min(from + perProcess, first + count))
      for (let at = from; at < to && !isOver();) at = await processOf(at, to)
    }
  }
  await Promise.all(Array.from({ length: jobs }, worker))
  return { tried, bad, endings }
}
