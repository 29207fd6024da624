import * as fc from 'fast-check'
import { afterAll, beforeAll, expect, it } from 'vitest'
import { createWebGpuBackend, type WebGpuBackend } from '../../src/backends/webgpu/index.ts'
import { moveTables, fillTables, gather, keepByte } from '../../src/backends/webgpu/memory/moves.ts'
import type { Command } from '../../src/plan/document.ts'
import { describeGpu } from '../support/gpu/describe-gpu.ts'
import { device, handPlan, readback, upload } from '../support/hand-plan.ts'
import { runSession } from '../support/run-session.ts'

type Region = [number, number, number]
const size = 4096

/** Regions that overlap neither on the destination side nor, in one buffer, between the sides. */
const regionsOf = (within: boolean) =>
  fc
    .array(fc.record({ gap: fc.nat(37), size: fc.integer({ min: 1, max: 300 }), from: fc.nat(size) }), {
      minLength: 1,
      maxLength: 12,
    })
    .map((pieces) => {
      const regions: Region[] = []
      // In one buffer, sources lie in the upper half and destinations in the lower.
      const end = within ? size / 2 : size
      let at = 0
      for (const piece of pieces) {
        at += piece.gap
        const count = Math.min(piece.size, end - at)
        if (count <= 0) break
        const low = within ? size / 2 : 0
        regions.push([low + (piece.from % (size - low - count + 1)), at, count])
        at += count
      }
      return regions
    })
    .filter((regions) => regions.length > 0)

const copyInto = (from: Uint8Array, to: Uint8Array, regions: readonly Region[]) => {
  const source = from.slice()
  for (const [at, into, count] of regions) to.set(source.subarray(at, at + count), into)
}

const fillInto = (to: Uint8Array, offset: number, count: number, value: number) => {
  for (let i = 0; i < count; i++) to[offset + i] = (value >>> (8 * (i % 4))) & 0xff
}

const noise = (seed: number) => Uint8Array.from({ length: size }, (_, i) => Math.imul(i + seed, 0x9e3779b1) >>> 24)

await describeGpu('webgpu', 'byte-exact transfers on WebGPU', ({ gpu }) => {
  let backend: WebGpuBackend
  beforeAll(async () => {
    backend = await createWebGpuBackend({ gpu })
  })
  afterAll(() => backend.destroy())

  /** Heaps: 0 and 1 uploads, 2 and 3 device memory that starts as the uploads, 4 and 5 readbacks of it. */
  const run = async (commands: Command[], reads?: Command[]) => {
    const whole = (from: number, to: number): Command => ({ op: 'copy', from, to, regions: [[0, 0, size]], passes: [] })
    const plan = handPlan({
      heaps: [upload(size), upload(size), device(size), device(size), readback(size), readback(size)],
      submissions: [[whole(0, 2), whole(1, 3), ...commands, ...(reads ?? [whole(2, 4), whole(3, 5)])]],
    })
    const session = await backend.open(plan, { framesInFlight: 1 })
    try {
      const { out0, out1 } = await runSession(session, plan, { inputs: { in0: noise(1), in1: noise(2) } })
      return [out0!, out1!] as const
    } finally {
      await session.destroy()
    }
  }

  it('F9: moves bytes between buffers from any offset to any offset', async () => {
    await fc.assert(
      fc.asyncProperty(regionsOf(false), fc.constantFrom('copy' as const, 'scatter' as const), async (regions, op) => {
        const [, got] = await run([{ op, from: 2, to: 3, regions, passes: [] }])
        const wanted = noise(2)
        copyInto(noise(1), wanted, regions)
        expect(got).toEqual(wanted)
      }),
      { numRuns: 25 },
    )
  })

  it('moves bytes inside one buffer, which the API has no copy for', async () => {
    await fc.assert(
      fc.asyncProperty(regionsOf(true), fc.constantFrom('copy' as const, 'scatter' as const), async (regions, op) => {
        const [got] = await run([{ op, from: 2, to: 2, regions, passes: [] }])
        const wanted = noise(1)
        copyInto(noise(1), wanted, regions)
        expect(got).toEqual(wanted)
      }),
      { numRuns: 25 },
    )
  })

  it('F9: moves bytes out of staging and into it at any offset', async () => {
    await fc.assert(
      fc.asyncProperty(
        regionsOf(false),
        regionsOf(false),
        fc.constantFrom('copy' as const, 'scatter' as const),
        async (up, down, op) => {
          const [got] = await run(
            [{ op, from: 0, to: 3, regions: up, passes: [] }],
            [{ op, from: 3, to: 4, regions: down, passes: [] }],
          )
          const middle = noise(2)
          copyInto(noise(1), middle, up)
          const wanted = new Uint8Array(size)
          copyInto(middle, wanted, down)
          expect(got).toEqual(wanted)
        },
      ),
      { numRuns: 25 },
    )
  })

  it('F9: fills any range with any pattern', async () => {
    const range = fc
      .tuple(fc.nat(size - 1), fc.nat(size))
      .map(([offset, count]) => [offset, Math.min(count, size - offset)] as const)
    const value = fc.oneof(fc.constant(0), fc.nat(0xffff_ffff))
    await fc.assert(
      fc.asyncProperty(range, value, async ([offset, count], pattern) => {
        const [got] = await run([{ op: 'fill', heap: 2, offset, size: count, value: pattern, passes: [] }])
        const wanted = noise(1)
        fillInto(wanted, offset, count, pattern)
        expect(got).toEqual(wanted)
      }),
      { numRuns: 25 },
    )
  })

  it('fills readback staging too', async () => {
    const [got] = await run([], [{ op: 'fill', heap: 4, offset: 3, size: 1001, value: 0x04030201, passes: [] }])
    const wanted = new Uint8Array(size)
    fillInto(wanted, 3, 1001, 0x04030201)
    expect(got).toEqual(wanted)
  })
})

