/** The device that all sessions of one Dummy share: its counters, its injected faults, its loss. */
import { createCompute, type Compute } from '../../../cpu/compute.ts'
import { createRaster, type Raster } from '../../../cpu/raster/index.ts'
import { allocateBytes } from '../../../cpu/allocate-bytes.ts'
import { outOfMemory, overLimit, type MemkitError } from '../../../errors.ts'
import type { DeviceProfile } from '../../../plan/profile.ts'
import { createFaultInjector, type FaultInjector } from './faults.ts'
import type { ObjectKind } from './memory.ts'
import type { DummyOptions } from './options.ts'
import { createRandom, type Random } from '../scheduler/random.ts'

export interface Device {
  readonly profile: DeviceProfile
  readonly options: DummyOptions
  readonly random: Random
  readonly faults: FaultInjector
  readonly compute: Compute
  readonly raster: Raster
  readonly live: Record<ObjectKind, number>
  readonly lost: MemkitError | undefined
  readonly whenLost: Promise<MemkitError>
  lose(error: MemkitError): void
  /** Throws once the device is lost. */
  check(): void
  /** Pending while the device is paused: its work waits for this. The loss of the device resolves it too. */
  readonly paused: Promise<void> | undefined
  pause(): void
  resume(): void
  /**
   * Allocates device memory.
   * @param what it is for
   * @param bufferPath where its size stands, of a buffer: only those have a limit
   * @throws MemkitError OVER_LIMIT, OUT_OF_MEMORY or OUT_OF_HOST_MEMORY
   */
  allocate(what: string, sizeBytes: number, bufferPath?: string): Uint8Array<ArrayBuffer>
  free(sizeBytes: number): void
  /** Bytes of device memory that are in use. */
  readonly usedBytes: number
}

export function createDevice(options: DummyOptions, profile: DeviceProfile): Device {
  let lost: MemkitError | undefined
  let settle: (error: MemkitError) => void
  let paused: Promise<void> | undefined
  let release: (() => void) | undefined
  let usedBytes = 0
  const resume = (): void => {
    release?.()
    paused = release = undefined
  }
  const whenLost = new Promise<MemkitError>((resolve) => (settle = resolve))
  const lose = (error: MemkitError): void => {
    if (lost) return
    lost = error
    settle(error)
    resume()
  }
  const { capacityBytes = Infinity } = options
  const { maxBufferBytes } = profile.limits
  return {
    profile,
    options,
    random: createRandom(options.seed ?? 1),
    faults: createFaultInjector(options.faults ?? [], lose),
    compute: createCompute({ kernels: options.kernels }),
    raster: createRaster(),
    live: { sessions: 0, heaps: 0, textures: 0, shaders: 0, maps: 0, buffers: 0 },
    get lost() {
      return lost
    },
    whenLost,
    lose,
    check() {
      if (lost) throw lost
    },
    get paused() {
      return paused
    },
    pause() {
      if (!lost) paused ??= new Promise((resolve) => (release = resolve))
    },
    resume,
    allocate(what, sizeBytes, bufferPath) {
      if (bufferPath !== undefined && sizeBytes > maxBufferBytes)
        throw overLimit(`The size of ${what}`, sizeBytes, 'maxBufferBytes', maxBufferBytes, bufferPath)
      if (sizeBytes > capacityBytes - usedBytes) throw outOfMemory(what, sizeBytes)
      const bytes = allocateBytes(sizeBytes, what)
      usedBytes += sizeBytes
      return bytes
    },
    free(sizeBytes) {
      usedBytes -= sizeBytes
    },
    get usedBytes() {
      return usedBytes
    },
  }
}
