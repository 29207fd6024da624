/** Random calls of the immediate API, and the same calls on plain arrays of bytes. */
import fc from 'fast-check'
import { expect } from 'vitest'
import type { Backend } from 'memkit-gpu'
import { BufferUsage, Gpu, type DeviceBuffer, type GpuOptions, type Readback, type StagingBuffer } from 'memkit-gpu/gpu'

/** Numbers are taken modulo what there is when the call is made, so every sequence means something. */
export type Call =
  | { readonly do: 'device' | 'staging'; readonly size: number }
  | {
      readonly do: 'write'
      readonly buffer: number
      readonly offset: number
      readonly size: number
      readonly seed: number
    }
  | {
      readonly do: 'upload' | 'copy'
      readonly from: number
      readonly to: number
      readonly a: number
      readonly b: number
      readonly size: number
    }
  | { readonly do: 'read'; readonly buffer: number; readonly offset: number; readonly size: number }
  | { readonly do: 'destroy'; readonly buffer: number }
  | { readonly do: 'tick' | 'idle' | 'yield' }

const n = fc.nat(1 << 16)
const size = fc.oneof(fc.integer({ min: 1, max: 64 }), fc.integer({ min: 1, max: 2000 }))

export const calls: fc.Arbitrary<Call[]> = fc.array(
  fc.oneof(
    { weight: 2, arbitrary: fc.record({ do: fc.constantFrom('device' as const, 'staging' as const), size }) },
    { weight: 3, arbitrary: fc.record({ do: fc.constant('write' as const), buffer: n, offset: n, size, seed: n }) },
    {
      weight: 8,
      arbitrary: fc.record({
        do: fc.constantFrom('upload' as const, 'copy' as const),
        from: n,
        to: n,
        a: n,
        b: n,
        size,
      }),
    },
    { weight: 3, arbitrary: fc.record({ do: fc.constant('read' as const), buffer: n, offset: n, size }) },
    { weight: 1, arbitrary: fc.record({ do: fc.constant('destroy' as const), buffer: n }) },
    { weight: 3, arbitrary: fc.record({ do: fc.constantFrom('tick' as const, 'idle' as const, 'yield' as const) }) },
  ),
  { minLength: 4, maxLength: 60, size: 'max' },
)

const bytesOf = (seed: number, length: number): Uint8Array =>
  Uint8Array.from({ length }, (_, i) => (Math.imul(seed + 1, 2654435761) + Math.imul(i, 40503)) >>> 11)

interface Pair<Buffer> {
  readonly buffer: Buffer
  readonly bytes: Uint8Array
}

/** Makes the calls on a new Gpu and holds every readback against the model. Nothing is left alive on the backend. */
export async function runCalls(backend: Backend, list: readonly Call[], options: GpuOptions = {}): Promise<void> {
  const gpu = new Gpu(backend, options)
  const devices: Pair<DeviceBuffer>[] = []
  const stagings: Pair<StagingBuffer>[] = []
  const reads: { readonly got: Readback; readonly want: Uint8Array }[] = []
  const addDevice = (length: number): void => {
    devices.push({ buffer: gpu.createDeviceBuffer(length, BufferUsage.STORAGE), bytes: new Uint8Array(length) })
  }
  const addStaging = (length: number): void => {
    stagings.push({ buffer: gpu.createStagingBuffer(length), bytes: new Uint8Array(length) })
  }
  const pick = <T>(from: readonly T[], index: number): T => from[index % from.length]!
  /** A range of a buffer: never empty. */
  const range = (length: number, offset: number, wanted: number): [number, number] => {
    const start = offset % length
    return [start, Math.min(wanted, length - start)]
  }
  addDevice(40)
  addStaging(24)
  for (const call of list) {
    switch (call.do) {
      case 'device':
        addDevice(call.size)
        break
      case 'staging':
        addStaging(call.size)
        break
      case 'write': {
        const { buffer, bytes } = pick(stagings, call.buffer)
        const [offset, length] = range(bytes.length, call.offset, call.size)
        const data = bytesOf(call.seed, length)
        if (call.seed % 3 === 0) {
          buffer.map().set(data, offset)
          buffer.unmap()
        } else if (call.seed % 3 === 1) buffer.slice(offset, length).write(data)
        else buffer.write(data, offset)
        bytes.set(data, offset)
        break
      }
      case 'upload':
      case 'copy': {
        const from = call.do === 'upload' ? pick(stagings, call.from) : pick(devices, call.from)
        const to = pick(devices, call.to)
        const [sourceOffset, most] = range(from.bytes.length, call.a, call.size)
        const [destinationOffset, length] = range(to.bytes.length, call.b, most)
        const overlap = sourceOffset < destinationOffset + length && destinationOffset < sourceOffset + length
        if (from.buffer === to.buffer && overlap) break
        gpu.transfer(from.buffer, to.buffer, { sourceOffset, destinationOffset, size: length })
        to.bytes.set(from.bytes.subarray(sourceOffset, sourceOffset + length), destinationOffset)
        break
      }
      case 'read': {
        const { buffer, bytes } = pick(devices, call.buffer)
        const [offset, length] = range(bytes.length, call.offset, call.size)
        reads.push({ got: gpu.readback(buffer, offset, length), want: bytes.slice(offset, offset + length) })
        break
      }
      case 'destroy':
        if (devices.length < 2) break
        devices.splice(call.buffer % devices.length, 1)[0]!.buffer.destroy()
        break
      case 'tick':
        gpu.flush()
        break
      case 'yield':
        await Promise.resolve()
        break
      case 'idle':
        await gpu.waitIdle()
    }
  }
  for (const { buffer, bytes } of devices) reads.push({ got: gpu.readback(buffer), want: bytes.slice() })
  await gpu.waitIdle()
  for (const { got, want } of reads) expect(await got.done).toEqual(want)
  for (const { buffer } of [...devices, ...stagings]) buffer.destroy()
  expect(await gpu.destroy()).toEqual([])
  // What other work on the backend has alive is its own.
  for (const kind of ['sessions', 'heaps', 'maps']) expect(backend.liveObjects()[kind] ?? 0).toBe(0)
}