it('tables cut at small windows move the same bytes', () => {
  const window = 256 * 1024
  const bytes = 600 * 1024
  fc.assert(
    fc.property(
      fc.array(fc.tuple(fc.nat(bytes - 1), fc.integer({ min: 1, max: 200_000 })), { maxLength: 6 }),
      fc.nat(3),
      (pieces, skew) => {
        const from = Uint8Array.from({ length: bytes }, (_, i) => i * 7)
        const regions: Region[] = []
        let at = skew
        for (const [start, count] of pieces) {
          const most = Math.min(count, bytes - at, bytes - start)
          if (most > 0) regions.push([start, at, most])
          at += Math.max(0, most) + 1
        }
        const wanted = new Uint8Array(bytes)
        copyInto(from, wanted, regions)
        const got = new Uint8Array(bytes)
        // What the kernels do, word by word; reads and writes past a window throw.
        for (const { fromBase, toBase, words, edges } of moveTables(regions, bytes, bytes, window)) {
          const read = (byte: number) => {
            if (byte >= window) throw new RangeError('past the window')
            return from[fromBase + byte]!
          }
          for (let e = 0; e < words.length; e += 4)
            for (let b = 0; b < words[e + 2]! * 4; b++) {
              if (words[e + 1]! * 4 + b >= window) throw new RangeError('past the window')
              got[toBase + words[e + 1]! * 4 + b] = read(words[e]! * 4 + words[e + 3]! / 8 + b)
            }
          for (let e = 0; e < edges.length; e += 5)
            for (let b = 0; b < 4; b++)
              if (edges[e + 1 + b] !== keepByte) got[toBase + edges[e]! * 4 + b] = read(edges[e + 1 + b]!)
        }
        expect(got.every((byte, i) => byte === wanted[i])).toBe(true)
      },
    ),
    { numRuns: 8 },
  )
})

it('fill tables own every word once and cover exactly the range', () => {
  fc.assert(
    fc.property(fc.nat(300_000), fc.integer({ min: 1, max: 60_000 }), fc.nat(0xffff_ffff), (offset, count, value) => {
      const got = new Uint8Array(400_000)
      const owned = new Set<number>()
      for (const { base, entries } of fillTables(offset, count, value, 400_000, 256 * 1024))
        for (let e = 0; e < entries.length; e += 4)
          for (let w = 0; w < entries[e + 1]!; w++) {
            const at = base + (entries[e]! + w) * 4
            if (owned.has(at)) throw new Error(`word ${at} has two owners`)
            owned.add(at)
            for (let b = 0; b < 4; b++)
              if ((entries[e + 3]! >>> (8 * b)) & 1) got[at + b] = (entries[e + 2]! >>> (8 * b)) & 0xff
          }
      const wanted = new Uint8Array(400_000)
      fillInto(wanted, offset, count, value)
      expect(got.every((byte, i) => byte === wanted[i])).toBe(true)
    }),
    { numRuns: 5 },
  )
})

it('gathered regions read what the regions read, from aligned copies', () => {
  fc.assert(
    fc.property(
      fc.array(fc.tuple(fc.nat(9000), fc.nat(9000), fc.integer({ min: 1, max: 900 })), { minLength: 1 }),
      (regions) => {
        const from = Uint8Array.from({ length: 10_000 }, (_, i) => Math.imul(i, 0x9e3779b1) >>> 24)
        const { copies, regions: moved, sizeBytes } = gather(regions, 64)
        const scratch = new Uint8Array(64 + sizeBytes)
        for (const [at, into, count] of copies) {
          if (at % 4 || into % 4 || count % 4) throw new Error('an unaligned copy')
          scratch.set(from.subarray(at, at + count), into)
        }
        expect(
          regions.every(
            ([at, , count], i) =>
              Buffer.compare(scratch.subarray(moved[i]![0], moved[i]![0] + count), from.subarray(at, at + count)) === 0,
          ),
        ).toBe(true)
      },
    ),
  )
})
