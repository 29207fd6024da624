/** Buffers that outlive plans, and facts about the adapter. */
import { outOfMemory } from '../../../errors.ts'
import { roundUp } from '../../../plan/multiples.ts'
import type { DeviceProfile } from '../../../plan/profile.ts'
import type { DeviceFacts, NativeBuffer } from '../../backend.ts'
import { checkBufferSize, registerHandle } from '../../native-handles.ts'
import { scoped } from './api-errors.ts'
import { bufferUsage } from './flags.ts'
import type { LiveCounts } from './live-objects.ts'
import type { DeviceWaits } from './waits.ts'

const { copySrc, copyDst, index, vertex, uniform, storage, indirect } = bufferUsage
/** The size of a buffer that holds so many bytes: whole words, because the device copies and clears no less. */
export const bufferBytes = (sizeBytes: number): number => Math.max(16, roundUp(sizeBytes, 4))

const everyUsage = copySrc | copyDst | index | vertex | uniform | storage | indirect

export interface NativeBufferMaker {
  readonly device: GPUDevice
  readonly live: LiveCounts
  readonly waits: DeviceWaits
  readonly profile: DeviceProfile
}

export function createNativeBuffer(
  { device, live, waits, profile }: NativeBufferMaker,
  sizeBytes: number,
): NativeBuffer {
  checkBufferSize(sizeBytes, profile.limits.maxBufferBytes)
  const size = bufferBytes(sizeBytes)
  let buffer: GPUBuffer | undefined
  const create = (): void => {
    buffer = device.createBuffer({ size, usage: everyUsage, label: 'device buffer' })
    live.add('buffers')
  }
  const ready = waits.wait<void>('a device buffer', (waiting) => {
    waits.started()
    void scoped(device, create, (cause) => outOfMemory('a device buffer', sizeBytes, cause))
      .then(
        () => waiting.resolve(),
        (error: unknown) => waiting.reject(error),
      )
      .finally(() => waits.settled())
  })
  let isAlive = buffer !== undefined
  const handle = buffer ?? {}
  const retire = registerHandle(handle, device, sizeBytes)
  const destroy = (): void => {
    retire()
    if (!isAlive) return
    isAlive = false
    live.add('buffers', -1)
    buffer?.destroy()
  }
  // A buffer that the device refused does not count as alive.
  ready.catch(destroy)
  return { handle, ready, destroy }
}

export const webGpuFacts = ({ adapterInfo }: GPUDevice): DeviceFacts => ({
  deviceName: adapterInfo?.description || adapterInfo?.device || 'unnamed',
  vendorName: adapterInfo?.vendor || 'unknown',
  maxAllocations: Infinity,
  // A mapped buffer belongs to the host until it is unmapped, and to the device after: there is nothing to flush.
  coherentMemory: true,
})
