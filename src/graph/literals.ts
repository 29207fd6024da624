/**
 * Copies of the objects that large documents consist of, made by object literals with their keys in the same order. V8 learns
 * that objects of such a literal live long and allocates them accordingly; copies made by spreading are moved there by the
 * garbage collector in two steps. Objects with other keys are not copied here.
 */

type Data = Record<string, unknown>
type Copier = (given: Readonly<Data>) => Data

/** A node in the tree of known key sequences: one key, after the keys on the way to it. */
class KeyNode {
  readonly key: string
  private readonly steps = new Map<string, KeyNode>()
  /** The node that followed the last time: objects of a document repeat their keys. */
  private last: KeyNode | undefined
  /** Copies objects whose keys end here. */
  copier: Copier | undefined

  constructor(key: string) {
    this.key = key
  }

  next(key: string): KeyNode | undefined {
    if (this.last?.key === key) return this.last
    const step = this.steps.get(key)
    if (step) this.last = step
    return step
  }

  add(key: string): KeyNode {
    let step = this.steps.get(key)
    if (!step) this.steps.set(key, (step = new KeyNode(key)))
    return step
  }
}

const first = new KeyNode('')

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

/**
 * A copy of an object but not of what it holds, every property read once; undefined where the sequence of keys is unknown.
 * O(keys).
 */
export function literalOf(given: object): Data | undefined {
  let step: KeyNode | undefined = first
  for (const key in given) {
    step = step.next(key)
    if (!step) return undefined
  }
  return step.copier?.(given as Data)
}
