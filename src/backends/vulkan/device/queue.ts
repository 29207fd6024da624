/**
 * A device queue with its timeline semaphore: every submission signals the next value. A wait for a value polls first, then
 * polls for a few turns of the event loop, and then blocks a thread.
 */
import type { MemkitError } from '../../../errors.ts'
import {
  inBackground,
  VK_SEMAPHORE_TYPE_TIMELINE,
  VK_SUCCESS,
  VK_TIMEOUT,
  VkDeviceQueueInfo2,
  VkSemaphoreCreateInfo,
  VkSemaphoreTypeCreateInfo,
  VkSemaphoreWaitInfo,
  type Arena,
  type DeviceCommands,
  type Pointer,
  type VkCommandBuffer,
  type VkDevice,
  type VkQueue,
  type VkResult,
  type VkSemaphore,
} from '../bindings/index.ts'
import { newPromise, settleLast } from '../../../new-promise.ts'
import type { MaybePromise } from '../../backend.ts'
import type { QueueChoice } from './queue-families.ts'
import type { SubmitInfo } from './submit-info.ts'

/**
 * Turns of the event loop for which a wait polls before it uses a thread, and looks in each: some dozen microseconds. A look costs a call,
 * a turn makes two hundred bytes of garbage too.
 */
const pollTurns = 8
const looksATurn = 8
/** Longest wait of a thread in one call, so that the end of the device or the process is not delayed. */
const waitSliceNs = 100_000_000
/** Between polls of a device that does not hold the process. */
const restMs = 100

/** The parts of a device that its queues need. */
export interface QueueDevice {
  readonly handle: VkDevice
  readonly vk: DeviceCommands
  /** Structs that live as long as the device. */
  readonly arena: Arena
  readonly lost: MemkitError | undefined
  check(result: VkResult, call: string, what: string): void
  checkLost(): void
  lose(why: string): MemkitError
}

interface Waiter {
  readonly value: number
  readonly resolve: () => void
  readonly reject: (error: unknown) => void
}

export class DeviceQueue {
  readonly index: number
  readonly family: number
  readonly kinds: QueueChoice['kinds']
  readonly timestampBits: number
  readonly handle: VkQueue
  readonly semaphore: VkSemaphore
  /** The value that the latest submission signals. */
  submitted = 0
  /** Whether waits keep the process alive. A device that is busy for ever does not. */
  holdsProcess = true
  private readonly device: QueueDevice
  private readonly counter = new BigUint64Array(1)
  private readonly counterWords = new Uint32Array(this.counter.buffer)
  private readonly waitInfo: Pointer<'VkSemaphoreWaitInfo'>
  private readonly waitWords: Uint32Array
  private done = 0
  /** The first `waiting` are waited for: the array is not cut, because it would be made anew for the next wait. */
  private readonly waiters: (Waiter | undefined)[] = []
  private waiting = 0
  private polls = 0
  /** Whether somebody will look again. */
  private isWaiting = false
  /** Told when nobody will. */
  private readonly listeners: (() => void)[] = []

  constructor(device: QueueDevice, index: number, choice: QueueChoice) {
    const { arena, vk, handle } = device
    this.device = device
    this.index = index
    this.family = choice.family
    this.kinds = choice.kinds
    this.timestampBits = choice.timestampBits
    const out = new BigUint64Array(1)
    const info = arena.struct(VkDeviceQueueInfo2, { queueFamilyIndex: choice.family, queueIndex: 0 })
    vk.vkGetDeviceQueue2(handle, info, out)
    this.handle = out[0] as VkQueue
    const type = arena.struct(VkSemaphoreTypeCreateInfo, { semaphoreType: VK_SEMAPHORE_TYPE_TIMELINE, initialValue: 0 })
    device.check(
      vk.vkCreateSemaphore(handle, arena.struct(VkSemaphoreCreateInfo, { pNext: type }), null, out),
      'vkCreateSemaphore',
      'the semaphore of a queue',
    )
    this.semaphore = out[0] as VkSemaphore
    const value = arena.bytes(new BigUint64Array(1))
    const { buffer, byteOffset } = arena.view(value, 8)
    this.waitWords = new Uint32Array(buffer, byteOffset, 2)
    this.waitInfo = arena.struct(VkSemaphoreWaitInfo, {
      semaphoreCount: 1,
      pSemaphores: [this.semaphore],
      pValues: value as Pointer<'uint64_t'>,
    })
  }

