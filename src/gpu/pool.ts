/** Buffers for reuse. A buffer is handed out again only when the device has finished all work that was called for with it. */
import { bufferNotFound, bufferTooLarge, destroyed, invalidOption, poolExhausted } from '../errors.ts'
import { givenOptions, givenList, givenTimeout, isObject, readGiven } from '../given.ts'
import type { DeviceBuffer } from './device-buffer.ts'
import { MemoryType } from './memory-type.ts'
import { originHere, type BufferReport, type Origin } from './origin.ts'
import type { StagingBuffer } from './staging-buffer.ts'
import { timedWait } from '../timed-wait.ts'
import { everyUsage, isBufferUsage, type BufferUsageFlags } from './usage.ts'

/** The maker of a pool's buffers: a `Gpu`. */
export interface BufferMaker {
  createDeviceBuffer(size: number, usage: BufferUsageFlags): DeviceBuffer
  createStagingBuffer(size: number): StagingBuffer
  readonly capabilities: { readonly maxBufferSize: number }
}

/** Options of a `BufferPool`. */
export interface BufferPoolOptions<Memory extends MemoryType = typeof MemoryType.DeviceLocal> {
  /** Usage of the buffers. Default: everything that a device buffer can be used for. */
  readonly usage?: BufferUsageFlags
  /** `DeviceLocal` (default) and `Unified` give device buffers, the others staging buffers. */
  readonly memory?: Memory
  /** Sizes in bytes: one size for all buffers, or a list of size classes. Default: powers of two from 256. */
  readonly sizes?: number | readonly number[]
  /** Free buffers that are kept; beyond it, those that were idle longest are destroyed. Default 64. */
  readonly maxFree?: number
  /** Most buffers alive at a time, in use or not. Default: no cap. */
  readonly maxBuffers?: number
}

/** The type of buffer that a pool of that memory hands out. */
export type BufferOf<Memory extends MemoryType> = Memory['isDeviceLocal'] extends true ? DeviceBuffer : StagingBuffer

/** The buffers that a `BufferPool` holds, and how often it saved making one. */
export interface PoolStatistics {
  /** Buffers that were made. */
  readonly created: number
  /** Acquisitions that needed no new buffer. */
  readonly reused: number
  /** Buffers that were destroyed. */
  readonly destroyed: number
  /** Handed out, and not given back. */
  readonly acquired: number
  /** Released, and still in use by the device. */
  readonly inFlight: number
  /** Free to be handed out. */
  readonly free: number
  /** Bytes of all buffers alive. */
  readonly bytes: number
  /** Most buffers that were alive together so far. */
  readonly peakBuffers: number
}

const leastClass = 256

/** Buffers that are used again instead of made anew. */
export class BufferPool<Memory extends MemoryType = typeof MemoryType.DeviceLocal> implements Disposable {
  private readonly maker: BufferMaker
  private readonly usage: BufferUsageFlags
  private readonly memory: MemoryType
  /** Size classes, ascending; undefined for powers of two. */
  private readonly classes: readonly number[] | undefined
  private readonly maxFree: number
  private readonly maxBuffers: number
  private readonly acquired = new Set<BufferOf<Memory>>()
  private readonly cooling = new Set<BufferOf<Memory>>()
  /** Free buffers in the order of becoming free: the last is the next to be used, the first the next to be destroyed. */
  private readonly free: BufferOf<Memory>[] = []
  private waiters: (() => void)[] = []
  private counts = { created: 0, reused: 0, destroyed: 0, bytes: 0, peakBuffers: 0 }
  private isAlive = true

