/** All that is read of Babylon.js without a promise of its own: fields as Babylon 9.35 has them. */
import { givenFields, isObject } from '../given.ts'
import { engineMismatch, engineNotReady, type Engine } from '../errors.ts'

export const babylon: Engine = { name: 'Babylon.js', packageName: '@babylonjs/core', version: '9.35' }

/** A texture of the device, and views of it, behind an `InternalTexture`. */
interface Hardware {
  readonly underlyingResource?: object | null
  setUsage(...parameters: readonly (number | boolean)[]): void
}
/** The part that is used of a texture that `wrapWebGPUTexture` made. */
export interface WrappedTexture {
  readonly width: number
  readonly height: number
}

/** @throws MemkitError ENGINE_NOT_READY where there is no device yet, or never will be; ENGINE_MISMATCH */
export function deviceOf(engine: object): object {
  const { _device: device, isWebGPU } = fieldsOf(engine, ['_device', 'isWebGPU'], 'engine')
  if (isWebGPU === false) throw engineNotReady(babylon, 'the engine draws with WebGL; make a `WebGPUEngine`')
  if (isWebGPU !== true) throw mismatch('engine.isWebGPU', engine)
  if (device === undefined) throw engineNotReady(babylon, 'the engine has no device before `await engine.initAsync()`')
  if (typeof device !== 'object' || device === null || !('queue' in device)) throw mismatch('engine._device', engine)
  return device
}

/**
 * @param internal an `InternalTexture`
 * @throws MemkitError ENGINE_NOT_READY, ENGINE_MISMATCH
 */
export function textureOf(internal: object): object {
  const { underlyingResource: native } = fieldsOf(hardwareOf(internal), ['underlyingResource'], 'texture')
  if (native === null) throw engineNotReady(babylon, 'the texture was disposed of')
  if (typeof native !== 'object' || !('createView' in native))
    throw mismatch('internalTexture._hardwareTexture.underlyingResource')
  return native
}

/** Views that Babylon makes for its own textures, and not for those that it wraps: without them it cannot sample. */
export function makeViews(internal: WrappedTexture): void {
  const hardware = hardwareOf(internal)
  if (typeof hardware.setUsage !== 'function') throw mismatch('internalTexture._hardwareTexture.setUsage()')
  const external = 15
  hardware.setUsage(external, false, false, false, false, internal.width, internal.height, 1)
}

function hardwareOf(internal: object): Hardware {
  const { _hardwareTexture: hardware } = fieldsOf(internal, ['_hardwareTexture'], 'texture') as {
    _hardwareTexture?: Hardware | null
  }
  if (hardware === null) throw engineNotReady(babylon, 'the texture is not on the device yet')
  if (typeof hardware !== 'object') throw mismatch('internalTexture._hardwareTexture')
  return hardware
}

/** Fields of an object of the engine's; of what is no object none. */
const fieldsOf = (given: object, names: readonly string[], place: string): Record<string, unknown> =>
  isObject(given) ? givenFields<Record<string, unknown>, string>(given as Record<string, unknown>, names, place) : {}

export const mismatch = (field: string, engine?: object) => engineMismatch(babylon, field, versionOf(engine))

function versionOf(engine: object | undefined): string | undefined {
  const { Version: version } = (engine?.constructor ?? {}) as { Version?: unknown }
  return typeof version === 'string' ? version : undefined
}
