/** WGSL to SPIR-V by the optional package `naga-wasm`, the compiler that the Vulkan backend uses too. */
import { messageOf, missingKernel, shaderFailed } from '../errors.ts'
import { importOptional } from '../import-optional.ts'
import { withConstants, type ShaderConstants } from './overrides.ts'

type Naga = typeof import('naga-wasm')
let loading: Promise<Naga> | undefined

async function load(): Promise<Naga> {
  const naga = (await importOptional('naga-wasm')) as Naga
  // In Node the module is ready after its import; elsewhere it has to fetch its binary first.
  const inNode = typeof process !== 'undefined' && process.versions?.node !== undefined
  if (!inNode) await naga.init()
  return naga
}

/** @throws MemkitError MISSING_KERNEL without the package, SHADER_FAILED with the compiler's message. */
export async function compileWgsl(shader: string, source: string, constants?: ShaderConstants): Promise<Uint32Array> {
  let naga: Naga
  try {
    naga = await (loading ??= load())
  } catch (cause) {
    loading = undefined
    throw missingKernel(shader, 'WGSL is compiled by the package "naga-wasm", which is not installed', cause)
  }
  const wgsl = withConstants(shader, source, constants)
  try {
    return naga.translate({ from: 'wgsl', source: wgsl, to: 'spirv' })
  } catch (cause) {
    throw shaderFailed(shader, formatted(cause), cause)
  }
}

/** naga shows the place in the code beside its message. */
const formatted = (cause: unknown): string =>
  typeof cause === 'object' && cause !== null && 'formatted' in cause && typeof cause.formatted === 'string'
    ? cause.formatted
    : messageOf(cause)
