/** Copies of persistent contents from one plan's buffers and textures to the next one's, in one submission. */
import type { Plan, PlannedTexture } from '../../../plan/document.ts'
import { levelSize } from '../../../plan/facts/level-boxes.ts'
import type { KeptContents } from '../../backend.ts'
import { errorOf, scoped } from '../device/api-errors.ts'
import type { Places } from './places.ts'
import { blockExtent } from './texture-rules.ts'
import type { DeviceWaits } from '../device/waits.ts'

/** Copies what is kept, and clears what is new in shared heaps: textures whole; buffer offsets and sizes are multiples of 4 on this device. */
export async function adoptContents(
  { device, plan, waits }: { readonly device: GPUDevice; readonly plan: Plan; readonly waits: DeviceWaits },
  from: Places,
  to: Places,
  { buffers, textures, zeros }: KeptContents,
): Promise<void> {
  await scoped(
    device,
    () => {
      const encoder = device.createCommandEncoder()
      for (const { from: source, to: target, sizeBytes } of buffers)
        encoder.copyBufferToBuffer(
          from.heapBuffers[source.heap]![0]!,
          source.offset,
          to.heapBuffers[target.heap]![0]!,
          target.offset,
          sizeBytes,
        )
      for (const { heap, offset, sizeBytes } of zeros) encoder.clearBuffer(to.heapBuffers[heap]![0]!, offset, sizeBytes)
      for (const { from: source, to: target } of textures)
        copyLevels(encoder, from.textures[source]!, to.textures[target]!, plan.textures[target]!)
      device.queue.submit([encoder.finish()])
    },
    (cause) => errorOf(cause as GPUError),
  )
  await waits.wait<void>('Copying what is kept', (waiting) => {
    waits.started()
    const settle = (): void => waits.settled()
    const done = device.queue.onSubmittedWorkDone()
    done.then(settle, settle)
    done.then(
      () => waiting.resolve(),
      (error: unknown) => waiting.reject(error),
    )
  })
}

function copyLevels(encoder: GPUCommandEncoder, source: GPUTexture, target: GPUTexture, planned: PlannedTexture): void {
  for (let mipLevel = 0; mipLevel < planned.mipLevelCount; mipLevel++)
    encoder.copyTextureToTexture(
      { texture: source, mipLevel },
      { texture: target, mipLevel },
      blockExtent(planned.format, levelSize(planned, mipLevel)),
    )
}
