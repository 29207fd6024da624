/**
 * Runs that overlap, and are aborted, fail, are held, destroyed or lose their device wherever they stand: every promise settles, what a run
 * gives is of its own input and of the run before it, and nothing stays alive.
 */
import { expect } from 'vitest'
import { createExecutor, parseGraph, planGraph, type Backend, type Executor, type RunOptions } from '../../src/index.ts'
import { createRandom } from '../../src/backends/dummy/scheduler/random.ts'

const sizeBytes = 256
const document = {
  version: 1,
  resources: [
    { id: 'a', kind: 'buffer', size: sizeBytes },
    { id: 'b', kind: 'buffer', size: sizeBytes },
    { id: 'past', kind: 'buffer', size: sizeBytes, lifetime: 'persistent', history: 1 },
  ],
  passes: [
    { id: 'load', kind: 'upload', to: 'a', input: 'in' },
    { id: 'see', kind: 'readback', from: { resource: 'past', previous: 1 }, output: 'seen' },
    { id: 'remember', kind: 'copy', from: 'a', to: 'past' },
    { id: 'take', kind: 'readback', from: 'a', output: 'taken' },
    { id: 'host', kind: 'host', consumes: ['taken'], produces: [{ input: 'made', size: sizeBytes }], body: 'host' },
    { id: 'back', kind: 'upload', to: 'b', input: 'made' },
    { id: 'save', kind: 'readback', from: 'b', output: 'out' },
  ],
}

const expected = [
  'ABORTED',
  'DESTROYED',
  'DEVICE_LOST',
  'OUTPUTS_HELD',
  'OUTPUT_RELEASED',
  'BODY_FAILED',
  'INPUT_FAILED',
]
const codeOf = (error: unknown): string => (error as { code?: string }).code ?? String(error)

interface Called {
  readonly value: number
  ended: boolean
}

/** @param lose takes the device away, where a test can */
export async function endRandomly(backend: Backend, lose: (() => void) | undefined, seed: number): Promise<void> {
  const random = createRandom(seed)
  const chance = (percent: number): boolean => random.below(100) < percent
  const planOf = (name: string) => planGraph(parseGraph({ ...document, name }), backend.profile)
  const lives: { executor: Executor; calls: Called[] }[] = []
  for (let i = 0; i <= random.below(2); i++)
    lives.push({
      executor: await createExecutor(planOf('v0'), backend, { framesInFlight: 1 + random.below(3) }),
      calls: [],
    })
  const all: Promise<void>[] = []
  const held = new Set<{ release(): void }>()
  const releasing = setInterval(() => {
    for (const result of held) result.release()
    held.clear()
  }, 2)
  const later = (): Promise<void> =>
    new Promise((resolve) =>
      chance(50) ? queueMicrotask(resolve) : chance(70) ? setImmediate(resolve) : setTimeout(resolve, random.below(4)),
    )
  const settle = (call: Promise<unknown>): void => {
    all.push(
      call.then(
        () => undefined,
        (error: unknown) => expect(expected).toContain(codeOf(error)),
      ),
    )
  }

  const run = ({ executor, calls }: (typeof lives)[number], value: number): void => {
    const bytes = new Uint8Array(sizeBytes).fill(value)
    const controller = chance(40) ? new AbortController() : undefined
    const [fails, waits, lends] = [chance(5), chance(40), chance(25)]
    const options: RunOptions = {
      inputs: {
        in: chance(70)
          ? bytes
          : (view) => {
              if (fails) throw new Error('on purpose')
              if (chance(10)) controller?.abort()
              view.set(bytes)
            },
      },
      bodies: {
        async host({ outputs, inputs }: Record<'outputs' | 'inputs', Record<string, Uint8Array>>) {
          if (waits) await later()
          if (fails) throw new Error('on purpose')
          inputs['made']!.set(outputs['taken']!)
        },
      },
      ...(lends && { outputs: { out: 'in-place' } }),
      ...(controller && { signal: controller.signal }),
    }
    const before = calls.at(-1)
    const called: Called = { value, ended: false }
    calls.push(called)
    const given = executor.run(options).then((result) => {
      called.ended = true
      held.add(result)
      const { seen, out } = result.outputs
      expect(out).toEqual(bytes)
      const values = before?.ended ? [before.value] : [0, ...calls.map((call) => call.value)]
      expect(values).toContain(seen![0])
    })
    settle(given)
    if (controller && chance(70)) void later().then(() => controller.abort())
  }

  for (let step = 1; step <= 30; step++) {
    const life = lives[random.below(lives.length)]!
    if (chance(75)) run(life, step)
    else if (chance(50)) settle(life.executor.read('past').then((bytes) => expect(new Set(bytes).size).toBe(1)))
    else if (chance(40)) settle(life.executor.update(planOf(`v${step}`)))
    else if (chance(10)) settle(life.executor.destroy())
    else if (chance(5)) lose?.()
    if (chance(30)) await later()
    if (chance(20)) await all.at(-1)
  }
  await Promise.all(all)
  clearInterval(releasing)
  for (const { executor } of lives)
    await executor.destroy().catch((error: unknown) => expect(expected).toContain(codeOf(error)))
}