  /** @throws MemkitError INVALID_OPTION, BUFFER_TOO_LARGE */
  constructor(maker: BufferMaker, options?: BufferPoolOptions<Memory>) {
    const {
      usage = everyUsage,
      memory = MemoryType.DeviceLocal,
      sizes,
      maxFree = 64,
      maxBuffers = Infinity,
    } = givenOptions<BufferPoolOptions<Memory>, keyof BufferPoolOptions>(options, optionNames)
    checkMaker(maker)
    if (!isBufferUsage(usage)) throw invalidOption('usage', usage, 'a combination of BufferUsage flags')
    if (!readGiven('memory', () => Object.values(MemoryType).includes(memory)))
      throw invalidOption('memory', memory, 'one of MemoryType')
    this.maker = maker
    this.usage = usage
    this.memory = memory
    this.classes = sizes === undefined ? undefined : classesOf(sizes, maker.capabilities.maxBufferSize)
    if (!(Number.isInteger(maxFree) && maxFree >= 0))
      throw invalidOption('maxFree', maxFree, 'a whole number of at least 0')
    if (!(maxBuffers === Infinity || (Number.isInteger(maxBuffers) && maxBuffers >= 1)))
      throw invalidOption('maxBuffers', maxBuffers, 'a whole number of at least 1, or Infinity')
    this.maxFree = maxFree
    this.maxBuffers = maxBuffers
  }

  get freeCount(): number {
    return this.free.length
  }

  get statistics(): PoolStatistics {
    const { acquired, cooling, free, counts } = this
    return { ...counts, acquired: acquired.size, inFlight: cooling.size, free: free.length }
  }

  /**
   * A buffer of at least that size, from the smallest size class that has room. Its bytes are those that its last user left.
   * @param size default: the largest class, which is the size of a pool of one class
   * @throws MemkitError POOL_EXHAUSTED at the cap; BUFFER_TOO_LARGE; whatever making a buffer throws
   */
  acquire(size?: number): BufferOf<Memory> {
    const buffer = this.take(this.classFor(size), originHere(this.acquire))
    if (!buffer) throw poolExhausted(this.maxBuffers)
    return buffer
  }

  /** The same as `acquire`, but at the cap it waits until a buffer is free. Rejects with TIMED_OUT after `timeoutMs`; INVALID_OPTION. */
  async acquireWhenFree(size?: number, timeoutMs?: number): Promise<BufferOf<Memory>> {
    const origin = originHere(this.acquireWhenFree)
    const wanted = this.classFor(size)
    givenTimeout(timeoutMs)
    let isOver = false
    const attempt = async (): Promise<BufferOf<Memory> | undefined> => {
      for (;;) {
        if (isOver) return undefined
        const buffer = this.take(wanted, origin)
        if (buffer) return buffer
        await new Promise<void>((resolve) => this.waiters.push(resolve))
      }
    }
    try {
      return (await timedWait(attempt(), timeoutMs, 'waiting for a buffer of the pool'))!
    } finally {
      // An attempt that succeeds after the timeout must take no buffer.
      isOver = true
    }
  }

  /**
   * Gives a buffer back. The device may still be using it; it is free when that is over.
   * @throws MemkitError BUFFER_NOT_FOUND: it is not of this pool, was given back before, or is destroyed
   */
  release(buffer: BufferOf<Memory>): void {
    if (!this.acquired.delete(buffer))
      throw bufferNotFound('it was not acquired from this pool, or was released or destroyed already')
    this.cooling.add(buffer)
    buffer.onceFree(() => {
      if (!this.cooling.delete(buffer)) return
      this.free.push(buffer)
      this.trim(this.isAlive ? this.maxFree : 0)
      this.wake()
    })
  }

  /** Destroys free buffers until at most `keep` are left, those that were idle longest first. */
  trim(keep = 0): void {
    if (!(typeof keep === 'number' && keep >= 0)) throw invalidOption('keep', keep, 'a number of at least 0')
    const surplus = this.free.splice(0, Math.max(0, this.free.length - keep))
    for (const buffer of surplus) buffer.destroy()
  }

  /** Destroys all free buffers. */
  clear(): void {
    this.trim(0)
  }

  /** Buffers that were acquired and not given back, each with the place in the caller's code that acquired it. */
  leaks(): BufferReport[] {
    return Array.from(this.acquired, (buffer) => buffer.report())
  }

