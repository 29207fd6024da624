/** The cases of the bench, measured in turn. */
import { createWebGpuBackend } from '../../src/backends/webgpu/index.ts'
import { getGpu } from '../../test/support/gpu/index.ts'
import { copyEach, dispatchChain, readEach, readMapped, stageAll, writeEach } from './by-hand.ts'
import { frameByHand, frameDocument } from './draws.ts'
import { timeWays, type Timed, type Way } from './measure.ts'
import { printParts, uploadParts } from './parts.ts'
import { chainOf, copies, plannedWay, readbacks, readbackWay, uploads } from './planned.ts'

const KiB = 1024
const MiB = 1024 * KiB

interface CpuTimed extends Timed {
  readonly cpuMs: number
  readonly meanCpuMs: number
  readonly ratio: number
}

export interface Row extends Timed, Partial<Omit<CpuTimed, keyof Timed>> {
  readonly case: string
}

export interface BenchOptions {
  readonly rounds?: number
  readonly cases?: readonly string[]
  readonly scale?: number
  /** Only: where the time of one run of `uploads` goes. */
  readonly parts?: boolean
}

const step = `
  @group(0) @binding(0) var<storage, read> a: array<u32>;
  @group(0) @binding(1) var<storage, read_write> b: array<u32>;
  @compute @workgroup_size(64, 1, 1) fn main(@builtin(global_invocation_id) at: vec3u) { b[at.x] = b[at.x] + a[at.x] + 1u; }`

const noise = (size: number, seed: number): Uint8Array<ArrayBuffer> => new Uint8Array(size).fill(seed)

/** Both sides permuted by a stride that is prime to `count`: no two regions are neighbours. */
function scattered(count: number, size: number): [number, number, number][] {
  const place = (i: number, stride: number) => ((i * stride) % count) * size * 2
  return Array.from({ length: count }, (_, i) => [place(i, 7919), place(i, 104_729), size])
}

export async function bench({ rounds = 7, cases = allCases, scale = 1, parts = false }: BenchOptions = {}): Promise<
  Row[]
