/**
 * Where the milliseconds of one upload run go: what the executor and the API take of it, and how long each part takes by itself.
 * `npm run bench -- webgpu --parts [--rounds 20] [--scale 1]`.
 */
import type { WebGpuBackend } from '../../src/backends/webgpu/index.ts'
import { describeInputs, takeInputs } from '../../src/executor/inputs.ts'
import { parseGraph } from '../../src/graph/parse.ts'
import { createExecutor } from '../../src/index.ts'
import { planGraph } from '../../src/planner/index.ts'
import { uploads } from './planned.ts'

const usage = { mapWrite: 0x2, copySrc: 0x4, copyDst: 0x8, storage: 0x80 }
const warmUps = 10

interface Part {
  readonly part: string
  readonly medianMs: number
  readonly bestMs: number
}

class Times {
  private readonly times = new Map<string, number[]>()

  add(part: string, ms: number): void {
    const list = this.times.get(part)
    if (list) list.push(ms)
    else this.times.set(part, [ms])
  }

  clear(): void {
    for (const list of this.times.values()) list.length = 0
  }

  parts(): Part[] {
    return Array.from(this.times, ([part, list]) => {
      const sorted = list.toSorted((a, b) => a - b)
      return { part, medianMs: sorted[sorted.length >> 1]!, bestMs: sorted[0]! }
    })
  }
}

export async function uploadParts(
  backend: WebGpuBackend,
  inputs: readonly Uint8Array<ArrayBuffer>[],
  rounds: number,
): Promise<Part[]> {
  const times = new Times()
  await wholeRuns(backend, inputs, rounds, times)
  await alone(backend.device, inputs, rounds, times)
  return times.parts()
}

/** Whole runs, with the time at the end of each step, and what calls of the API take of it. */
async function wholeRuns(
  backend: WebGpuBackend,
  inputs: readonly Uint8Array<ArrayBuffer>[],
  rounds: number,
  times: Times,
): Promise<void> {
  const plan = planGraph(parseGraph(uploads(inputs.length, inputs[0]!.length)), backend.profile)
  const slots = describeInputs(plan)
  const forms = {
    object: Object.fromEntries(inputs.map((bytes, i) => [`in${i}`, bytes])),
    Map: new Map(inputs.map((bytes, i) => [`in${i}`, bytes])),
    'functions in a Map': new Map(inputs.map((bytes, i) => [`in${i}`, (view: Uint8Array) => view.set(bytes)])),
  }
  const executor = await createExecutor(plan, backend)
  const steps = plan.timeline.map((step) => step.do)
  for (const [form, named] of Object.entries(forms)) {
    const unwatch = watchCalls(backend.device, (call, ms) => times.add(`  ${form}: in it, ${call}`, ms))
    for (let round = -warmUps; round < rounds; round++) {
      if (round === 0 && form === 'object') times.clear()
      const start = performance.now()
      let last = start
      await executor.run({
        inputs: named,
        onProgress({ done }) {
          const now = performance.now()
          if (round >= 0) times.add(`  ${form}: ${done - 1} ${steps[done - 1]!}`, now - last)
          last = now
        },
      })
      const end = performance.now()
      if (round >= 0) {
        times.add(`  ${form}: wait for the device`, end - last)
        times.add(`run, inputs: ${form}`, end - start)
      }
      const before = performance.now()
      takeInputs(slots, named, [])
      if (round >= 0) times.add(`alone: checking inputs (${form})`, performance.now() - before)
    }
    unwatch()
  }
  await executor.destroy()
}

/** The parts that any way of doing it has, each by itself. */
async function alone(
  device: GPUDevice,
  inputs: readonly Uint8Array<ArrayBuffer>[],
  rounds: number,
  times: Times,
): Promise<void> {
  const size = inputs.reduce((sum, { length }) => sum + length, 0)
  const staging = device.createBuffer({ size, usage: usage.mapWrite | usage.copySrc })
  const target = device.createBuffer({ size, usage: usage.copyDst | usage.storage })
  const whole = new Uint8Array(size).fill(1)
  const plain = new Uint8Array(size)
  const timed = async (part: string, work: () => unknown): Promise<void> => {
    const start = performance.now()
    await work()
    times.add(`alone: ${part}`, performance.now() - start)
  }
  const setEach = (view: Uint8Array): void => {
    for (let i = 0, at = 0; i < inputs.length; at += inputs[i++]!.length) view.set(inputs[i]!, at)
  }
  for (let round = 0; round < rounds; round++) {
    await timed('map, idle device', () => staging.mapAsync(usage.mapWrite))
    let view!: Uint8Array
    await timed('getMappedRange', () => (view = new Uint8Array(staging.getMappedRange())))
    await timed(`${inputs.length} sets into the mapped range`, () => setEach(view))
    await timed('one set into the mapped range', () => view.set(whole))
    await timed(`${inputs.length} sets into ordinary memory`, () => setEach(plain))
    await timed('unmap', () => staging.unmap())
    await timed('submit nothing, onSubmittedWorkDone', () => {
      device.queue.submit([])
      return device.queue.onSubmittedWorkDone()
    })
    await timed('one copy on the device, onSubmittedWorkDone', () => {
      const encoder = device.createCommandEncoder()
      encoder.copyBufferToBuffer(staging, 0, target, 0, size)
      device.queue.submit([encoder.finish()])
      return device.queue.onSubmittedWorkDone()
    })
    await timed('one copy on the device, mapAsync', async () => {
      const encoder = device.createCommandEncoder()
      encoder.copyBufferToBuffer(staging, 0, target, 0, size)
      device.queue.submit([encoder.finish()])
      await staging.mapAsync(usage.mapWrite)
    })
    staging.unmap()
  }
  staging.destroy()
  target.destroy()
}

/** Times calls of a device's prototypes. @returns what ends it */
function watchCalls(device: GPUDevice, report: (call: string, ms: number) => void): () => void {
  const buffer = device.createBuffer({ size: 16, usage: usage.copySrc })
  const undo: (() => void)[] = []
  const watch = (object: object, name: string): void => {
    const prototype = Object.getPrototypeOf(object) as Record<string, (...args: unknown[]) => unknown>
    const original = prototype[name]!
    prototype[name] = function (this: unknown, ...args) {
      const start = performance.now()
      const result = original.apply(this, args)
      report(name, performance.now() - start)
      return result
    }
    undo.push(() => void (prototype[name] = original))
  }
  for (const name of ['getMappedRange', 'unmap', 'mapAsync']) watch(buffer, name)
  watch(device.createCommandEncoder(), 'finish')
  watch(device.queue, 'submit')
  buffer.destroy()
  return () => {
    for (const restore of undo) restore()
  }
}

export function printParts(parts: readonly Part[]): void {
  const width = Math.max(...parts.map(({ part }) => part.length))
  console.log(`\n${'part'.padEnd(width)}  median ms   best ms`)
  for (const { part, medianMs, bestMs } of parts)
    console.log(`${part.padEnd(width)}  ${medianMs.toFixed(3).padStart(9)} ${bestMs.toFixed(3).padStart(9)}`)
}
