/** A VkSubmitInfo2 that is written once; a run changes only its command buffer and semaphore values. */
import { everything } from './access-masks.ts'
import {
  VkCommandBufferSubmitInfo,
  VkSemaphoreSubmitInfo,
  VkSubmitInfo2,
  type Arena,
  type Pointer,
  type VkCommandBuffer,
  type VkSemaphore,
} from '../bindings/index.ts'

/** The owner of a timeline semaphore. */
interface Timeline {
  readonly semaphore: VkSemaphore
}

const valueAt = VkSemaphoreSubmitInfo.offsets.value

export class SubmitInfo {
  readonly pointer: Pointer<'VkSubmitInfo2'>
  private readonly commands: DataView
  private readonly waits: DataView
  private readonly signal: DataView

  /** Writes the struct into `arena`, which must live as long as this object. */
  constructor(arena: Arena, queue: Timeline, waits: readonly Timeline[]) {
    const semaphores = (queues: readonly Timeline[]) =>
      arena.structs(
        VkSemaphoreSubmitInfo,
        queues.map(({ semaphore }) => ({ semaphore, value: 0, stageMask: everything, deviceIndex: 0 })),
      )
    const pWaitSemaphoreInfos = semaphores(waits)
    const pSignalSemaphoreInfos = semaphores([queue])
    const pCommandBufferInfos = arena.structs(VkCommandBufferSubmitInfo, [
      { commandBuffer: 0n as VkCommandBuffer, deviceMask: 0 },
    ])
    this.pointer = arena.struct(VkSubmitInfo2, {
      waitSemaphoreInfoCount: waits.length,
      pWaitSemaphoreInfos,
      commandBufferInfoCount: 1,
      pCommandBufferInfos,
      signalSemaphoreInfoCount: 1,
      pSignalSemaphoreInfos,
    })
    this.waits =
      waits.length === 0
        ? new DataView(new ArrayBuffer(0))
        : arena.view(pWaitSemaphoreInfos, VkSemaphoreSubmitInfo.size * waits.length)
    this.signal = arena.view(pSignalSemaphoreInfos, VkSemaphoreSubmitInfo.size)
    this.commands = arena.view(pCommandBufferInfos, VkCommandBufferSubmitInfo.size)
  }

  setCommands(commands: VkCommandBuffer): void {
    this.commands.setBigUint64(VkCommandBufferSubmitInfo.offsets.commandBuffer, commands, true)
  }

  setWait(index: number, value: number): void {
    setCounter(this.waits, index * VkSemaphoreSubmitInfo.size + valueAt, value)
  }

  setSignal(value: number): void {
    setCounter(this.signal, valueAt, value)
  }
}

/** Writes a counter below 2^53 as two halves, without making a BigInt. */
function setCounter(view: DataView, at: number, value: number): void {
  view.setUint32(at, value >>> 0, true)
  view.setUint32(at + 4, Math.floor(value / 2 ** 32), true)
}
