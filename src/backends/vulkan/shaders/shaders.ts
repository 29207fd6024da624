/** A plan's shaders as SPIR-V: given as such, or compiled from WGSL by the optional peer naga-wasm. */
import { shaderFailed } from '../../../errors.ts'
import type { Plan } from '../../../plan/document.ts'
import { joinAccessChains } from './access-chains.ts'
import { readSpirv, type ShaderModuleInfo } from './spirv.ts'

export interface ShaderCode {
  readonly id: string
  readonly words: Uint32Array
  readonly info: ShaderModuleInfo
}

type Naga = typeof import('naga-wasm')

/** The shaders that commands of the plan call, by id. @throws MemkitError SHADER_FAILED with the compiler's message. */
export async function compileShaders(plan: Plan): Promise<Map<string, ShaderCode>> {
  const used = new Set<string>()
  for (const { commands } of plan.submissions)
    for (const command of commands) if (command.op === 'dispatch') used.add(command.shader)
  const compiled = new Map<string, ShaderCode>()
  let naga: Naga | undefined
  for (const { id, wgsl, spirv } of plan.shaders) {
    if (!used.has(id)) continue
    if (spirv !== undefined) compiled.set(id, readShader(id, spirv))
    else if (wgsl !== undefined) {
      const words = translate((naga ??= await loadNaga(id)), id, wgsl)
      compiled.set(id, { id, words, info: inspect(id, words) })
    } else throw shaderFailed(id, 'it has neither "wgsl" nor "spirv"')
  }
  return compiled
}

async function loadNaga(shader: string): Promise<Naga> {
  try {
    return await import('naga-wasm')
  } catch (cause) {
    const why = 'WGSL needs the package naga-wasm, which could not be loaded: npm install naga-wasm@30.1.0'
    throw shaderFailed(shader, why, cause)
  }
}

function translate(naga: Naga, id: string, source: string): Uint32Array {
  try {
    return joinAccessChains(naga.translate({ from: 'wgsl', to: 'spirv', source }))
  } catch (cause) {
    const message = cause instanceof naga.NagaError ? cause.formatted : String(cause)
    throw shaderFailed(id, message, cause)
  }
}

function wordsOf(id: string, base64: string): Uint32Array {
  const bytes = Uint8Array.from(Buffer.from(base64, 'base64'))
  if (bytes.byteLength % 4 !== 0) throw shaderFailed(id, 'its SPIR-V is not whole 32-bit words in base64')
  return new Uint32Array(bytes.buffer)
}

/** A shader given as SPIR-V: little-endian words in base64. */
export function readShader(id: string, spirv: string): ShaderCode {
  const words = wordsOf(id, spirv)
  return { id, words, info: inspect(id, words) }
}

function inspect(id: string, words: Uint32Array): ShaderModuleInfo {
  try {
    return readSpirv(words)
  } catch (cause) {
    throw shaderFailed(id, cause instanceof Error ? cause.message : String(cause), cause)
  }
}
