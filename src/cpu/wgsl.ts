/** WGSL to SPIR-V by naga, the compiler that the Vulkan backend uses too. */
import { installNaga, messageOf, missingKernel, shaderFailed } from '../errors.ts'
import { loadNaga, type Naga } from './naga.ts'
import { withConstants, type ShaderConstants } from './overrides.ts'

/** @throws MemkitError MISSING_KERNEL without the package, SHADER_FAILED with the compiler's message. */
export async function compileWgsl(shader: string, source: string, constants?: ShaderConstants): Promise<Uint32Array> {
  let naga: Naga
  try {
    naga = await loadNaga()
  } catch (cause) {
    throw missingKernel(
      shader,
      `WGSL is compiled by the package "naga-wasm", which is not installed (${installNaga})`,
      cause,
    )
  }
  const wgsl = withConstants(shader, source, constants)
  try {
    return await naga.translate({ from: 'wgsl', source: wgsl })
  } catch (cause) {
    throw shaderFailed(shader, messageOf(cause), cause)
  }
}
