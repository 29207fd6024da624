/** Copies between pinned memory and the device by CUDA's driver API, where it is installed: the yardstick of the bus. */
import koffi from 'koffi'

export interface CudaCopies {
  readonly device: string
  /** Each copies all bytes once and waits for it on this thread. */
  upload(): void
  readback(): void
  destroy(): void
}

const names: Partial<Record<NodeJS.Platform, string>> = { linux: 'libcuda.so.1', win32: 'nvcuda.dll' }

/** Pinned memory and device memory of so many bytes on the first device. @throws Error that says why there is none */
export function openCuda(bytes: number): CudaCopies {
  const library = koffi.load(names[process.platform] ?? 'libcuda.so.1')
  /** Pointers and handles are 64-bit numbers here; what is returned goes to `out`. */
  const bind = (name: string, ...parameters: string[]) => {
    const call = library.func(name, 'int', parameters)
    return (...args: unknown[]): void => {
      const result: number = call(...args)
      if (result !== 0) throw new Error(`${name} returned ${result}`)
    }
  }
  const cuInit = bind('cuInit', 'uint32_t')
  const cuDeviceGet = bind('cuDeviceGet', 'void *', 'int')
  const cuDeviceGetName = bind('cuDeviceGetName', 'void *', 'int', 'int')
  const cuDevicePrimaryCtxRetain = bind('cuDevicePrimaryCtxRetain', 'void *', 'int')
  const cuDevicePrimaryCtxRelease = bind('cuDevicePrimaryCtxRelease_v2', 'int')
  const cuCtxSetCurrent = bind('cuCtxSetCurrent', 'uint64_t')
  const cuMemHostAlloc = bind('cuMemHostAlloc', 'void *', 'size_t', 'uint32_t')
  const cuMemFreeHost = bind('cuMemFreeHost', 'uint64_t')
  const cuMemAlloc = bind('cuMemAlloc_v2', 'void *', 'size_t')
  const cuMemFree = bind('cuMemFree_v2', 'uint64_t')
  const cuStreamCreate = bind('cuStreamCreate', 'void *', 'uint32_t')
  const cuStreamDestroy = bind('cuStreamDestroy_v2', 'uint64_t')
  const cuStreamSynchronize = bind('cuStreamSynchronize', 'uint64_t')
  const cuMemcpyHtoDAsync = bind('cuMemcpyHtoDAsync_v2', 'uint64_t', 'uint64_t', 'size_t', 'uint64_t')
  const cuMemcpyDtoHAsync = bind('cuMemcpyDtoHAsync_v2', 'uint64_t', 'uint64_t', 'size_t', 'uint64_t')

  const out = new BigUint64Array(1)
  const destroyers: (() => void)[] = []
  const destroy = (): void => {
    for (const undo of destroyers.splice(0).reverse()) undo()
  }
  /** Runs a call that makes something, and gives its handle. */
  const made = (make: () => void, undo: (handle: bigint) => void): bigint => {
    make()
    const handle = out[0]!
    destroyers.push(() => undo(handle))
    return handle
  }
  try {
    cuInit(0)
    const ordinal = new Int32Array(1)
    cuDeviceGet(ordinal, 0)
    const device = ordinal[0]!
    const name = Buffer.alloc(128)
    cuDeviceGetName(name, name.length, device)
    const context = made(
      () => cuDevicePrimaryCtxRetain(out, device),
      () => cuDevicePrimaryCtxRelease(device),
    )
    cuCtxSetCurrent(context)
    // CU_MEMHOSTALLOC flags 0: pinned, cached; what CUDA's own bandwidth test uses.
    const host = made(() => cuMemHostAlloc(out, bytes, 0), cuMemFreeHost)
    const memory = made(() => cuMemAlloc(out, bytes), cuMemFree)
    // CU_STREAM_NON_BLOCKING
    const stream = made(() => cuStreamCreate(out, 1), cuStreamDestroy)
    new Uint8Array(koffi.view(host, bytes)).fill(1)
    return {
      device: name.toString('utf8', 0, name.indexOf(0)),
      upload() {
        cuMemcpyHtoDAsync(memory, host, bytes, stream)
        cuStreamSynchronize(stream)
      },
      readback() {
        cuMemcpyDtoHAsync(host, memory, bytes, stream)
        cuStreamSynchronize(stream)
      },
      destroy,
    }
  } catch (error) {
    destroy()
    throw error
  }
}
