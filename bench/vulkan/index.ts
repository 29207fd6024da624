/**
 * The cost of a run on Vulkan, beside one copy by hand:
 * `npm run bench -- vulkan [--scale 1] [--rounds 15] [--cases overhead,draws,scattered,upload,direct,readback] [--threads 2,4] [--device NAME]`.
 *
 * - overhead: one warm run of a plan with one tiny submission, end to end, through the executor and on the session alone.
 * - draws: 25 render passes with 500 draws by data, recorded once, and beside a body that has them recorded in every run: the time of
 *   the JavaScript thread until the frame is submitted, and one run end to end.
 * - scattered: 10 000 resources of 4 KiB filled in one run: from 10 000 arrays, from one array, and written in place beforehand;
 *   beside them the same regions scattered apart, as 10 000 regions of one copy by hand and as one dispatch of the scatter kernel.
 * - upload: 1 GiB by each path: an array, by one thread and by more (`--threads`), a function that writes in place, and memory
 *   written in place beforehand; beside them arrays copied straight to device memory where the host sees it, CUDA from pinned
 *   memory, and how much of CUDA's speed memory in place has.
 * - direct: one array or 10 000 pieces of one to device memory, through staging and, where the host sees it, written straight there,
 *   round by round in turns; and how much of the time is left.
 * - readback: 256 MiB to new memory and to memory that is used again, by one thread and by more, and to memory of
 *   `allocateOutput`; CUDA beside them.
 *
 * Times of what is written in place do not count the writing. `--scale 0.01` (or BENCH_SCALE) makes every size a hundredth, for
 * devices that run on the CPU. One JSON line a way (times in milliseconds, bytes per nanosecond = GB/s), then a table.
 */
import { pathToFileURL } from 'node:url'
import { parseArgs } from 'node:util'
import { CopyThreads } from '../../src/backends/vulkan/session/copy-threads.ts'
import { createVulkanBackend, type VulkanBackend, type VulkanOptions } from '../../src/backends/vulkan/index.ts'
import type { GraphDocument } from '../../src/graph/document.ts'
import { useVulkanDriver } from '../../test/support/gpu/index.ts'
import { device, handPlan, upload } from '../../test/support/hand-plan.ts'
import { elapsed, open, type Context, type Row } from './context.ts'
import { openCuda, type CudaCopies } from './cuda.ts'
import { direct } from './direct.ts'
import { draws } from './draws.ts'
import { mapDeviceMemory, recordCopy, type MemoryKind, type Regions } from './raw.ts'

const KiB = 1024
const MiB = 1024 * KiB

export interface BenchOptions {
  /** Factor of every size and count. Default 1. */
  readonly scale?: number
  readonly rounds?: number
  readonly cases?: readonly string[]
  /** How many threads copy, where several do. */
  readonly threads?: readonly number[]
  readonly device?: string
}

const allCases = ['overhead', 'draws', 'scattered', 'upload', 'direct', 'readback']

export async function bench(options: BenchOptions = {}): Promise<Row[]> {
  const { scale = 1, rounds = 15, cases = allCases, threads = [2, 4], device } = options
  const { loader } = useVulkanDriver()
  const openBackend = (more: VulkanOptions = {}): Promise<VulkanBackend> =>
    createVulkanBackend({ loader, ...more, ...(device === undefined ? {} : { device }) })
  const backend = await openBackend()
  const rows: Row[] = []
  const note = (name: string, way: string, bytes: number, times: number[]): Row => {
    times.sort((a, b) => a - b)
    const medianMs = times[times.length >> 1]!
    const row = {
      case: name,
      way,
      medianMs,
      bestMs: times[0]!,
      ...(bytes > 0 ? { gbPerSecond: bytes / medianMs / 1e6 } : {}),
    }
    rows.push(row)
    console.log(JSON.stringify({ bench: 'vulkan', device: backend.profile.name, scale, ...rounded(row) }))
    return row
  }
  const time: Context['time'] = async (name, way, bytes, run, count = rounds, before = 3) => {
    for (let i = 0; i < before; i++) await run()
    const times: number[] = []
    for (let i = 0; i < count; i++) times.push(await elapsed(run))
    note(name, way, bytes, times)
  }
  const context: Context = { backend, openBackend, time, note, scale, threads, rounds, rows }
  try {
    if (cases.includes('overhead')) await overhead(context)
    if (cases.includes('draws')) await draws(context)
    if (cases.includes('scattered')) await scattered(context)
    if (cases.includes('upload')) await uploads(context)
    if (cases.includes('direct')) await direct(context)
    if (cases.includes('readback')) await readbacks(context)
  } finally {
    await backend.destroy()
  }
  return rows
}

