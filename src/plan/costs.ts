/** Typical costs of devices, for profiles: those of a device at hand are not measured. */
import type { DeviceCosts } from './profile-types.ts'

/** Costs of a GPU such as the H200 (PCIe 5 x16), rounded. */
export const gpuCosts = {
  copyRegionNs: 2000,
  submitNs: 10_000,
  dispatchNs: 5000,
  barrierNs: 10,
  hostToDeviceBytesPerNs: 50,
  deviceToDeviceBytesPerNs: 1500,
  deviceToHostBytesPerNs: 50,
} as const satisfies DeviceCosts

/**
 * Costs of a device that is a CPU: copies are function calls, dispatches are threads, and a dispatch that moves the same bytes
 * takes ten times as long (measured on SwiftShader).
 */
export const cpuCosts = {
  copyRegionNs: 100,
  submitNs: 20_000,
  dispatchNs: 50_000,
  barrierNs: 10,
  hostToDeviceBytesPerNs: 8,
  deviceToDeviceBytesPerNs: 8,
  deviceToHostBytesPerNs: 8,
} as const satisfies DeviceCosts
