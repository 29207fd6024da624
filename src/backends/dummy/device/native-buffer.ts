/** Buffers that outlive plans, and the Dummy's facts about itself. */
import type { DeviceFacts, NativeBuffer } from '../../backend.ts'
import { checkBufferSize, registerHandle } from '../../native-handles.ts'
import type { Device } from './device.ts'
import { poisonByte } from './memory.ts'

/** Creates a buffer. It counts as a heap for fault injection. It is poisoned at first, because its contents are undefined. */
export function createNativeBuffer(device: Device, sizeBytes: number): NativeBuffer {
  checkBufferSize(sizeBytes, device.profile.limits.maxBufferBytes)
  device.check()
  device.faults.enter('createHeap', 'a device buffer')
  const bytes = device.allocate('a device buffer', sizeBytes).fill(poisonByte)
  device.live.buffers++
  const retire = registerHandle(bytes, device, sizeBytes)
  let isAlive = true
  return {
    handle: bytes,
    ...(device.options.unmappable === false ? { bytes } : {}),
    destroy() {
      if (!isAlive) return
      isAlive = false
      retire()
      device.live.buffers--
      device.free(sizeBytes)
    },
  }
}

export function dummyFacts({ options, profile, usedBytes }: Device): DeviceFacts {
  const { capacityBytes } = options
  return {
    deviceName: profile.name,
    vendorName: 'memkit-gpu',
    maxAllocations: Infinity,
    coherentMemory: true,
    ...(capacityBytes === undefined
      ? {}
      : { budgetBytes: profile.memory.heaps.map(({ sizeBytes }) => Math.min(sizeBytes, capacityBytes - usedBytes)) }),
  }
}