async function overhead({ backend, time }: Context): Promise<void> {
  // A program's frames are warm after some seconds: V8 compiles code that few runs have seen to something slower, and by hand there is
  // hardly any.
  const before = 4000
  const fill: Omit<GraphDocument, 'version' | 'name'> = {
    resources: [{ id: 'a', kind: 'buffer', size: 64, lifetime: 'persistent' }],
    passes: [{ id: 'fill', kind: 'fill', to: 'a', value: 7 }],
  }
  const executor = await open(backend, fill, 2)
  await time('overhead', 'executor.run', 0, () => executor.run(), 2000, before)
  await executor.destroy()
  const plan = handPlan({
    heaps: [device(64)],
    submissions: [[{ op: 'fill', heap: 0, offset: 0, size: 64, value: 7, passes: [] }]],
  })
  const session = await backend.open(plan, { framesInFlight: 1 })
  let run = 0
  const submitAndWait = (): unknown => {
    void session.submit({ run: run++, frame: 0, bodies: {}, imports: {} }, 0)
    return session.completed(0, 0)
  }
  await time('overhead', 'session: submit and wait', 0, submitAndWait, 2000, before)
  await session.destroy()
  const raw = recordCopy(backend.native, 'device', 'device', 64, [[0, 32, 32]])
  await time('overhead', 'by hand: submit and wait on the JavaScript thread', 0, () => raw.run(), 2000, before)
  raw.destroy()
}

async function scattered({ backend, time, scale }: Context): Promise<void> {
  const count = Math.max(1, Math.round(10_000 * scale))
  const size = 4 * KiB
  const bytes = count * size
  const resources = Array.from({ length: count }, (_, i) => {
    return { id: `r${i}`, kind: 'buffer' as const, size, lifetime: 'persistent' as const }
  })
  const many = await open(backend, {
    resources,
    passes: resources.map(({ id }, i) => ({ id: `load ${id}`, kind: 'upload' as const, to: id, input: `in${i}` })),
  })
  const arrays = Object.fromEntries(resources.map((_, i) => [`in${i}`, new Uint8Array(size).fill(i)]))
  await time('scattered', `${count} resources from ${count} arrays`, bytes, () => many.run({ inputs: arrays }))
  await many.destroy()

  const one = await open(backend, {
    resources,
    passes: resources.map(({ id }, i) => {
      return { id: `load ${id}`, kind: 'upload' as const, to: id, input: { name: 'all', offset: i * size } }
    }),
  })
  const all = new Uint8Array(bytes).fill(1)
  await time('scattered', `${count} resources from one array`, bytes, () => one.run({ inputs: { all } }))
  const inPlace = one.allocateInput('all').fill(2)
  await time('scattered', `${count} resources in place`, bytes, () => one.run({ inputs: { all: inPlace } }))
  await one.destroy()

  // Apart on both sides, so that no two regions can be one.
  const place = (i: number, stride: number): number => ((i * stride) % count) * size * 2
  const regions = Array.from({ length: count }, (_, i): [number, number, number] => [
    place(i, 7919),
    place(i, 104_729),
    size,
  ])
  const raw = recordCopy(backend.native, hostMemory, 'device', bytes * 2, regions)
  await time('scattered', `by hand: one copy of ${count} regions apart`, bytes, () => raw.run())
  raw.destroy()
  const plan = handPlan({
    heaps: [upload(bytes * 2), device(bytes * 2)],
    submissions: [[{ op: 'scatter', from: 0, to: 1, regions, passes: [] }]],
  })
  const session = await backend.open(plan, { framesInFlight: 1 })
  let run = 0
  const scatter = (): unknown => {
    void session.submit({ run: run++, frame: 0, bodies: {}, imports: {} }, 0)
    return session.completed(0, 0)
  }
  await time('scattered', 'session: one dispatch of the same regions', bytes, scatter)
  await session.destroy()
}

const hostMemory: MemoryKind = 'write-combined'

async function uploads(context: Context): Promise<void> {
  const { backend, time, scale, threads } = context
  const bytes = Math.max(4096, Math.round((1024 * MiB * scale) / 4096) * 4096)
  const graph: Omit<GraphDocument, 'version' | 'name'> = {
    resources: [{ id: 'a', kind: 'buffer', size: bytes, lifetime: 'persistent' }],
    passes: [{ id: 'load', kind: 'upload', to: 'a', input: 'a' }],
  }
  const rounds = 7
  const array = new Uint8Array(bytes).fill(1)
  await byThreads(context, [1, ...threads], async (backend, by) => {
    const executor = await open(backend, graph)
    await time('upload', `array, ${by}`, bytes, () => executor.run({ inputs: { a: array } }), rounds)
  })
  const executor = await open(backend, graph)
  const writer = (view: Uint8Array): unknown => view.fill(3)
  await time(
    'upload',
    'function that fills it in place',
    bytes,
    () => executor.run({ inputs: { a: (view) => void writer(view) } }),
    rounds,
  )
  const inPlace = executor.allocateInput('a').fill(2)
  await time('upload', 'in place', bytes, () => executor.run({ inputs: { a: inPlace } }), rounds)
  await executor.destroy()
  const whole: Regions = [[0, 0, bytes]]
  for (const kind of ['write-combined', 'cached'] as const) {
    const raw = recordCopy(backend.native, kind, 'device', bytes, whole)
    await time('upload', `by hand: one copy from ${kind} memory`, bytes, () => raw.run(), rounds)
    raw.destroy()
  }
  await straightToDevice(context, array)
  await besideCuda(context, 'upload', 'in place', bytes, (cuda) => cuda.upload())
}

