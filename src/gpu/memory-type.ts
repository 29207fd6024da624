/** Kinds of memory, by who reaches them. */
export const MemoryType = {
  /** The device's own: fastest for it, out of reach for the host. */
  DeviceLocal: { name: 'DeviceLocal', isHostAccessible: false, isDeviceLocal: true },
  /** The host's: written by it, read by the device. */
  HostVisible: { name: 'HostVisible', isHostAccessible: true, isDeviceLocal: false },
  /** The host's, and cached: what the host reads back. */
  HostCached: { name: 'HostCached', isHostAccessible: true, isDeviceLocal: false },
  /** One memory for both, where a device has it. */
  Unified: { name: 'Unified', isHostAccessible: true, isDeviceLocal: true },
} as const

export type MemoryType = (typeof MemoryType)[keyof typeof MemoryType]
