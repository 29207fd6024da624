/** A shader of a document as a SPIR-V module, for the stages that the CPU runs. */
import { isMemkitError, messageOf, missingKernel, shaderFailed, suggestion } from '../errors.ts'
import type { Shader } from '../graph/document.ts'
import { nearestId } from '../nearest-id.ts'
import type { ShaderConstants } from './overrides.ts'
import { spirvWords } from './spirv/words.ts'
import { readModule, type EntryPoint, type SpirvModule, type StageName } from './spirv/module.ts'
import { compileWgsl } from './wgsl.ts'

/**
 * The words of a shader, with values for its overridable constants.
 * @throws MemkitError MISSING_KERNEL where it has no code or its compiler is not installed, SHADER_FAILED where it does not compile.
 */
export async function shaderWords({ id, spirv, wgsl }: Shader, constants?: ShaderConstants): Promise<Uint32Array> {
  if (wgsl !== undefined) return compileWgsl(id, wgsl, constants)
  if (spirv === undefined) throw missingKernel(id, 'the document has no code for it')
  return spirvWords(id, spirv)
}

/** A shader as a module, for what is read of it. @throws MemkitError as `shaderWords` does */
export async function shaderModule(shader: Shader, constants?: ShaderConstants): Promise<SpirvModule> {
  const words = await shaderWords(shader, constants)
  return asShader(shader.id, () => readModule(words))
}

/** The translation takes a module for a valid one. Where it is not, whatever goes wrong is the shader's fault. */
export function asShader<T>(id: string, work: () => T): T {
  try {
    return work()
  } catch (cause) {
    if (isMemkitError(cause)) throw cause
    throw shaderFailed(id, `its code is not valid: ${messageOf(cause)}`, cause)
  }
}

/** @throws MemkitError SHADER_FAILED where the module has no such entry point. */
export function entryPointOf(shader: string, module: SpirvModule, stage: StageName, name: string): EntryPoint {
  const candidates = module.entryPoints.filter((candidate) => candidate.stage === stage)
  const entry = candidates.find((candidate) => candidate.name === name)
  if (entry) return entry
  const nearest = nearestId(
    name,
    candidates.map((candidate) => candidate.name),
  )
  throw shaderFailed(shader, `it has no ${stage} entry point ${JSON.stringify(name)}${suggestion(nearest)}`)
}