/** Time saved by writing device memory directly: no staging, no copy by the device. */
async function straightToDevice({ backend, time, threads }: Context, array: Uint8Array): Promise<void> {
  const memory = mapDeviceMemory(backend.native, array.length)
  if (!memory) {
    console.log('skipped: an array straight to device memory (the host sees none)')
    return
  }
  const slice = 32 * MiB
  for (const count of [1, ...threads]) {
    const copies = new CopyThreads(count)
    const copyAll = async (): Promise<void> => {
      for (let at = 0; at < array.length; at += slice) {
        copies.copy(memory.bytes.subarray(at, at + slice), array.subarray(at, at + slice))
        await new Promise((resolve) => setImmediate(resolve))
      }
    }
    const way = `by hand: array straight to device memory, ${count === 1 ? '1 thread' : `${count} threads`}`
    await time('upload', way, array.length, copyAll, 7)
    await copies.end()
  }
  memory.destroy()
}

async function readbacks(context: Context): Promise<void> {
  const { backend, time, scale, threads } = context
  const bytes = Math.max(4096, Math.round((256 * MiB * scale) / 4096) * 4096)
  const graph: Omit<GraphDocument, 'version' | 'name'> = {
    resources: [{ id: 'a', kind: 'buffer', size: bytes, lifetime: 'persistent' }],
    passes: [{ id: 'get', kind: 'readback', from: 'a', output: 'a' }],
  }
  const memory = new Uint8Array(bytes).fill(1)
  await byThreads(context, [1, ...threads], async (backend, by) => {
    const executor = await open(backend, graph)
    await time('readback', `new memory, ${by}`, bytes, () => executor.run(), 7)
    await time('readback', `memory used again, ${by}`, bytes, () => executor.run({ outputs: { a: memory } }), 7)
  })
  const executor = await open(backend, graph)
  const inPlace = executor.allocateOutput('a')
  await time('readback', 'in place', bytes, () => executor.run({ outputs: { a: inPlace } }), 7)
  await executor.destroy()
  const raw = recordCopy(backend.native, 'device', 'cached', bytes, [[0, 0, bytes]])
  await time('readback', 'by hand: one copy to cached memory', bytes, () => raw.run(), 7)
  raw.destroy()
  await besideCuda(context, 'readback', 'in place', bytes, (cuda) => cuda.readback())
}

/** A backend for each number of threads. */
async function byThreads(
  { openBackend }: Context,
  counts: readonly number[],
  measure: (backend: VulkanBackend, by: string) => Promise<void>,
): Promise<void> {
  for (const count of counts) {
    const backend = await openBackend({ copyThreads: count })
    try {
      await measure(backend, count === 1 ? '1 thread' : `${count} threads`)
    } finally {
      await backend.destroy()
    }
  }
}

/** The same bytes by CUDA, in the same process; says so where there is none. */
async function besideCuda(
  { time, rows }: Context,
  name: string,
  way: string,
  bytes: number,
  copy: (cuda: CudaCopies) => void,
): Promise<void> {
  let cuda: CudaCopies
  try {
    cuda = openCuda(bytes)
  } catch (error) {
    console.log(`skipped: ${name} by CUDA (${error instanceof Error ? error.message.trim() : String(error)})`)
    return
  }
  try {
    const pinned = `by CUDA: pinned memory, ${cuda.device}`
    await time(name, pinned, bytes, () => copy(cuda), 7)
    const speed = (wanted: string): number => rows.find((row) => row.case === name && row.way === wanted)!.gbPerSecond!
    console.log(JSON.stringify({ case: name, way, ofCuda: Number((speed(way) / speed(pinned)).toFixed(3)) }))
  } finally {
    cuda.destroy()
  }
}

const rounded = (row: Row): Row => {
  const round = (n: number): number => Number(n.toPrecision(4))
  const { gbPerSecond, ...rest } = row
  const speed = gbPerSecond === undefined ? {} : { gbPerSecond: round(gbPerSecond) }
  return { ...rest, medianMs: round(row.medianMs), bestMs: round(row.bestMs), ...speed }
}

if (import.meta.url === pathToFileURL(process.argv[1]!).href) {
  const { values } = parseArgs({
    options: {
      scale: { type: 'string', default: process.env['BENCH_SCALE'] ?? '1' },
      rounds: { type: 'string', default: '15' },
      cases: { type: 'string', default: allCases.join(',') },
      threads: { type: 'string', default: '2,4' },
      device: { type: 'string' },
    },
  })
  const rows = await bench({
    scale: Number(values.scale),
    rounds: Number(values.rounds),
    cases: values.cases.split(','),
    threads: values.threads.split(',').filter(Boolean).map(Number),
    ...(values.device === undefined ? {} : { device: values.device }),
  })
  console.table(rows.map(rounded))
}
