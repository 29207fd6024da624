/**
 * The calls of one tick, as a graph. Buffers are numbered by first use and sources are inputs, so ticks that do the same to
 * other buffers have the same graph and share a plan.
 */
import type { GraphDocument } from '../graph/document.ts'
import type { DeviceBuffer } from './device-buffer.ts'
import type { InFlight } from './in-flight.ts'
import type { Work } from './operation.ts'

/** The result of a tick's run on the device. */
export interface TickResult {
  readonly outputs: Readonly<Record<string, Uint8Array>>
  readonly deviceNs: number | undefined
}

type Pass = GraphDocument['passes'][number]

export class Tick implements Work {
  isOver = false
  error: Error | undefined
  outputs: Readonly<Record<string, Uint8Array>> = {}
  deviceNs: number | undefined
  readonly over: Promise<void>
  /** Bytes by input name of the graph. */
  inputs: Record<string, Uint8Array> = {}
  private readonly settleOver: () => void
  private readonly indices = new Map<DeviceBuffer, number>()
  private readonly inUse = new Set<InFlight>()
  /** Buffers that the tick is the first to use: if it fails, those that no later one uses are still to be filled with zeros. */
  private filled: DeviceBuffer[] = []
  /** Stands for the tick, which buffers must not keep alive. */
  private readonly token = {}
  private readonly passes: Pass[] = []
  private readonly shape: string[] = []
  private outputCount = 0
  private inputCount = 0

  constructor() {
    let settle!: () => void
    this.over = new Promise((resolve) => (settle = resolve))
    this.settleOver = settle
  }

  get buffers(): Iterable<DeviceBuffer> {
    return this.indices.keys()
  }

  upload({ bytes, page }: { bytes: Uint8Array; page: InFlight }, to: DeviceBuffer, offset: number): void {
    this.use(page)
    const input = `i${this.inputCount++}`
    const index = this.index(to)
    this.inputs[input] = bytes
    this.shape.push(`u${index},${offset},${bytes.length}`)
    this.add({ id: '', kind: 'upload', to: { resource: `b${index}`, offset, size: bytes.length }, input })
  }

  copy(from: DeviceBuffer, fromOffset: number, to: DeviceBuffer, toOffset: number, size: number): void {
    const source = this.index(from)
    const target = this.index(to)
    this.shape.push(`c${source},${fromOffset},${target},${toOffset},${size}`)
    this.add({
      id: '',
      kind: 'copy',
      from: { resource: `b${source}`, offset: fromOffset, size },
      to: { resource: `b${target}`, offset: toOffset, size },
    })
  }

  /** @returns the name of the output. */
  readback(from: DeviceBuffer, offset: number, size: number): string {
    const output = `o${this.outputCount++}`
    const index = this.index(from)
    this.shape.push(`r${index},${offset},${size}`)
    this.add({ id: '', kind: 'readback', from: { resource: `b${index}`, offset, size }, output })
    return output
  }

  /** A key that is equal for equal graphs, and only for those. */
  get key(): string {
    return this.shape.join(';')
  }

  graph(): GraphDocument {
    return {
      version: 1,
      name: 'tick',
      resources: Array.from(this.indices, ([{ size }, index]) => ({
        id: `b${index}`,
        kind: 'buffer',
        size,
        lifetime: 'imported',
      })),
      passes: this.passes,
    }
  }

  imports(): Record<string, object> {
    return Object.fromEntries(Array.from(this.indices, ([{ native }, index]) => [`b${index}`, native.handle]))
  }

  succeed({ outputs, deviceNs }: TickResult): void {
    this.outputs = outputs
    this.deviceNs = deviceNs
    this.end()
  }

  fail(error: Error): void {
    this.error = error
    for (const buffer of this.filled) if (buffer.latestUse === this.token) buffer.isFresh = true
    this.end()
  }

  /**
   * Called when the device has finished with everything that the tick used. Handles of its operations live on and must not
   * reference it.
   */
  release(): void {
    for (const memory of this.inUse) memory.release()
    this.inUse.clear()
    this.indices.clear()
    this.inputs = {}
  }

  private end(): void {
    this.filled = []
    this.isOver = true
    this.settleOver()
  }

  private add(pass: Pass): void {
    this.passes.push({ ...pass, id: `p${this.passes.length}` })
  }

  private use(memory: InFlight): void {
    if (this.inUse.has(memory)) return
    this.inUse.add(memory)
    memory.acquire()
  }

  /**
   * The buffer's number in the graph. A buffer that nothing has written yet is filled with zeros first; planning drops the fill
   * where it is overwritten.
   */
  private index(buffer: DeviceBuffer): number {
    const known = this.indices.get(buffer)
    if (known !== undefined) return known
    const index = this.indices.size
    this.indices.set(buffer, index)
    this.use(buffer)
    buffer.latestUse = this.token
    this.shape.push(`b${buffer.size}${buffer.isFresh ? 'z' : ''}`)
    if (buffer.isFresh) {
      buffer.isFresh = false
      this.filled.push(buffer)
      this.add({ id: '', kind: 'fill', to: `b${index}`, value: 0 })
    }
    return index
  }
}
