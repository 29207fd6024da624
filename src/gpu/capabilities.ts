/** The capabilities of a backend's device. */
import type { Backend } from '../backends/backend.ts'

/** One heap of a device. */
export interface HeapCapability {
  /** Size of the heap. */
  readonly sizeBytes: number
  /** Whether it is the device's own memory. */
  readonly isDeviceLocal: boolean
  /** Whether the host can map it. */
  readonly isHostAccessible: boolean
  /** Bytes that this process may use of the heap now; undefined where the device does not say. */
  readonly budgetBytes: number | undefined
}

/** The identity of a device, and its abilities. */
export interface Capabilities {
  /** Name of the backend: `dummy`, `webgpu`, `vulkan`. */
  readonly backendName: string
  /** Name of the device. */
  readonly deviceName: string
  /** Name of its vendor. */
  readonly vendorName: string
  /** Largest size of a buffer in bytes. */
  readonly maxBufferSize: number
  /** The number of memory allocations that may exist together; Infinity where nothing limits them. */
  readonly maxAllocations: number
  /** Whether host and device share memory. */
  readonly unifiedMemory: boolean
  /** Whether the host's writes need no flush. */
  readonly coherentMemory: boolean
  /** The device's heaps of memory. */
  readonly heaps: readonly HeapCapability[]
}

export function capabilitiesOf(backend: Backend): Capabilities {
  const { name, profile } = backend
  const known = backend.facts?.()
  const { heaps, types } = profile.memory
  return {
    backendName: name,
    deviceName: known?.deviceName ?? profile.name,
    vendorName: known?.vendorName ?? 'unknown',
    maxBufferSize: profile.limits.maxBufferBytes,
    maxAllocations: known?.maxAllocations ?? Infinity,
    unifiedMemory: profile.rules.unifiedMemory,
    coherentMemory: known?.coherentMemory ?? false,
    heaps: heaps.map(({ sizeBytes }, heap) => ({
      sizeBytes,
      isDeviceLocal: types.some((type) => type.heap === heap && type.deviceLocal),
      isHostAccessible: types.some((type) => type.heap === heap && type.hostVisible),
      budgetBytes: known?.budgetBytes?.[heap],
    })),
  }
}
