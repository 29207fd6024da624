/** A kind of memory: its name, and who can access it. */
export interface MemoryKind<Name extends string, HostAccessible extends boolean, DeviceLocal extends boolean> {
  /** Name of the kind. */
  readonly name: Name
  /** Whether the host can read and write it. */
  readonly isHostAccessible: HostAccessible
  /** Whether it is the device's own, and fast for it. */
  readonly isDeviceLocal: DeviceLocal
}

/** Kinds of memory, by who can access them. */
export const MemoryType: {
  /** Memory of the device: fastest for it, not accessible to the host. */
  readonly DeviceLocal: MemoryKind<'DeviceLocal', false, true>
  /** Memory of the host: written by it, read by the device. */
  readonly HostVisible: MemoryKind<'HostVisible', true, false>
  /** Cached memory of the host, for reading back. */
  readonly HostCached: MemoryKind<'HostCached', true, false>
  /** Memory that both access, where a device has it. */
  readonly Unified: MemoryKind<'Unified', true, true>
} = {
  DeviceLocal: { name: 'DeviceLocal', isHostAccessible: false, isDeviceLocal: true },
  HostVisible: { name: 'HostVisible', isHostAccessible: true, isDeviceLocal: false },
  HostCached: { name: 'HostCached', isHostAccessible: true, isDeviceLocal: false },
  Unified: { name: 'Unified', isHostAccessible: true, isDeviceLocal: true },
}

export type MemoryType = (typeof MemoryType)[keyof typeof MemoryType]
