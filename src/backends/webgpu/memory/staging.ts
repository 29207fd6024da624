/**
 * One mappable buffer of the staging ring: the host writes or reads it while it is mapped, the device uses it while it is not.
 *
 * Mapping is requested as soon as the device's last use is submitted, so that a warm run finds the buffer mapped and never
 * waits. Nothing is created after the constructor.
 */
import { mapFailed } from '../../../errors.ts'
import type { MaybePromise } from '../../backend.ts'
import { mapMode } from '../device/flags.ts'
import type { DeviceWaits, Explain, Wait } from '../device/waits.ts'

/** An observer of a mapping, which tells when the device has finished with a buffer. */
export interface MapWatcher {
  workDone(): void
  workUnknown(): void
}

export class StagingBuffer {
  readonly buffer: GPUBuffer
  private readonly mode: number
  private readonly sizeBytes: number
  private readonly what: string
  private readonly mapping: string
  private readonly waits: DeviceWaits
  private state: 'idle' | 'mapping' | 'mapped'
  private bytes: Uint8Array | undefined
  private error: unknown
  /** The number of mappings given up by `unmap` whose promises have not settled yet. */
  private abandoned = 0
  /** The wait for the mapping, which all who ask for it meanwhile share. */
  private listener: Wait<Uint8Array> | undefined
  private watcher: MapWatcher | undefined

  /** An upload buffer was created mapped; a readback buffer was not. */
  constructor(buffer: GPUBuffer, memory: 'upload' | 'readback', sizeBytes: number, what: string, waits: DeviceWaits) {
    this.buffer = buffer
    this.mode = memory === 'upload' ? mapMode.write : mapMode.read
    this.sizeBytes = sizeBytes
    this.what = what
    this.mapping = `Mapping ${what}`
    this.state = memory === 'upload' ? 'mapped' : 'idle'
    this.waits = waits
  }

  /**
   * Requests the mapping; it comes when the device has finished what was submitted before. `watcher` is told then, or told that
   * the mapping will not come.
   */
  map(watcher?: MapWatcher): void {
    if (this.state !== 'idle') {
      watcher?.workUnknown()
      return
    }
    this.watcher = watcher
    this.state = 'mapping'
    this.error = undefined
    this.waits.started()
    // A buffer of a lost or destroyed device may throw here instead of rejecting.
    try {
      this.buffer.mapAsync(this.mode).then(this.onMapped, this.onFailed)
    } catch (error) {
      this.onFailed(error)
    }
  }

  /**
   * The mapped bytes: at once when they are mapped, else a promise.
   * @param explain makes another error of one that comes later
   */
  view(explain: Explain): MaybePromise<Uint8Array> {
    if (this.state === 'mapped') return this.mapped()
    if (this.error !== undefined) {
      const error = this.error
      this.error = undefined
      throw mapFailed(this.what, error)
    }
    this.map()
    return (this.listener ??= this.waits.begin<Uint8Array>(this.mapping, explain)).promise
  }

  /** Hands the buffer to the device. A mapping that is still pending is given up. */
  unmap(): void {
    if (this.state === 'idle') return
    if (this.state === 'mapping') {
      this.abandoned++
      this.tell('workUnknown')
      this.abandon(mapFailed(this.what, 'the device was given it first'))
    }
    this.state = 'idle'
    this.bytes = undefined
    this.buffer.unmap()
  }

  /** Rejects the wait for the mapping. */
  abandon(error: unknown): void {
    this.take()?.reject(error)
  }

  private mapped(): Uint8Array {
    const bytes = (this.bytes ??= this.mappedRange())
    // The destruction of a device detaches its mappings.
    if (bytes.length !== this.sizeBytes) throw mapFailed(this.what, 'it is mapped no more')
    return bytes
  }

  private mappedRange(): Uint8Array {
    try {
      return new Uint8Array(this.buffer.getMappedRange(), 0, this.sizeBytes)
    } catch (cause) {
      throw mapFailed(this.what, cause)
    }
  }

  private readonly onMapped = (): void => {
    this.waits.settled()
    if (this.isAbandoned()) return
    this.state = 'mapped'
    this.tell('workDone')
    const listener = this.take()
    if (!listener) return
    try {
      listener.resolve(this.mapped())
    } catch (error) {
      listener.reject(error)
    }
  }

  private readonly onFailed = (error: unknown): void => {
    this.waits.settled()
    if (this.isAbandoned()) return
    this.state = 'idle'
    this.tell('workUnknown')
    const listener = this.take()
    if (listener) listener.reject(mapFailed(this.what, error))
    else this.error = error
  }

  private tell(news: keyof MapWatcher): void {
    const { watcher } = this
    this.watcher = undefined
    watcher?.[news]()
  }

  private isAbandoned(): boolean {
    if (this.abandoned === 0) return false
    this.abandoned--
    return true
  }

  private take(): Wait<Uint8Array> | undefined {
    const { listener } = this
    this.listener = undefined
    return listener
  }
}
