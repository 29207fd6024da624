import { describe, expect, it } from 'vitest'
import { isMemkitError } from 'memkit-gpu'
import { parseGraph, parsePlain } from '../../src/graph/parse.ts'
import { plainCopy } from '../../src/graph/plain-copy.ts'
import { CheckedCopies } from '../../src/graph/checked-copies.ts'

type Data = Record<string, unknown>

/** A document with each kind of entry that is checked while it is copied. */
const document = (): { resources: Data[]; passes: Data[] } & Data => ({
  version: 1,
  resources: [
    { id: 'a', kind: 'buffer', size: 64 },
    { id: 'b', kind: 'buffer', size: 64 },
    { id: 'kept', kind: 'buffer', size: 64, lifetime: 'persistent' },
  ],
  shaders: [{ id: 's' }],
  passes: [
    { id: 'zero', kind: 'fill', to: { resource: 'b', size: 64 }, value: 0 },
    { id: 'load', kind: 'upload', to: 'a', input: { name: 'in', offset: 0 } },
    { id: 'load2', kind: 'upload', to: 'kept', input: 'in2' },
    {
      id: 'part',
      kind: 'copy',
      from: { resource: 'a', offset: 0, size: 16 },
      to: { resource: 'b', offset: 16, size: 16 },
    },
    {
      id: 'run',
      kind: 'compute',
      shader: 's',
      entryPoint: 'main',
      workgroups: [1, 2, 3],
      bindings: [
        { group: 0, binding: 0, use: 'a', as: 'storage-read' },
        { group: 0, binding: 1, use: 'b', as: 'storage', access: 'write' },
      ],
    },
    { id: 'get', kind: 'readback', from: 'b', output: 'out' },
  ],
})

/** Every place of a value, as the object that holds it and its key. */
function* places(value: unknown): Generator<readonly [Data, string]> {
  if (typeof value !== 'object' || value === null) return
  for (const key of Object.keys(value)) {
    yield [value as Data, key]
    yield* places((value as Data)[key])
  }
}

const outcome = (parse: () => unknown) => {
  try {
    return JSON.stringify(parse())
  } catch (error) {
    if (!isMemkitError(error)) throw error
    return JSON.stringify({ code: error.code, path: error.path, message: error.message, details: error.details })
  }
}
const changes: readonly (readonly [name: string, change: (holder: Data, key: string) => void])[] = [
  ...[undefined, null, -0, -1, 1.5, 2 ** 53, '', 'a\0', 'unknown', true, [], {}, [1, 2], [1, 2, 3, 4], () => 0].map(
    (value) => [`is ${String(value)}`, (holder: Data, key: string) => void (holder[key] = value)] as const,
  ),
  ['is left out', (holder, key) => void delete holder[key]],
  ['has one more beside it', (holder) => void (holder['more'] = 1)],
  ['comes last', (holder, key) => ((value) => (delete holder[key], void (holder[key] = value)))(holder[key])],
  [
    'is of another realm',
    (holder, key) => Object.setPrototypeOf(Object(holder[key]) === holder[key] ? holder[key] : holder, null),
  ],
  [
    'is of a class',
    (holder, key) => Object.setPrototypeOf(Object(holder[key]) === holder[key] ? holder[key] : holder, new Map()),
  ],
  [
    'throws',
    (holder, key) =>
      void Object.defineProperty(holder, key, {
        enumerable: true,
        get() {
          throw new Error('no')
        },
      }),
  ],
]

describe('entries that are checked while they are copied', () => {
  it('are all of those of a usual document', () => {
    const entries = new CheckedCopies()
    plainCopy(document(), undefined, [], entries)
    expect(entries.rest({})).toEqual({ resources: [], passes: [] })
  })
  it.each(changes)('give what a copy and a check of their own give: a value %s', (_, change) => {
    const count = [...places(document())].length
    for (let k = 0; k < count; k++) {
      const make = () => {
        const one = document()
        const [holder, key] = [...places(one)][k]!
        change(holder, key)
        return one
      }
      expect(outcome(() => parseGraph(make()))).toBe(outcome(() => parsePlain(plainCopy(make()))))
    }
  })
  it.each(changes)('are frozen all the way down: a value %s', (_, change) => {
    const count = [...places(document())].length
    for (let k = 0; k < count; k++) {
      const one = document()
      const [holder, key] = [...places(one)][k]!
      change(holder, key)
      let graph: unknown
      try {
        graph = parseGraph(one)
      } catch {
        continue
      }
      expect(
        [graph, ...[...places(graph)].map(([object, name]) => object[name])].filter((part) => !Object.isFrozen(part)),
      ).toEqual([])
    }
  })
  it('are refused where two bindings are one, in whatever order they stand', () => {
    const run = (slots: readonly number[]) => {
      const one = document()
      const pass = one.passes[4]!
      pass['bindings'] = slots.map((slot) => ({ group: slot >> 4, binding: slot & 15, use: 'a', as: 'storage-read' }))
      return () => parseGraph(one)
    }
    for (const slots of [
      [0, 0],
      [1, 0, 1],
      [0, 2, 1, 2],
      [16, 0, 16],
      [0, 16, 1, 17, 0],
      [...Array.from({ length: 16 }, (_, i) => 15 - i), 3],
    ])
      expect(run(slots)).toThrow(expect.objectContaining({ code: 'USAGE_CONFLICT' }))
    for (const slots of [[0], [0, 1, 2], [2, 1, 0], [16, 0, 17, 1], Array.from({ length: 20 }, (_, i) => 20 - i)])
      expect(run(slots)).not.toThrow()
  })
  it('are refused where they hold themselves', () => {
    for (let k = 0; k < [...places(document())].length; k++) {
      const given = document()
      const [holder, key] = [...places(given)][k]!
      holder[key] = holder
      expect(() => parseGraph(given)).toThrow(expect.objectContaining({ code: 'UNREADABLE_VALUE' }))
    }
  })
  it('are frozen all the way down, and nobody else has them', () => {
    const given = document()
    const graph = parseGraph(given)
    const own = new Set([...places(given)].map(([holder]) => holder))
    for (const [holder] of places(graph)) {
      expect(Object.isFrozen(holder)).toBe(true)
      expect(own.has(holder)).toBe(false)
    }
  })
  it('are read once, valid or not', () => {
    for (const value of [0, -1]) {
      const reads = new Map<string, number>()
      const watch = (data: unknown, path: string): unknown =>
        typeof data !== 'object' || data === null
          ? data
          : new Proxy(data, {
              get(target, key) {
                const at = `${path}.${String(key)}`
                if (key !== 'length') reads.set(at, (reads.get(at) ?? 0) + 1)
                return watch(Reflect.get(target, key), at)
              },
            })
      const given = document()
      given.passes[0]!['value'] = value
      outcome(() => parseGraph(watch(given, '')))
      expect(reads.size).toBeGreaterThan(50)
      expect([...reads].filter(([, count]) => count > 1)).toEqual([])
    }
  })
})
