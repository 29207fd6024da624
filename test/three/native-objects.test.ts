/** Without a device: what is said where three.js is not as it was, or not ready. With one: test/browser/engines.test.ts. */
import { nativeBuffer, nativeDevice, nativeTexture, type ThreeRenderTarget } from 'memkit-gpu/three'
import { describe, expect, it } from 'vitest'
import manifest from '../../package.json' with { type: 'json' }
import { thrown } from '../support/thrown.ts'

const rendererWith = (backend: unknown) => ({
  backend,
  initTexture: () => undefined,
  initRenderTarget: () => undefined,
})
const kept = (fields: object) => rendererWith({ device: {}, get: () => fields })
const texture = { isTexture: true }
const target: ThreeRenderTarget = { isRenderTarget: true, textures: [texture], depthTexture: null }
const attribute = { isBufferAttribute: true, array: new Float32Array(3) }

const told = (act: () => unknown) => {
  const { code, message } = thrown(act)
  return [code, message] as const
}

describe('a field that three no longer has', () => {
  it.each([
    ['renderer.backend', () => nativeDevice(rendererWith(undefined))],
    ['renderer.backend.device', () => nativeDevice(rendererWith({}))],
    ['renderer.backend.get()', () => nativeTexture(rendererWith({ device: {} }), texture)],
    ['renderer.backend.get(texture).texture', () => nativeTexture(kept({}), texture)],
    ['renderer.backend.get(texture).texture', () => nativeTexture(kept({ texture: {} }), target)],
    ['renderer.backend.get(attribute).buffer', () => nativeBuffer(kept({ buffer: {} }), attribute)],
  ])('%s is named, with the version that has it', (field, act) => {
    const [code, message] = told(act)
    expect(code).toBe('ENGINE_MISMATCH')
    expect(message).toContain(field)
    expect(message).toContain(`three@${manifest.devDependencies.three.replace(/\.\d+$/, '')}`)
  })
})

describe('what three cannot hand over yet', () => {
  it.each([
    ['before init()', /renderer\.init/, () => nativeDevice(rendererWith({ device: null, get: () => ({}) }))],
    ['drawing with WebGL', /WebGL 2/, () => nativeDevice(rendererWith({ isWebGLBackend: true }))],
    ['a depth texture that there is none of', /DepthTexture/, () => nativeTexture(kept({}), target, 'depth')],
    ['an attachment that there is none of', /none of number 3/, () => nativeTexture(kept({}), target, 3)],
    ['an attribute that was not drawn with', /render it once/, () => nativeBuffer(kept({}), attribute)],
  ])('%s says what to do', (_, words, act) => {
    const [code, message] = told(act)
    expect(code).toBe('ENGINE_NOT_READY')
    expect(message).toMatch(words)
  })
})
