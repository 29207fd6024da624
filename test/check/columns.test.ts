/** Heaps, textures and placements in columns are what was read into them. */
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { Heaps } from '../../src/check/heap-columns.ts'
import { Placements } from '../../src/check/placement-columns.ts'
import { Textures } from '../../src/check/texture-columns.ts'
import { refused } from '../../src/schema/copies.ts'

const number = fc.oneof(fc.nat(3), fc.nat(0x7fff_ffff), fc.constantFrom(0x8000_0000, 2 ** 40, Number.MAX_SAFE_INTEGER))
const id = fc.constantFrom('a', 'b', '')
const lifetime = fc.constantFrom('transient', 'persistent', 'imported')
const rotation = fc.record({ group: number, slot: number, count: number })
const usages = ['copy-src', 'copy-dst', 'sampled', 'storage', 'attachment'] as const

const kinds = {
  heaps: {
    table: Heaps,
    row: fc.record(
      {
        memory: fc.constantFrom('device', 'upload', 'readback', 'imported'),
        sizeBytes: number,
        resource: id,
        rotation,
      },
      { requiredKeys: ['memory', 'sizeBytes'] },
    ),
  },
  textures: {
    table: Textures,
    row: fc.record(
      {
        format: fc.constantFrom('rgba8unorm', 'r32float'),
        dimension: fc.constantFrom('1d', '2d', '3d'),
        size: fc.tuple(number, number, number),
        mipLevelCount: number,
        sampleCount: fc.constantFrom(1, 4),
        usage: fc.subarray([...usages]),
        lifetime,
        resource: id,
        heap: number,
        offset: number,
        sizeBytes: number,
        rotation,
      },
      {
        requiredKeys: ['format', 'dimension', 'size', 'mipLevelCount', 'sampleCount', 'usage', 'lifetime', 'sizeBytes'],
      },
    ),
  },
  placements: {
    table: Placements,
    row: fc.record(
      {
        resource: id,
        version: number,
        lifetime,
        previous: number,
        heap: number,
        offset: number,
        sizeBytes: number,
        declaredBytes: number,
        texture: number,
        first: fc.tuple(number, number),
        last: fc.tuple(number, number),
      },
      { requiredKeys: ['resource', 'version', 'lifetime', 'sizeBytes'] },
    ),
  },
}

/** Usages have no order. */
const inOrder = (row: object): object =>
  'usage' in row ? { ...row, usage: usages.filter((one) => (row.usage as string[]).includes(one)) } : row

describe.each(Object.entries(kinds))('%s in columns', (_, { table, row }) => {
  it('give back every field, and undefined for what is left out', () => {
    fc.assert(
      fc.property(fc.array<object>(row, { maxLength: 6 }), (list) => {
        const read = table.read(list, (value) => value)!
        const wanted = list.map(inOrder)
        expect([...read].map(inOrder)).toEqual(wanted)
        expect(list.map((_row, i) => inOrder(read.at(i)))).toEqual(wanted)
        expect(read.find(list.length)).toBeUndefined()
      }),
    )
  })

  it('are undefined where one of the list is refused', () => {
    const [one] = fc.sample<object>(row, 1)
    expect(table.read([one, {}], (value) => (value === one ? one : refused))).toBeUndefined()
  })
})
