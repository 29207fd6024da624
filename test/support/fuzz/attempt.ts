/** One mutant on its way through the library: it is refused with an error of ours, or it does no harm. */
import type { Backend, MaybePromise } from '../../../src/backends/backend.ts'
import { checkPlan } from '../../../src/check/index.ts'
import { isMemkitError } from '../../../src/errors.ts'
import { createExecutor } from '../../../src/executor/index.ts'
import { parseGraph } from '../../../src/graph/parse.ts'
import { planGraph, type DeviceProfile, type Plan } from '../../../src/planner/index.ts'
import { parseProfile } from '../../../src/plan/parse-profile.ts'
import { Guarded } from './guarded.ts'
import { countsInput } from '../random/runnable.ts'
import type { Next } from './mutate.ts'

/** Larger inputs and outputs are not given: a run is refused then, as it should be. */
const mostBytes = 2 ** 24

export interface Attempted {
  readonly bad: string | undefined
  /** The code that it was refused with, or `taken`. */
  readonly ended: string
}

/** @param act returns what is bad about it */
async function attempt(act: () => MaybePromise<string | undefined>): Promise<Attempted> {
  try {
    return { bad: await act(), ended: 'taken' }
  } catch (error) {
    if (isMemkitError(error)) return { bad: undefined, ended: error.code }
    return { bad: `an error of another kind: ${error instanceof Error ? error.stack : String(error)}`, ended: '' }
  }
}

function planAndCheck(document: unknown, profile: DeviceProfile): string | undefined {
  const graph = parseGraph(document)
  const checked = checkPlan(graph, planGraph(graph, profile), profile)
  return checked.ok ? undefined : `checkPlan says ${checked.code}: ${checked.message}`
}

export const attemptDocument = (document: unknown, profile: DeviceProfile) =>
  attempt(() => planAndCheck(document, profile))

export const attemptProfile = (profile: unknown, document: unknown) =>
  attempt(() => planAndCheck(document, parseProfile(profile)))

export const attemptPlan = (plan: Plan, backend: Backend) =>
  attempt(async () => {
    const executor = await createExecutor(plan, backend, { ignoreHash: true, timeoutMs: 5000 })
    const guards: Guarded[] = []
    const memory = (list: readonly { name: string; sizeBytes: number }[]) =>
      Object.fromEntries(
        list.flatMap(({ name, sizeBytes }) => {
          if (sizeBytes > mostBytes) return []
          const guarded = new Guarded(sizeBytes)
          guards.push(guarded)
          return [[name, guarded.bytes]]
        }),
      )
    try {
      const given = executor.plan
      if (given.outputs.some(({ sizeBytes }) => sizeBytes > mostBytes)) return undefined
      const bodies = Object.fromEntries(given.bodies.map(({ name }) => [name, () => undefined]))
      const sizes = [
        ...given.heaps.flatMap(({ resource, sizeBytes, memory: kind }) =>
          kind === 'imported' ? [{ name: resource!, sizeBytes }] : [],
        ),
        ...given.textures.flatMap(({ resource, sizeBytes, lifetime }) =>
          lifetime === 'imported' ? [{ name: resource!, sizeBytes }] : [],
        ),
      ]
      const inputs = memory(given.inputs.filter(({ producer }) => producer === undefined))
      for (const [name, bytes] of Object.entries(inputs))
        if (name.startsWith(countsInput)) for (let i = 0; i < bytes.length; i += 4) bytes[i] = 1
      const outputs = memory(given.outputs)
      await executor.run({ inputs, outputs, bodies, imports: memory(sizes) })
      await executor.run({ inputs, outputs, bodies, imports: memory(sizes) })
    } finally {
      await executor.destroy()
    }
    return guards.every((guarded) => guarded.isWhole()) ? undefined : 'a guard around mapped memory was changed'
  })

/** Inputs and outputs as no program should give them. */
export const attemptInputs = (plan: Plan, backend: Backend, next: Next) =>
  attempt(async () => {
    const executor = await createExecutor(plan, backend, { timeoutMs: 5000 })
    const guards: Guarded[] = []
    try {
      const shared = new Uint8Array(new SharedArrayBuffer(4096))
      const one = new Uint8Array(4096)
      const odd = (sizeBytes: number): unknown => {
        const guarded = new Guarded(sizeBytes)
        guards.push(guarded)
        const { bytes } = guarded
        switch (next(12)) {
          case 0:
            return new Proxy(bytes, {})
          case 1:
            return structuredClone(bytes, { transfer: [] })
          case 2: {
            const gone = new Uint8Array(sizeBytes)
            structuredClone(gone.buffer, { transfer: [gone.buffer] })
            return gone
          }
          case 3: {
            const resizable = new (ArrayBuffer as unknown as new (
              size: number,
              options: object,
            ) => ArrayBuffer & {
              resize(size: number): void
            })(sizeBytes, { maxByteLength: sizeBytes + 64 })
            const view = new Uint8Array(resizable)
            resizable.resize(next(sizeBytes + 65))
            return view
          }
          case 4:
            return shared.subarray(0, sizeBytes)
          case 5:
            return one.subarray(0, sizeBytes)
          case 6:
            return (view: Uint8Array) => void view.fill(next(256))
          case 7:
            return (view: Uint8Array) => void structuredClone(view.buffer, { transfer: [view.buffer as ArrayBuffer] })
          case 8:
            return [
              null,
              undefined,
              5,
              'bytes',
              {},
              [],
              () => Promise.resolve(),
              new Date(0),
              { byteLength: sizeBytes },
            ][next(9)]
          case 9:
            return new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength)
          default:
            return bytes
        }
      }
      const { inputs, outputs, bodies, imports } = executor.plan
      const all = (list: readonly { name: string; sizeBytes: number }[]) =>
        Object.fromEntries(list.map(({ name, sizeBytes }) => [name, odd(sizeBytes)]))
      await executor.run({
        inputs: all(inputs.filter(({ producer }) => producer === undefined)) as never,
        outputs: next(3) === 0 ? ({} as never) : (all(outputs) as never),
        bodies: Object.fromEntries(bodies.map(({ name }) => [name, () => undefined])),
        imports: Object.fromEntries(imports.map((name) => [name, odd(256)])),
      })
    } finally {
      await executor.destroy()
    }
    return guards.every((guarded) => guarded.isWhole()) ? undefined : 'a guard around mapped memory was changed'
  })