  /**
   * Submits a command buffer with one vkQueueSubmit2.
   *
   * @returns the value that the semaphore has once the submission has completed
   * @throws MemkitError if nothing was submitted
   */
  submit(info: SubmitInfo, commands: VkCommandBuffer, what: string): number {
    const { device } = this
    device.checkLost()
    const value = this.submitted + 1
    info.setCommands(commands)
    info.setSignal(value)
    device.check(device.vk.vkQueueSubmit2(this.handle, 1, info.pointer, 0n), 'vkQueueSubmit2', what)
    this.submitted = value
    return value
  }

  /** Whether a submission has completed, asked by one call without waiting. @throws MemkitError when the device is lost */
  hasCompleted(value: number): boolean {
    if (value <= this.done) return true
    const { device } = this
    device.checkLost()
    device.check(
      device.vk.vkGetSemaphoreCounterValue(device.handle, this.semaphore, this.counter),
      'vkGetSemaphoreCounterValue',
      'the state of a queue',
    )
    const high = this.counterWords[1]!
    // Some drivers report the largest possible value after a device loss.
    if (high > 0x1f_ffff) throw device.lose('the semaphore of a queue jumped to its end')
    this.done = high * 2 ** 32 + this.counterWords[0]!
    return value <= this.done
  }

  /** Resolves when a submission has completed; returns undefined where it already has. */
  wait(value: number): MaybePromise<void> {
    if (this.hasCompleted(value)) return undefined
    const promise = newPromise<void>()
    this.waiters[this.waiting++] = { value, resolve: settleLast.resolve as () => void, reject: settleLast.reject }
    this.polls = 0
    if (!this.isWaiting) {
      this.isWaiting = true
      this.lookLater()
    }
    return promise
  }

  /**
   * Resolves when the device has finished a submission or is lost, even where the wait itself fails, so that memory in use is
   * not freed early. Never rejects.
   */
  async settle(value: number): Promise<void> {
    const { device } = this
    try {
      await this.wait(value)
    } catch {
      if (device.lost) return
      // The wait failed, not the work. Waiting for the idle queue needs no memory; if that fails too, the device counts as
      // lost.
      if (device.vk.vkQueueWaitIdle(this.handle) !== VK_SUCCESS) device.lose('its work cannot be waited for')
    }
  }

  /** Resolves when no thread waits on this queue any more. */
  async quiet(): Promise<void> {
    while (this.isWaiting) await new Promise<void>((resolve) => this.listeners.push(resolve))
  }

  /** Rejects all waits after a device loss. */
  fail(error: unknown): void {
    const failed = this.waiters.slice(0, this.waiting)
    this.waiters.fill(undefined)
    this.waiting = 0
    for (const waiter of failed) waiter!.reject(error)
  }

  /** Looks again a turn of the event loop later, then when a thread returns. No promise for each turn: a run polls for a dozen. */
  private lookLater(): void {
    if (this.polls++ < pollTurns) setImmediate(this.look)
    else if (this.holdsProcess) this.waitOnThread().then(this.look, this.onFailed)
    else setTimeout(this.look, restMs).unref()
  }

  private readonly look = (): void => {
    try {
      for (let looks = 0; looks < looksATurn && this.waiting > 0; looks++) this.resolveDone()
    } catch (error) {
      this.fail(error)
    }
    if (this.waiting > 0) return this.lookLater()
    this.isWaiting = false
    if (this.listeners.length > 0) for (const resolve of this.listeners.splice(0)) resolve()
  }

  private readonly onFailed = (error: unknown): void => {
    this.fail(error)
    this.look()
  }

  private resolveDone(): void {
    this.hasCompleted(Infinity)
    const { waiters, waiting, done } = this
    let left = 0
    for (let i = 0; i < waiting; i++) {
      const waiter = waiters[i]!
      waiters[i] = undefined
      if (waiter.value > done) waiters[left++] = waiter
      else waiter.resolve()
    }
    this.waiting = left
  }

  private waitOnThread(): Promise<void> {
    const { device, waitInfo, waitWords } = this
    let nearest = Infinity
    for (let i = 0; i < this.waiting; i++) nearest = Math.min(nearest, this.waiters[i]!.value)
    waitWords[0] = nearest
    waitWords[1] = Math.floor(nearest / 2 ** 32)
    return inBackground(device.vk.vkWaitSemaphores, device.handle, waitInfo, waitSliceNs).then(this.onThread)
  }

  private readonly onThread = (result: VkResult): void => {
    if (result !== VK_SUCCESS && result !== VK_TIMEOUT) this.device.check(result, 'vkWaitSemaphores', 'a queue')
  }
}
