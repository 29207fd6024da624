/** Random sequences of run, write, read, update, disable, abort, hold and release (of outputs and of reads) on one executor, against a plain model of its bytes. */
import {
  createExecutor,
  createPlanner,
  createReference,
  disablePasses,
  parseGraph,
  planGraph,
  type Backend,
  type FrameGraph,
  type InPlaceRead,
  type RunOptions,
  type RunResult,
} from '../../src/index.ts'

const sizeBytes = 64
const kept = (id: string) => ({ id, kind: 'buffer' as const, size: sizeBytes, lifetime: 'persistent' as const })

const graphOf = (more: number): FrameGraph =>
  parseGraph({
    version: 1,
    resources: [
      kept('a'),
      kept('b'),
      { ...kept('past'), history: 1 },
      { id: 'tmp', kind: 'buffer', size: sizeBytes },
      ...Array.from({ length: more }, (_, i) => kept(`c${i}`)),
    ],
    passes: [
      { id: 'load', kind: 'upload', to: { resource: 'a', offset: 8, size: 24 }, input: 'in', optional: true },
      { id: 'take', kind: 'copy', from: 'a', to: 'tmp' },
      { id: 'wipe', kind: 'fill', to: { resource: 'tmp', size: 16 }, value: 0x07070707 },
      { id: 'mix', kind: 'copy', from: { resource: 'tmp', size: 32 }, to: { resource: 'b', offset: 16 } },
      { id: 'save', kind: 'readback', from: 'b', output: 'b' },
      { id: 'remember', kind: 'copy', from: { resource: 'b', size: 40 }, to: { resource: 'past', size: 40 } },
    ],
  })

/** Passes that are switched off: none, one, or all of them, which leaves nothing to submit. */
const variants = { whole: [], unwiped: ['wipe'], nothing: graphOf(0).passes.map(({ id }) => id) } as const
type Variant = keyof typeof variants

type Model = Record<string, Uint8Array>

/** Where the model has the contents of the run before the latest. */
const before = 'past before'

/** @returns the output, where there is one */
function runModel(model: Model, input: Uint8Array | undefined, variant: Variant): Uint8Array | undefined {
  const [past, other] = [model['past']!, model[before]!]
  model['past'] = other
  model[before] = past
  if (variant === 'nothing') return undefined
  if (input) model['a']!.set(input, 8)
  const tmp = model['a']!.slice()
  if (variant === 'whole') tmp.fill(7, 0, 16)
  model['b']!.set(tmp.subarray(0, 32), 16)
  other.set(model['b']!.subarray(0, 40))
  return model['b']!.slice()
}

