import { afterEach, expect, it, vi } from 'vitest'
import { Slab } from '../../../src/planner/support/slab.ts'
import { int32Array } from '../../../src/graph/typed-arrays.ts'
import { expectLongArrays, handBack, reusingMemory } from '../../../src/planner/support/reused-memory.ts'
import { randomNumbers } from '../../support/random/recipe.ts'

afterEach(() => {
  vi.unstubAllGlobals()
  vi.resetModules()
})

it('gives zeros that nobody else has, and all of its bytes again once they are back', () => {
  const next = randomNumbers(1)
  const slab = new Slab(new ArrayBuffer(1 << 16))
  const parts: Uint8Array[] = []
  let refused = 0
  for (let round = 0; round < 20_000; round++) {
    if (parts.length > 0 && next(2) === 0) {
      const [part] = parts.splice(next(parts.length), 1)
      expect(part!.every((byte) => byte === part!.length % 251)).toBe(true)
      slab.giveBack(part!.byteOffset)
      // Once only: what begins there later is another's.
      slab.giveBack(part!.byteOffset)
      continue
    }
    const bytes = 1 + next(4000)
    const begin = slab.take(bytes)
    if (begin < 0) {
      refused++
      continue
    }
    const part = new Uint8Array(slab.memory, begin, bytes)
    expect(part.every((byte) => byte === 0)).toBe(true)
    parts.push(part.fill(bytes % 251))
  }
  expect(refused).toBeGreaterThan(100)
  for (const { byteOffset } of parts) slab.giveBack(byteOffset)
  expect(slab.take(1 << 16)).toBe(0)
  expect(slab.take(1)).toBe(-1)
})

it('is the memory of long arrays in large works, and of no others', () => {
  const buffersOf = (bytes: number) =>
    reusingMemory(() => {
      expectLongArrays(bytes)
      const [one, other] = [int32Array(5000), int32Array(5000)]
      handBack(one.fill(7))
      const again = int32Array(4000)
      expect([again.length, again.byteOffset, again.every((entry) => entry === 0)]).toEqual([
        4000,
        one.byteOffset,
        true,
      ])
      return new Set([one.buffer, other.buffer, again.buffer]).size
    })
  expect(buffersOf(2 ** 27)).toBe(1)
  expect(buffersOf(2 ** 22)).toBe(1)
  expect(buffersOf(2 ** 20)).toBe(2)
})

it('ends with the work, also where that throws, and what was made before does not', () => {
  const made: Int32Array[] = []
  const work = () =>
    reusingMemory(() => {
      made.push(int32Array(5000))
      expectLongArrays(2 ** 22)
      made.push(int32Array(5000))
      expect(made.at(-1)!.length).toBe(5000)
      if (made.length > 2) throw new Error('enough')
    })
  work()
  expect(work).toThrow('enough')
  expect(made.map(({ length }) => length)).toEqual([5000, 0, 5000, 0])
})

it('is memory that V8 does not count, where there is such', async () => {
  const longest = async () => {
    vi.resetModules()
    const arrays = await import('../../../src/graph/typed-arrays.ts')
    return [arrays.float64Array(2 ** 17).buffer, arrays.float64Array(2 ** 17 - 1).buffer].map((one) => one.constructor)
  }
  expect(await longest()).toEqual([SharedArrayBuffer, ArrayBuffer])
  vi.stubGlobal('SharedArrayBuffer', undefined)
  expect(await longest()).toEqual([ArrayBuffer, ArrayBuffer])
})