  /** Destroys free buffers now, and the others when they are given back and the device has finished with them. Idempotent. */
  destroy(): void {
    this.isAlive = false
    this.clear()
    this.wake()
  }

  [Symbol.dispose](): void {
    this.destroy()
  }

  private get alive(): number {
    return this.acquired.size + this.cooling.size + this.free.length
  }

  private classFor(size: number | undefined): number {
    const { classes } = this
    if (size === undefined) {
      if (classes) return classes.at(-1)!
      throw invalidOption('size', size, 'given, as this pool has no size of its own')
    }
    if (!(Number.isInteger(size) && size >= 1)) throw invalidOption('size', size, 'a whole number of at least 1')
    const limit = classes ? classes.at(-1)! : this.maker.capabilities.maxBufferSize
    if (size > limit) throw bufferTooLarge(size, limit, classes && "the pool's")
    if (classes) return classes.find((candidate) => candidate >= size)!
    return Math.min(limit, Math.max(leastClass, 2 ** Math.ceil(Math.log2(size))))
  }

  private take(size: number, origin: Origin): BufferOf<Memory> | undefined {
    if (!this.isAlive) throw destroyed('buffer pool')
    const at = this.free.findLastIndex((candidate) => candidate.size === size)
    if (at >= 0) {
      const [buffer] = this.free.splice(at, 1)
      this.counts.reused++
      return this.hand(buffer!, origin)
    }
    if (this.alive >= this.maxBuffers) {
      if (this.free.length === 0) return undefined
      this.trim(this.free.length - 1)
    }
    const made = (
      this.memory.isDeviceLocal ? this.maker.createDeviceBuffer(size, this.usage) : this.maker.createStagingBuffer(size)
    ) as BufferOf<Memory>
    this.counts.created++
    this.counts.bytes += size
    this.hand(made, origin)
    this.counts.peakBuffers = Math.max(this.counts.peakBuffers, this.alive)
    return made
  }

  private hand(buffer: BufferOf<Memory>, origin: Origin): BufferOf<Memory> {
    this.acquired.add(buffer)
    const giveBack = (): void => {
      if (this.acquired.has(buffer)) this.release(buffer)
    }
    buffer.lend({ giveBack, onDestroyed: () => this.forget(buffer) }, origin)
    return buffer
  }

  /** Removes a buffer that was destroyed, by the pool or by its user. */
  private forget(buffer: BufferOf<Memory>): void {
    this.acquired.delete(buffer)
    this.cooling.delete(buffer)
    const at = this.free.indexOf(buffer)
    if (at >= 0) this.free.splice(at, 1)
    this.counts.destroyed++
    this.counts.bytes -= buffer.size
    this.wake()
  }

  private wake(): void {
    for (const waiter of this.waiters.splice(0)) waiter()
  }
}

const optionNames = ['usage', 'memory', 'sizes', 'maxFree', 'maxBuffers'] as const

/** @throws MemkitError INVALID_OPTION for what makes no buffers */
function checkMaker(maker: BufferMaker): void {
  const isMaker = readGiven(
    'maker',
    () => isObject(maker) && typeof maker.createDeviceBuffer === 'function' && isObject(maker.capabilities),
  )
  if (!isMaker) throw invalidOption('maker', maker, 'a Gpu')
}

const mostClasses = 10_000

function classesOf(sizes: number | readonly number[], limit: number): number[] {
  const wanted = 'whole numbers of at least 1'
  const classes = typeof sizes === 'number' ? [sizes] : givenList(sizes, 'sizes', wanted, mostClasses)
  if (classes.length === 0 || classes.some((size) => !(Number.isInteger(size) && size >= 1)))
    throw invalidOption('sizes', sizes, wanted)
  classes.sort((a, b) => a - b)
  if (classes.at(-1)! > limit) throw bufferTooLarge(classes.at(-1)!, limit)
  return classes
}