/** Does so many things. @throws Error at the first byte that is not the model's */
export async function liveRandomly(backend: Backend, seed: number, steps: number): Promise<void> {
  let state = seed >>> 0
  const below = (count: number): number => {
    state = (Math.imul(state, 1664525) + 1013904223) >>> 0
    return Math.floor((state / 2 ** 32) * count)
  }
  const bytes = (size: number): Uint8Array => Uint8Array.from({ length: size }, () => below(256))
  let more = 1
  let variant: Variant = 'whole'
  // What a planner made is taken as it is, and plans that were there before are taken again; others are checked.
  const planner = createPlanner(backend.profile)
  const current = () => disablePasses(graphOf(more), variants[variant])
  const planned = () => (below(2) === 0 ? planner.plan(current()) : planGraph(current(), backend.profile))
  /** It lives the same life, without a device. */
  const reference = createReference(current())
  const model: Model = Object.fromEntries(['a', 'b', 'past', before, 'c0'].map((id) => [id, new Uint8Array(sizeBytes)]))
  const executor = await createExecutor(planned(), backend)
  let pending: Promise<unknown>[] = []
  const settle = async () => {
    await Promise.all(pending)
    pending = []
  }
  const expectSame = (step: number, what: string, found: Uint8Array, expected: Uint8Array): void => {
    if (Buffer.compare(found, expected) !== 0)
      throw new Error(`seed ${seed}, step ${step}, ${what}: ${found.join()} instead of ${expected.join()}`)
  }
  /** A result with an output in place, at most one: with two, callers would hold all frames. */
  let held: { readonly step: number; readonly expected: Uint8Array; readonly result: Promise<RunResult> } | undefined
  const release = async () => {
    if (!held) return
    const { step, expected } = held
    const result = await held.result
    held = undefined
    expectSame(step, 'the output that was held', result.outputs['b']!, expected)
    result.release()
  }
  /** What was read in place, as long as it is held: whatever comes meanwhile leaves it alone. */
  const heldReads: { readonly step: number; readonly expected: Uint8Array; readonly read: Promise<InPlaceRead> }[] = []
  const releaseReads = async (most: number) => {
    while (heldReads.length > most) {
      const [{ step, expected, read }] = heldReads.splice(below(heldReads.length), 1) as [(typeof heldReads)[0]]
      const found = await read
      expectSame(step, 'the bytes that were held', found.bytes, expected)
      found.release()
    }
  }
  const part = () => {
    const offset = below(sizeBytes)
    return { offset, size: 1 + below(sizeBytes - offset) }
  }
  for (let step = 0; step < steps; step++) {
    const ids = Object.keys(model).filter((id) => id !== before)
    const id = ids[below(ids.length)]!
    const choice = below(20)
    if (choice < 6) {
      const input = variant !== 'nothing' && below(2) === 0 ? bytes(24) : undefined
      const expected = runModel(model, input, variant)
      if (!expected) {
        pending.push(executor.run(), reference.run())
        continue
      }
      // A run that follows may write to that memory again, so this one is waited for.
      const isInPlace = below(4) === 0
      if (isInPlace) await settle()
      const isHeld = !isInPlace && !held && below(2) === 0
      if (isInPlace) await release()
      const outputs: RunOptions['outputs'] = isInPlace
        ? { b: executor.allocateOutput('b') }
        : isHeld
          ? { b: 'in-place' }
          : {}
      const run = executor.run({ inputs: input ? { in: input } : {}, outputs })
      const meant = reference.run({ inputs: input ? { in: input } : {} })
      pending.push(meant.then(({ outputs }) => expectSame(step, 'the reference', outputs['b']!, expected)))
      pending.push(run.then(({ outputs }) => expectSame(step, 'the run', outputs['b']!, expected)))
      if (isHeld) held = { step, expected, result: run }
      if (isInPlace) await settle()
    } else if (choice < 11) {
      const { offset, size } = part()
      const data = bytes(size)
      model[id]!.set(data, offset)
      pending.push(executor.write(id, data, { offset }), reference.write(id, data, { offset }))
      data.fill(0)
    } else if (choice < 16) {
      // Whole resources come again and again, and with them the staging of an earlier read.
      const { offset, size } = below(2) === 0 ? { offset: 0, size: sizeBytes } : part()
      const expected = model[id]!.slice(offset, offset + size)
      for (const [who, living] of Object.entries({ executor, reference }))
        pending.push(
          living.read(id, { offset, size }).then((found) => expectSame(step, `${who} read ${id}`, found, expected)),
        )
      if (below(2) === 0) {
        // Alone in its task, half of the time: then others of the same bytes have the same plan.
        if (below(2) === 0) await settle()
        heldReads.push({ step, expected, read: executor.read(id, { offset, size, into: 'in-place' }) })
        if (below(2) === 0) await heldReads.at(-1)!.read
      }
    } else if (choice < 18) {
      if (below(2) === 0) variant = (['whole', 'unwiped', 'nothing'] as const)[below(3)]!
      else more = below(4)
      for (let i = 0; i < 4; i++)
        if (i >= more) delete model[`c${i}`]
        else model[`c${i}`] ??= new Uint8Array(sizeBytes)
      pending.push(executor.update(planned()), reference.update(current()))
    } else if (variant !== 'nothing') {
      // Whether it was submitted before the abort or not, it is there whole or not at all.
      await settle()
      const abort = new AbortController()
      const after = structuredClone(model)
      const input = bytes(24)
      runModel(after, input, variant)
      if (below(2) === 0) abort.abort()
      const run = executor.run({ inputs: { in: input }, signal: abort.signal }).then(
        () => true,
        () => false,
      )
      abort.abort()
      const isDone = await run
      const found = await executor.read('a')
      const isAfter = isDone || Buffer.compare(found, after['a']!) === 0
      if (isAfter) Object.assign(model, after)
      if (isAfter) await reference.run({ inputs: { in: input } })
      for (const name of ['a', 'b', 'past'])
        expectSame(step, `${name} after an abort`, await executor.read(name), model[name]!)
    }
    if (below(6) === 0) await settle()
    if (below(4) === 0) await release()
    if (below(4) === 0) await releaseReads(below(6))
  }
  await settle()
  delete model[before]
  for (const [id, expected] of Object.entries(model)) {
    expectSame(steps, id, await executor.read(id), expected)
    expectSame(steps, `${id} of the reference`, await reference.read(id), expected)
  }
  await releaseReads(2)
  await Promise.all(heldReads.map(({ read }) => read))
  // What is still held goes with the executor.
  await executor.destroy()
}
