/** Without a device: what is said where Babylon.js is not as it was, or not ready. With one: test/browser/engines.test.ts. */
import { nativeDevice, nativeTexture, wrapTexture } from 'memkit-gpu/babylon'
import { describe, expect, it } from 'vitest'
import manifest from '../../package.json' with { type: 'json' }
import { thrown } from '../support/thrown.ts'

const engineWith = (fields: object) => ({
  isWebGPU: true,
  wrapWebGPUTexture: () => ({ width: 1, height: 1, _hardwareTexture: {} }),
  ...fields,
})
const textureOf = (internal: object | null) => ({ getInternalTexture: () => internal, depthStencilTexture: null })
const pinned = manifest.devDependencies['@babylonjs/core'].replace(/\.\d+$/, '')

describe('a field that Babylon no longer has', () => {
  it.each([
    ['engine.isWebGPU', () => nativeDevice(engineWith({ isWebGPU: undefined }))],
    ['engine._device', () => nativeDevice(engineWith({ _device: {} }))],
    ['internalTexture._hardwareTexture', () => nativeTexture(textureOf({}))],
    [
      'internalTexture._hardwareTexture.underlyingResource',
      () => nativeTexture(textureOf({ _hardwareTexture: { underlyingResource: {} } })),
    ],
    ['internalTexture._hardwareTexture.setUsage()', () => wrapTexture(engineWith({}), {} as GPUTexture)],
  ])('%s is named, with the version that has it', (field, act) => {
    const { code, message } = thrown(act)
    expect(code).toBe('ENGINE_MISMATCH')
    expect(message).toContain(`has no ${field} here`)
    expect(message).toContain(`@babylonjs/core@${pinned}`)
  })
})

describe('what Babylon cannot hand over yet', () => {
  it.each([
    ['before initAsync()', /initAsync/, () => nativeDevice(engineWith({}))],
    ['drawing with WebGL', /WebGPUEngine/, () => nativeDevice(engineWith({ isWebGPU: false }))],
    ['a texture that is not there', /isReady/, () => nativeTexture(textureOf(null))],
    ['a depth texture that there is none of', /createDepthStencilTexture/, () => nativeTexture(textureOf({}), 'depth')],
    [
      'a texture that was disposed of',
      /disposed of/,
      () => nativeTexture(textureOf({ _hardwareTexture: { underlyingResource: null } })),
    ],
  ])('%s says what to do', (_, words, act) => {
    const { code, message } = thrown(act)
    expect(code).toBe('ENGINE_NOT_READY')
    expect(message).toMatch(words)
  })
})
