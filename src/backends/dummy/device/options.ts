/** What a Dummy backend can be told, and what it shows beyond the Backend interface. */
import type { Kernels } from '../../../cpu/kernel.ts'
import type { MemkitError } from '../../../errors.ts'
import type { DeviceProfile } from '../../../plan/profile.ts'
import type { Backend, Session } from '../../backend.ts'

/**
 * Calls that can be made to fail. `map` counts `beginWrite` and `beginRead`, `wait` counts `completed`, `compile` shaders,
 * `destroy` each object that is freed; `any` counts all of them together.
 */
export const faultCalls = ['createHeap', 'createTexture', 'compile', 'map', 'submit', 'wait', 'destroy', 'any'] as const
export type FaultCall = (typeof faultCalls)[number]

export interface Fault {
  readonly call: FaultCall
  /** Which call of its kind fails, from 0. */
  readonly at: number
  /** Every later call of the kind fails too. Default: once. */
  readonly forever?: boolean
  /** What happens: the call fails (default), never returns (`map` and `wait` only), or the device is lost in it. */
  readonly effect?: 'fail' | 'hang' | 'lose'
  /** Default: the error that such a call fails with most often (out of memory, mapping failed, …). */
  readonly error?: Error
}

export interface DummyOptions {
  /** Default: `profiles.dummy`. */
  readonly profile?: DeviceProfile
  /** JavaScript in place of shaders, by shader id. */
  readonly kernels?: Kernels
  /** Chooses the interleaving. Default 1. */
  readonly seed?: number
  /** Bytes that all heaps and textures together may have; more is OUT_OF_MEMORY. Default: no limit. */
  readonly capacityBytes?: number
  /** Overrides the profile's largest buffer. */
  readonly maxBufferBytes?: number
  /** Device memory cannot be mapped (MAP_FAILED). Default true, as on a discrete GPU. */
  readonly unmappable?: boolean
  /** Virtual time added to every transfer between host and device, in ns. Default 0. */
  readonly transferDelayNs?: number
  readonly faults?: readonly Fault[]
  /** `throw` (default): a submission with a hazard is refused. `record`: it runs, and the hazard is only listed. */
  readonly hazards?: 'throw' | 'record'
}

export interface DummySession extends Session {
  /** Hazards met so far. */
  readonly hazards: readonly MemkitError[]
  /** A copy of the bytes of a persistent resource after the last run (`previous` runs back), for tests. */
  peek(resource: string, previous?: number): Uint8Array
}

export interface DummyBackend extends Backend {
  readonly sessions: readonly DummySession[]
  /** How often each kind of call was made. */
  readonly calls: Readonly<Record<FaultCall, number>>
  /** Loses the device, as a driver would: whatever is pending settles with DEVICE_LOST. */
  lose(why: string): void
  /** The device stops working until `resume`: submissions stay in flight. */
  pause(): void
  resume(): void
}
