/** All that is read of three.js without a promise of its own: fields of `WebGPUBackend`, as three 0.187 has them. */
import { readGiven } from '../given.ts'
import { engineMismatch, engineNotReady, type Engine } from '../errors.ts'

export const three: Engine = { name: 'three.js', packageName: 'three', version: '0.187' }

/** Fields that `backend.get(object)` keeps for a texture or an attribute. */
interface Kept {
  readonly texture?: object
  readonly buffer?: object
}
export interface WebGpuBackendOfThree {
  readonly device: object
  get(object: object): Kept
}

/** @throws MemkitError ENGINE_NOT_READY where three draws by WebGL or was not initialised; ENGINE_MISMATCH */
export function backendOf(renderer: { readonly backend?: unknown }): WebGpuBackendOfThree {
  const backend = readGiven('renderer', () => renderer?.backend) as
    | Partial<WebGpuBackendOfThree & { isWebGLBackend: boolean }>
    | null
    | undefined
  if (typeof backend !== 'object' || backend === null) throw mismatch('renderer.backend')
  if (backend.isWebGLBackend === true)
    throw engineNotReady(three, 'the renderer draws with WebGL 2, to which it falls back where the page has no WebGPU')
  if (backend.device === null)
    throw engineNotReady(three, 'the renderer has no device before `await renderer.init()`; wait for that')
  if (typeof backend.device !== 'object') throw mismatch('renderer.backend.device')
  if (typeof backend.get !== 'function') throw mismatch('renderer.backend.get()')
  return backend as WebGpuBackendOfThree
}

export const mismatch = (field: string) => engineMismatch(three, field, versionInPage())

/** three leaves its revision in a global. */
function versionInPage(): string | undefined {
  const { __THREE__: revision } = globalThis as { __THREE__?: unknown }
  return typeof revision === 'string' ? `r${revision}` : undefined
}
