/**
 * Copies of the objects that large documents are made of, as literals with their keys in the same order. V8 learns of a literal
 * that what it makes stays, and takes memory for it where it can; what a spread makes, the garbage collector moves there in two
 * steps. What has other keys is copied otherwise.
 */

type Data = Record<string, unknown>
type Copier = (given: Readonly<Data>) => Data

/** A key that comes after those on the way to it. */
class Step {
  readonly key: string
  private readonly steps = new Map<string, Step>()
  /** The step that came next the last time: objects of a document repeat their keys. */
  private last: Step | undefined
  /** For objects that end here. */
  copier: Copier | undefined

  constructor(key: string) {
    this.key = key
  }

  next(key: string): Step | undefined {
    if (this.last?.key === key) return this.last
    const step = this.steps.get(key)
    if (step) this.last = step
    return step
  }

  add(key: string): Step {
    let step = this.steps.get(key)
    if (!step) this.steps.set(key, (step = new Step(key)))
    return step
  }
}

const first = new Step('')

const copiers: readonly Copier[] = [
  ({ id, kind, size }) => ({ id, kind, size }),
  ({ id, kind, size, lifetime }) => ({ id, kind, size, lifetime }),
  ({ id, kind, format, size }) => ({ id, kind, format, size }),
  ({ id, kind, to, input }) => ({ id, kind, to, input }),
  ({ id, kind, from, to }) => ({ id, kind, from, to }),
  ({ id, kind, to, value }) => ({ id, kind, to, value }),
  ({ id, kind, from, output }) => ({ id, kind, from, output }),
  ({ id, kind, shader, entryPoint, workgroups, bindings }) => ({ id, kind, shader, entryPoint, workgroups, bindings }),
  ({ id, kind, shader, entryPoint, bindings, workgroups }) => ({ id, kind, shader, entryPoint, bindings, workgroups }),
  ({ group, binding, use, as }) => ({ group, binding, use, as }),
  ({ group, binding, use, as, access }) => ({ group, binding, use, as, access }),
  ({ use, as }) => ({ use, as }),
  ({ use, as, access }) => ({ use, as, access }),
  ({ use, load }) => ({ use, load }),
  ({ resource, offset, size }) => ({ resource, offset, size }),
  ({ resource, size }) => ({ resource, size }),
  ({ name, offset }) => ({ name, offset }),
]
for (const copier of copiers) {
  let step = first
  for (const key in copier({})) step = step.add(key)
  step.copier = copier
}

/** A copy of one level, every property read once; undefined where the keys are others. O(keys). */
export function literalOf(given: object): Data | undefined {
  let step: Step | undefined = first
  for (const key in given) {
    step = step.next(key)
    if (!step) return undefined
  }
  return step.copier?.(given as Data)
}
