/**
 * Copies of the objects that large documents consist of, made by object literals with their keys in the same order. V8 learns
 * that objects of such a literal live long and allocates them accordingly; copies made by spreading are moved there by the
 * garbage collector in two steps. Objects with other keys are not copied here.
 */
import type { Accepts } from '../schema/accepts.ts'

export type Data = Record<string, unknown>

/** The role of an object within a document. */
export type Part = 'resources' | 'passes' | 'binding' | 'endpoint' | 'input'

type Field = 'id' | 'count' | 'positive' | 'u32' | 'lifetime' | 'group' | 'slot' | 'as' | 'access'

/** Checks of what a copy holds; objects in it are replaced by copies of theirs. */
export interface Checks {
  /** Predicates for valid values, by field. */
  readonly is: Readonly<Record<Field, Accepts>>
  /** Whether the object that stands in a field in the place of an id is valid. */
  takes(made: Data, field: string, shapes: KeyNode): boolean
  /** Whether the workgroups of a dispatch are three counts. */
  takesWorkgroups(made: Data): boolean
  /** Whether the bindings of a dispatch are valid, and few. */
  takesBindings(made: Data): boolean
}

/** Objects with one sequence of keys. */
export interface Shape {
  /** A copy of an object but not of what it holds, every property read once. */
  readonly copy: (given: Readonly<Data>) => Data
  /** Whether a copy that is that part is valid. */
  readonly isValid: (made: Data, checks: Checks) => boolean
}

/** A node in a tree of known key sequences: one key, after the keys on the way to it. */
export class KeyNode {
  readonly key: string
  private readonly steps = new Map<string, KeyNode>()
  /** The node that followed the last time: objects of a document repeat their keys. */
  private last: KeyNode | undefined
  /** That of objects whose keys end here. */
  shape: Shape | undefined

  constructor(key = '') {
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

/** By part: the sequences that it may have, so that the node which followed the last time mostly follows again. */
export const shapesOf: Readonly<Record<Part, KeyNode>> = {
  resources: new KeyNode(),
  passes: new KeyNode(),
  binding: new KeyNode(),
  endpoint: new KeyNode(),
  input: new KeyNode(),
}

/** The sequences of all parts, and of what is no such part. */
const allShapes = new KeyNode()

type Row = readonly [copy: Shape['copy'], part?: Part, isValid?: Shape['isValid']]

/**
 * Whether an id, or what stands in its place, an endpoint where nothing else is said, is valid. Mostly it is an id, and is read where its field
 * has a name of its own.
 */
const isNamedIn = (made: Data, field: string, value: unknown, checks: Checks, shapes = shapesOf.endpoint): boolean =>
  typeof value === 'string' ? checks.is.id(value) : checks.takes(made, field, shapes)

const isBinding: Shape['isValid'] = (made, checks) =>
  checks.is.group(made['group']) &&
  checks.is.slot(made['binding']) &&
  checks.is.as(made['as']) &&
  isNamedIn(made, 'use', made['use'], checks)
const isCompute: Shape['isValid'] = (made, checks) =>
  made['kind'] === 'compute' &&
  checks.is.id(made['id']) &&
  checks.is.id(made['shader']) &&
  checks.is.id(made['entryPoint']) &&
  checks.takesWorkgroups(made) &&
  checks.takesBindings(made)
const isNamed = (made: Data, checks: Checks, kind: string): boolean => made['kind'] === kind && checks.is.id(made['id'])
const isBuffer: Shape['isValid'] = (made, checks) => isNamed(made, checks, 'buffer') && checks.is.positive(made['size'])

const rows: readonly Row[] = [
  [({ id, kind, size }) => ({ id, kind, size }), 'resources', isBuffer],
  [
    ({ id, kind, size, lifetime }) => ({ id, kind, size, lifetime }),
    'resources',
    (made, checks) => isBuffer(made, checks) && checks.is.lifetime(made['lifetime']),
  ],
  [({ id, kind, format, size }) => ({ id, kind, format, size })],
  [
    ({ id, kind, to, input }) => ({ id, kind, to, input }),
    'passes',
    (made, checks) =>
      isNamed(made, checks, 'upload') &&
      isNamedIn(made, 'to', made['to'], checks) &&
      isNamedIn(made, 'input', made['input'], checks, shapesOf.input),
  ],
  [
    ({ id, kind, from, to }) => ({ id, kind, from, to }),
    'passes',
    (made, checks) =>
      isNamed(made, checks, 'copy') &&
      isNamedIn(made, 'from', made['from'], checks) &&
      isNamedIn(made, 'to', made['to'], checks),
  ],
  [
    ({ id, kind, to, value }) => ({ id, kind, to, value }),
    'passes',
    (made, checks) =>
      isNamed(made, checks, 'fill') && checks.is.u32(made['value']) && isNamedIn(made, 'to', made['to'], checks),
  ],
  [
    ({ id, kind, from, output }) => ({ id, kind, from, output }),
    'passes',
    (made, checks) =>
      isNamed(made, checks, 'readback') &&
      checks.is.id(made['output']) &&
      isNamedIn(made, 'from', made['from'], checks),
  ],
  [
    ({ id, kind, shader, entryPoint, workgroups, bindings }) => ({
      id,
      kind,
      shader,
      entryPoint,
      workgroups,
      bindings,
    }),
    'passes',
    isCompute,
  ],
  [
    ({ id, kind, shader, entryPoint, bindings, workgroups }) => ({
      id,
      kind,
      shader,
      entryPoint,
      bindings,
      workgroups,
    }),
    'passes',
    isCompute,
  ],
  [({ group, binding, use, as }) => ({ group, binding, use, as }), 'binding', isBinding],
  [
    ({ group, binding, use, as, access }) => ({ group, binding, use, as, access }),
    'binding',
    (made, checks) => checks.is.access(made['access']) && isBinding(made, checks),
  ],
  [({ use, as }) => ({ use, as })],
  [({ use, as, access }) => ({ use, as, access })],
  [({ use, load }) => ({ use, load })],
  [
    ({ resource, offset, size }) => ({ resource, offset, size }),
    'endpoint',
    (made, checks) =>
      checks.is.id(made['resource']) && checks.is.count(made['offset']) && checks.is.count(made['size']),
  ],
  [
    ({ resource, size }) => ({ resource, size }),
    'endpoint',
    (made, checks) => checks.is.id(made['resource']) && checks.is.count(made['size']),
  ],
  [
    ({ name, offset }) => ({ name, offset }),
    'input',
    (made, checks) => checks.is.id(made['name']) && checks.is.count(made['offset']),
  ],
]
for (const [copy, part, isValid = () => false] of rows)
  for (const first of part ? [allShapes, shapesOf[part]] : [allShapes]) {
    let step = first
    for (const key in copy({})) step = step.add(key)
    step.shape = { copy, isValid }
  }

/** The shape of an object; undefined where the sequence of its keys is none of these. O(keys). */
export function shapeOf(given: object, shapes = allShapes): Shape | undefined {
  let step: KeyNode | undefined = shapes
  for (const key in given) {
    step = step.next(key)
    if (!step) return undefined
  }
  return step.shape
}