> {
  const { gpu, runsOn } = await getGpu()
  const backend = await createWebGpuBackend({ gpu })
  const { device } = backend
  const rows: Row[] = []
  const report = (name: string, timed: readonly Timed[]) => {
    for (const row of timed) {
      rows.push({ case: name, ...row })
      console.log(
        JSON.stringify({
          bench: 'webgpu',
          device: runsOn,
          case: name,
          way: row.way,
          medianMs: round(row.medianMs),
          bestMs: round(row.bestMs),
          ...(row.firstMs === undefined ? {} : { firstMs: round(row.firstMs) }),
        }),
      )
    }
  }
  const compare = async (name: string, make: () => Promise<Way[]>) => report(name, await timeWays(await make(), rounds))
  const compareCpu = async (name: string, waysOn: (on: typeof backend) => Promise<Way[]>) => {
    const none = await createWebGpuBackend({ api: 'null' })
    for (const row of await timeCpu(await waysOn(none), rounds * 30, 50)) {
      rows.push({ case: `${name} (null backend)`, ...row })
      console.log(
        JSON.stringify({
          bench: 'webgpu',
          device: 'null',
          case: name,
          way: row.way,
          cpuUs: round(row.cpuMs * 1000),
          meanCpuUs: round(row.meanCpuMs * 1000),
          ratio: round(row.ratio),
          wallUs: round(row.medianMs * 1000),
        }),
      )
    }
    await none.destroy()
  }
  const count = Math.max(64, Math.round(10_000 * scale))

  if (parts) {
    const inputs = Array.from({ length: count }, (_, i) => noise(4 * KiB, i))
    console.log(`upload of ${count} x 4 KiB on ${runsOn}`)
    printParts(await uploadParts(backend, inputs, rounds))
    await backend.destroy()
    return []
  }
  if (cases.includes('uploads')) {
    const inputs = Array.from({ length: count }, (_, i) => noise(4 * KiB, i))
    const named = new Map(inputs.map((bytes, i) => [`in${i}`, bytes]))
    await compare(`upload ${count} x 4 KiB into ${count} resources`, async () => [
      await plannedWay(backend, uploads(count, 4 * KiB), named),
      await plannedWay(backend, uploads(count, 4 * KiB), Object.fromEntries(named), 'memkit-gpu, inputs in an object'),
      writeEach(device, inputs),
      stageAll(device, inputs),
    ])
  }
  if (cases.includes('copies')) {
    for (const size of [64, 4 * KiB]) {
      const regions = scattered(count, size)
      const total = count * size * 2
      await compare(`${count} scattered copies of ${size} B on the device`, async () => [
        await plannedWay(backend, copies(total, regions)),
        copyEach(device, total, regions),
      ])
    }
  }
  if (cases.includes('big-upload')) {
    const size = Math.min(Math.round(256 * scale) * MiB, backend.profile.limits.maxBufferBytes)
    const input = noise(size, 1)
    await compare(`upload ${size / MiB} MiB`, async () => [
      await plannedWay(backend, uploads(1, size), { in0: input }),
      writeEach(device, [input]),
      stageAll(device, [input]),
    ])
  }
  if (cases.includes('big-readback')) {
    const size = Math.min(Math.round(256 * scale) * MiB, backend.profile.limits.maxBufferBytes)
    const ways = ['in place', 'memory used again', 'memory of its own']
    await compare(`read back ${size / MiB} MiB`, async () => [
      ...(await Promise.all(ways.map((name) => readbackWay(backend, size, name)))),
      readMapped(device, size),
    ])
  }
  if (cases.includes('readbacks'))
    await compare('64 readbacks of 64 KiB', async () => [
      await plannedWay(backend, readbacks(64, 64 * KiB)),
      readEach(device, 64 * KiB, 64),
    ])
  if (cases.includes('overhead')) {
    const chain = Array.from({ length: 50 }, (_, i): [number, number] => [i % 8, (i + 1) % 8])
    const input = noise(16 * KiB, 1)
    const waysOn = async (on: typeof backend): Promise<Way[]> => [
      await plannedWay(on, chainOf(step, 16 * KiB, chain, 8), { in: input }),
      await dispatchChain(on.device, step, 16 * KiB, chain, 8, input),
    ]
    // 1 000 runs first, 17 seconds of a program's frames: V8 compiles code that few runs have seen to something slower, and by hand
    // there is hardly any but the device's.
    const before = Math.max(1, Math.round(250 * scale))
    report('50 passes, one run', await timeWays(await waysOn(backend), rounds * 5, before))
    await compareCpu('50 passes, CPU time a run', waysOn)
  }
  if (cases.includes('draws')) {
    const shape = { passes: 25, drawsPerPass: 20 }
    await compareCpu('25 render passes, 500 draws, CPU time a run', async (on) => [
      await plannedWay(on, frameDocument(shape)),
      await frameByHand(on.device, shape),
    ])
  }
  await backend.destroy()
  return rows
}

export const allCases = ['uploads', 'copies', 'big-upload', 'big-readback', 'readbacks', 'overhead', 'draws'] as const
const round = (ms: number): number => Math.round(ms * 1000) / 1000

/**
 * CPU time of the whole process, garbage collection included, in short blocks that take turns, so that what else the machine does
 * hits all ways alike. `ratio`: the median over rounds of blocks of a way's time ÷ the first way's.
 */
async function timeCpu(ways: readonly Way[], blocks: number, runs: number): Promise<CpuTimed[]> {
  const cpu = ways.map((): number[] => [])
  const wall = ways.map((): number[] => [])
  for (let block = -Math.ceil(blocks / 5); block < blocks; block++) {
    for (const [i, way] of ways.entries()) {
      const before = process.cpuUsage()
      const start = performance.now()
      for (let r = 0; r < runs; r++) await way.round()
      const { user, system } = process.cpuUsage(before)
      if (block < 0) continue
      cpu[i]!.push((user + system) / 1000 / runs)
      wall[i]!.push((performance.now() - start) / runs)
    }
  }
  for (const way of ways) await way.destroy()
  const median = (times: number[]) => times.toSorted((a, b) => a - b)[times.length >> 1]!
  return ways.map(({ name }, i) => ({
    way: name,
    medianMs: median(wall[i]!),
    bestMs: Math.min(...wall[i]!),
    cpuMs: median(cpu[i]!),
    meanCpuMs: cpu[i]!.reduce((sum, ms) => sum + ms, 0) / blocks,
    ratio: median(cpu[i]!.map((ms, block) => ms / cpu[0]![block]!)),
  }))
}
