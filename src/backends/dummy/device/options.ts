/** The options of a Dummy backend, and what it offers beyond the Backend interface. */
import { givenKernels, type Kernels } from '../../../cpu/kernel.ts'
import { invalidOption, type MemkitError } from '../../../errors.ts'
import { checkFlag, givenOptions, givenList } from '../../../given.ts'
import { checkProfile } from '../../../plan/parse-profile.ts'
import type { DeviceProfile } from '../../../plan/profile.ts'
import type { Backend, NativeBuffer, Session, DeviceFacts } from '../../backend.ts'

/**
 * Calls that can be made to fail. `map` counts `beginWrite` and `beginRead`, `wait` counts `completed`, `compile` shaders,
 * `destroy` each object that is freed; `any` counts all of them together.
 */
export const faultCalls = ['createHeap', 'createTexture', 'compile', 'map', 'submit', 'wait', 'destroy', 'any'] as const
/** The calls that a `Fault` may fail. */
export type FaultCall = (typeof faultCalls)[number]

/** A failure that a test has the Dummy make. */
export interface Fault {
  /** The kind of call. */
  readonly call: FaultCall
  /** The call of its kind that fails, counted from 0. */
  readonly at: number
  /** Makes every later call of the kind fail too. Default: only one. */
  readonly forever?: boolean
  /** The effect: the call fails (default), never returns (`map` and `wait` only), or the device is lost in it. */
  readonly effect?: 'fail' | 'hang' | 'lose'
  /** The error to fail with. Default: the one that such a call fails with most often (out of memory, mapping failed, …). */
  readonly error?: Error
}

/** Options of `createDummyBackend`. */
export interface DummyOptions {
  /** The device's profile. Default: `profiles.dummy`. */
  readonly profile?: DeviceProfile
  /** JavaScript kernels in place of shaders, by shader id. */
  readonly kernels?: Kernels
  /** Seed that chooses the order of commands. Default 1. */
  readonly seed?: number
  /** Bytes that all heaps and textures together may take; more is OUT_OF_MEMORY. Default: no limit. */
  readonly capacityBytes?: number
  /** Overrides the profile's largest buffer. */
  readonly maxBufferBytes?: number
  /** Makes mapping device memory fail (MAP_FAILED). Default true, as on a discrete GPU. */
  readonly unmappable?: boolean
  /** Virtual time added to every transfer between host and device, in ns. Default 0. */
  readonly transferDelayNs?: number
  /** Calls that are to fail. Default: none. */
  readonly faults?: readonly Fault[]
  /** With `throw` (default), a submission with a hazard is refused; with `record` it runs, and the hazard is only listed. */
  readonly hazards?: 'throw' | 'record'
}

/** A plan that is open on the Dummy, for tests to look into. */
export interface DummySession extends Session {
  /** Hazards found so far. */
  readonly hazards: readonly MemkitError[]
  /** A copy of the bytes of a persistent resource after the last run (`previous` runs back), for tests. */
  peek(resource: string, previous?: number): Uint8Array
}

/** The CPU as a device. Made by `createDummyBackend`. */
export interface DummyBackend extends Backend {
  /** Sessions of plans, the earliest first. */
  readonly sessions: readonly DummySession[]
  /** The number of calls of each kind so far. */
  readonly calls: Readonly<Record<FaultCall, number>>
  /** Makes a buffer that outlives plans, for runs to import. Its contents are undefined at first. */
  createBuffer(sizeBytes: number): NativeBuffer
  /** Facts about the device beyond its profile, such as its name. @throws MemkitError DESTROYED */
  facts(): DeviceFacts
  /** Loses the device, as a driver would: pending calls settle with DEVICE_LOST. */
  lose(why: string): void
  /** Stops the device until `resume`: submissions stay in flight. */
  pause(): void
  /** Lets a paused device go on. */
  resume(): void
}

const optionNames = [
  'profile',
  'kernels',
  'seed',
  'capacityBytes',
  'maxBufferBytes',
  'unmappable',
  'transferDelayNs',
  'faults',
  'hazards',
] as const
const mostFaults = 100_000
const effects = ['fail', 'hang', 'lose'] as const

/** A copy of the options. @throws MemkitError INVALID_OPTION, INVALID_PROFILE, UNREADABLE_VALUE */
export function takeOptions(given: DummyOptions | undefined): DummyOptions {
  const options = givenOptions<DummyOptions, (typeof optionNames)[number]>(given, optionNames)
  const { profile, kernels, faults, hazards, unmappable } = options
  if (profile !== undefined) checkProfile(profile)
  for (const name of ['seed', 'capacityBytes', 'maxBufferBytes', 'transferDelayNs'] as const) {
    const value: unknown = options[name]
    if (value !== undefined && !(typeof value === 'number' && value >= 0)) throw invalidOption(name, value, 'a number')
  }
  if (unmappable !== undefined) checkFlag(unmappable, 'unmappable')
  if (hazards !== undefined && hazards !== 'throw' && hazards !== 'record')
    throw invalidOption('hazards', hazards, '"throw" or "record"')
  return {
    ...options,
    ...(kernels !== undefined && { kernels: givenKernels(kernels) }),
    ...(faults !== undefined && { faults: givenList(faults, 'faults', 'a list of faults', mostFaults).map(takeFault) }),
  }
}

function takeFault(given: Fault, i: number): Fault {
  const place = `faults[${i}]`
  if (given === undefined) throw invalidOption(place, given, 'a fault')
  const fault = givenOptions<Fault, keyof Fault>(given, ['call', 'at', 'forever', 'effect', 'error'], place)
  if (!faultCalls.includes(fault.call))
    throw invalidOption(`${place}.call`, fault.call, `one of ${faultCalls.join(', ')}`)
  if (!Number.isSafeInteger(fault.at) || fault.at < 0)
    throw invalidOption(`${place}.at`, fault.at, 'a whole number, 0 or more')
  if (fault.forever !== undefined) checkFlag(fault.forever, `${place}.forever`)
  if (fault.effect !== undefined && !effects.includes(fault.effect))
    throw invalidOption(`${place}.effect`, fault.effect, `one of ${effects.join(', ')}`)
  return fault
}
