/**
 * Shaders of a plan as SPIR-V, compiled by the optional peer naga-wasm. SPIR-V of a plan is read, validated and rewritten by it
 * too, because drivers trust any module and crash on invalid ones.
 */
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

/**
 * The shaders that commands of the plan call, by id.
 *
 * @param trustSpirv gives SPIR-V to the driver unchanged
 * @throws MemkitError SHADER_FAILED with the compiler's message
 */
export async function compileShaders(plan: Plan, trustSpirv: boolean): Promise<Map<string, ShaderCode>> {
  const used = new Set<string>()
  for (const { commands } of plan.submissions)
    for (const command of commands) if (command.op === 'dispatch') used.add(command.shader)
  const compiled = new Map<string, ShaderCode>()
  let naga: Naga | undefined
  for (const { id, wgsl, spirv } of plan.shaders) {
    if (!used.has(id)) continue
    if (spirv === undefined && wgsl === undefined) throw shaderFailed(id, 'it has neither "wgsl" nor "spirv"')
    if (spirv !== undefined && trustSpirv) compiled.set(id, readShader(id, spirv))
    else {
      naga ??= await loadNaga(id, spirv !== undefined)
      const words =
        spirv === undefined
          ? translate(naga, id, { from: 'wgsl', source: wgsl! })
          : translate(naga, id, { from: 'spirv', source: wordsOf(id, spirv) })
      compiled.set(id, { id, words, info: inspect(id, words) })
    }
  }
  return compiled
}

async function loadNaga(shader: string, isSpirv: boolean): Promise<Naga> {
  try {
    return await import('naga-wasm')
  } catch (cause) {
    const what = isSpirv ? 'SPIR-V is validated by' : 'WGSL needs'
    const otherwise = isSpirv ? ', or open the backend with trustSpirv' : ''
    const why = `${what} the package naga-wasm, which could not be loaded: npm install naga-wasm@30.1.0${otherwise}`
    throw shaderFailed(shader, why, cause)
  }
}

type Code =
  | { readonly from: 'wgsl'; readonly source: string }
  | { readonly from: 'spirv'; readonly source: Uint32Array }

function translate(naga: Naga, id: string, code: Code): Uint32Array {
  try {
    return joinAccessChains(naga.translate({ ...code, to: 'spirv' }))
  } catch (cause) {
    const message = cause instanceof naga.NagaError ? cause.formatted : String(cause)
    const otherwise =
      code.from === 'spirv' ? ' (valid SPIR-V that naga cannot read: open the backend with trustSpirv)' : ''
    throw shaderFailed(id, `${message.trimEnd()}${otherwise}`, cause)
  }
}

function wordsOf(id: string, base64: string): Uint32Array {
  const bytes = Uint8Array.from(Buffer.from(base64, 'base64'))
  if (bytes.byteLength % 4 !== 0) throw shaderFailed(id, 'its SPIR-V is not whole 32-bit words in base64')
  return new Uint32Array(bytes.buffer)
}

/** A shader from SPIR-V that is known to be valid: little-endian words in base64. */
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
