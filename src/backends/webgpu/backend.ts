/** The device and the sessions open on it: its loss, its errors outside of scopes, its counts. */
import type { NativeGpuDevice } from '../../global-types.ts'
import { deviceLost, destroyed, type MemkitError } from '../../errors.ts'
import type { Plan } from '../../plan/document.ts'
import { frozenProfile } from '../../plan/frozen-profile.ts'
import type { DeviceProfile } from '../../plan/profile.ts'
import type { Backend, DeviceFacts, LiveObjects, NativeBuffer, OpenOptions, Session } from '../backend.ts'
import { NativeBuffers } from '../native-handles.ts'
import { isOfValidation, strayErrorOf } from './device/api-errors.ts'
import type { AcquiredDevice } from './device/device.ts'
import { FlatTarget } from './device/flat-target.ts'
import { ObjectIds } from './device/holdings.ts'
import { LiveCounts } from './device/live-objects.ts'
import { openSession } from './session/open.ts'
import { createNativeBuffer, webGpuFacts } from './device/native-buffer.ts'
import { PipelineCache } from './device/pipeline-cache.ts'
import { profileOf } from './device/profile.ts'
import type { DeviceStatus, WebGpuSession } from './session/session.ts'
import type { Ticket } from './session/tickets.ts'
import { DeviceWaits } from './device/waits.ts'

/** Time that a failed call waits to learn whether it was the loss of the device. */
const lossGraceMs = 50

/** A device of WebGPU. Made by `createWebGpuBackend`. */
export class WebGpuBackend implements Backend, DeviceStatus {
  readonly name = 'webgpu'
  readonly profile: DeviceProfile
  readonly whenLost: Promise<MemkitError>
  lost: MemkitError | undefined
  /** The device: the caller's own, or one that this backend made and destroys. */
  readonly device: NativeGpuDevice
  private readonly owned: boolean
  private readonly transientAttachments: boolean
  private readonly timings: boolean | 'passes'
  private readonly live = new LiveCounts()
  private readonly waits: DeviceWaits
  private readonly cache: PipelineCache
  private readonly flatTarget: FlatTarget | undefined
  private readonly ids = new ObjectIds()
  private readonly buffers = new NativeBuffers()
  private readonly sessions = new Set<WebGpuSession>()
  /** Plans that are being opened: Dawn ends the process where its objects are made while the device goes. */
  private readonly opening = new Set<Promise<Session>>()
  private ending: Promise<void> | undefined
  private settleLost!: (error: MemkitError) => void

  constructor(
    { device, gpu, owned, name, transientAttachments }: AcquiredDevice,
    timeoutMs: number | undefined,
    timings: boolean | 'passes',
  ) {
    this.timings = timings
    this.transientAttachments = transientAttachments
    this.device = device
    this.owned = owned
    holdWhileAlive(device, gpu)
    this.cache = new PipelineCache(device)
    this.flatTarget = FlatTarget.of(device)
    this.profile = frozenProfile(profileOf(device, `webgpu: ${name}`))
    this.waits = new DeviceWaits(timeoutMs, [device, gpu])
    this.whenLost = new Promise((resolve) => (this.settleLost = resolve))
    void device.lost.then((info) => this.lose(deviceLost(`${info.reason ?? 'unknown'}: ${info.message}`, info)))
    device.addEventListener('uncapturederror', this.onStrayError)
  }

  async open(plan: Plan, options: OpenOptions): Promise<Session> {
    if (this.lost) throw this.lost
    if (this.ending) throw destroyed('backend')
    const opening = this.opened(plan, options)
    this.opening.add(opening)
    try {
      return await opening
    } finally {
      this.opening.delete(opening)
    }
  }

  private async opened(plan: Plan, options: OpenOptions): Promise<Session> {
    const { device, profile, live, cache, flatTarget, waits, ids, transientAttachments, timings } = this
    const parts = { status: this, onDestroyed: (session: WebGpuSession) => void this.sessions.delete(session) }
    let session: WebGpuSession
    try {
      session = await openSession(
        { device, profile, live, cache, flatTarget, waits, ids, transientAttachments, timings },
        plan,
        options,
        parts,
      )
    } catch (error) {
      throw (await this.lostSoon()) ?? error
    }
    this.sessions.add(session)
    // The device may have been lost while the objects were created: creation does not fail then, but the objects are useless.
    if (this.lost) {
      await session.destroy()
      throw this.lost
    }
    return session
  }

  createBuffer(sizeBytes: number): NativeBuffer {
    if (this.lost) throw this.lost
    if (this.ending) throw destroyed('backend')
    const { device, live, waits, profile } = this
    return this.buffers.keep(createNativeBuffer({ device, live, waits, profile }, sizeBytes))
  }

  facts(): DeviceFacts {
    if (this.ending) throw destroyed('backend')
    return webGpuFacts(this.device)
  }

  liveObjects(): LiveObjects {
    return this.live.snapshot()
  }

  destroy(): Promise<void> {
    return (this.ending ??= this.end())
  }

  async lostSoon(): Promise<MemkitError | undefined> {
    if (this.lost) return this.lost
    let timer: ReturnType<typeof setTimeout> | undefined
    const grace = new Promise<undefined>((resolve) => (timer = setTimeout(() => resolve(undefined), lossGraceMs)))
    const lost = await Promise.race([this.whenLost, grace])
    clearTimeout(timer)
    return lost
  }

  private async end(): Promise<void> {
    await Promise.allSettled(this.opening)
    await Promise.all([...this.sessions].map((session) => session.destroy()))
    this.device.removeEventListener('uncapturederror', this.onStrayError)
    this.buffers.destroy()
    this.flatTarget?.destroy()
    if (this.owned) {
      this.device.destroy()
      await this.whenLost
    } else this.lose(destroyed('backend'))
    this.waits.release()
  }

  private lose(error: MemkitError): void {
    this.lost ??= this.ending ? destroyed('backend') : error
    this.waits.lose(this.lost)
    this.settleLost(this.lost)
  }

  /** Handles an error outside of all scopes: out of memory, internal, of submissions that are known to be valid, or of asynchronous bodies. */
  private readonly onStrayError = (event: Event): void => {
    const { error } = event as GPUUncapturedErrorEvent
    const ofValidation = isOfValidation(error)
    let suspect: Ticket | undefined
    for (const session of this.sessions)
      for (const ticket of session.suspects())
        if (ticket.suspicion(ofValidation) > (suspect?.suspicion(ofValidation) ?? 0)) suspect = ticket
    if (!suspect) return
    suspect.fail(strayErrorOf(error))
    event.preventDefault()
  }
}

const held = new Set<{ readonly gpu: GPU }>()

/**
 * Dawn for Node ends the process when the object from `create` is collected before the last device, queue, buffer or promise that came
 * of it, and a program may keep any one of those alone: so it stays until the device is gone for good. Its last look for events, which
 * uses the object, is still to come then, as an immediate of Node: there is one between two timers.
 */
function holdWhileAlive(device: GPUDevice, gpu: GPU | undefined): void {
  if (!gpu) return
  const hold = { gpu }
  held.add(hold)
  void device.lost.then(() => setTimeout(() => setTimeout(() => held.delete(hold))))
}
