/** Kinds of memory, by who can access them. */
export const MemoryType = {
  /** Memory of the device: fastest for it, not accessible to the host. */
  DeviceLocal: { name: 'DeviceLocal', isHostAccessible: false, isDeviceLocal: true },
  /** Memory of the host: written by it, read by the device. */
  HostVisible: { name: 'HostVisible', isHostAccessible: true, isDeviceLocal: false },
  /** Cached memory of the host, for reading back. */
  HostCached: { name: 'HostCached', isHostAccessible: true, isDeviceLocal: false },
  /** Memory that both access, where a device has it. */
  Unified: { name: 'Unified', isHostAccessible: true, isDeviceLocal: true },
} as const

export type MemoryType = (typeof MemoryType)[keyof typeof MemoryType]
