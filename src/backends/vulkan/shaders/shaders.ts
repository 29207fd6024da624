/**
 * Shaders of a plan as SPIR-V, compiled by the optional peer naga-wasm. SPIR-V of a plan is read, validated and rewritten by it
 * too, because drivers trust any module and crash on invalid ones.
 */
import { installNaga, messageOf, shaderFailed, shaderNeeds } from '../../../errors.ts'
import { loadNaga, type Naga, type ShaderText } from '../../../cpu/naga.ts'
import { withConstants } from '../../../cpu/overrides.ts'
import { spirvWords } from '../../../cpu/spirv/words.ts'
import { RecentlyUsed } from '../../../cpu/recently-used.ts'
import type { Plan, PlannedPipeline } from '../../../plan/document.ts'
import type { MaybePromise } from '../../backend.ts'
import { joinAccessChains } from './access-chains.ts'
import { dropUnusedStorage } from './half-storage.ts'
import { checkCapabilities } from './capabilities.ts'
import { toMaskArrays } from './sample-masks.ts'
import { specialise } from './spec-constants.ts'
import { readSpirv, type ShaderModuleInfo } from './spirv.ts'

export interface ShaderCode {
  readonly id: string
  readonly words: Uint32Array
  readonly info: ShaderModuleInfo
  /** Whether the driver gets the words as they are. */
  readonly isTrusted?: boolean
}

/** A shader as a stage uses it: each set of constants makes code of its own, and so does the size that points need. */
export interface ShaderUse {
  readonly shader: string
  readonly constants?: Readonly<Record<string, number>> | undefined
  /** Whether points are drawn with it. Vulkan draws none whose size the vertex stage does not say. */
  readonly points?: boolean
}

export const shaderKey = ({ shader, constants = {}, points = false }: ShaderUse): string =>
  JSON.stringify([shader, Object.entries(constants).sort(([a], [b]) => (a < b ? -1 : 1)), points])

/** Texts that are kept, and ways in which one was compiled. */
const mostKept = 128

type KeptCode = Omit<ShaderCode, 'id'>

/** The shaders that sessions have compiled: a text is translated once for each set of constants. */
export class CompiledShaders {
  /** By text, then by what it was compiled for. */
  private readonly kept = new RecentlyUsed<RecentlyUsed<KeptCode>>(mostKept)

  find(text: string, variant: string): KeptCode | undefined {
    return this.kept.get(text)?.get(variant)
  }

  keep(text: string, variant: string, code: KeptCode): void {
    this.kept.use(text, () => new RecentlyUsed<KeptCode>(mostKept)).set(variant, code)
  }
}

/**
 * The shaders that commands of the plan call, by `shaderKey`: a promise where one has to be compiled first.
 *
 * @param trustSpirv gives SPIR-V to the driver unchanged
 * @param features those that are enabled on the device
 * @throws MemkitError SHADER_FAILED with the compiler's message; MISSING_PACKAGE without the compiler; UNSUPPORTED where the device lacks what a shader needs
 */
export function compileShaders(
  plan: Plan,
  trustSpirv: boolean,
  compiled: CompiledShaders,
  features: ReadonlySet<string>,
): MaybePromise<ReadonlyMap<string, ShaderCode>> {
  const shaders = new Map(plan.shaders.map((shader) => [shader.id, shader]))
  const found = new Map<string, ShaderCode>()
  const missing: [key: string, use: ShaderUse, shader: Shader][] = []
  for (const [key, use] of usesOf(plan)) {
    const shader = shaders.get(use.shader)
    // A shader that the plan lacks is reported where its command is compiled.
    if (!shader) continue
    const known = compiled.find(textOf(shader), variantOf(shader, use, trustSpirv))
    if (known) found.set(key, { id: use.shader, ...known })
    else missing.push([key, use, shader])
  }
  return missing.length === 0 ? found : compileMissing({ missing, trustSpirv, compiled, features, found })
}

type Shader = Plan['shaders'][number]

const textOf = ({ id, spirv, wgsl }: Shader): string => {
  const text = spirv ?? wgsl
  if (text === undefined) throw shaderFailed(id, 'it has neither "wgsl" nor "spirv"')
  return text
}

const variantOf = ({ spirv }: Shader, { constants = {}, points = false }: ShaderUse, trustSpirv: boolean): string =>
  `${spirv === undefined ? 'wgsl' : trustSpirv ? 'trusted' : 'spirv'} ${shaderKey({ shader: '', constants, points })}`

interface Missing {
  readonly missing: readonly (readonly [key: string, use: ShaderUse, shader: Shader])[]
  readonly trustSpirv: boolean
  readonly compiled: CompiledShaders
  readonly features: ReadonlySet<string>
  /** The shaders that were found; what is compiled comes to them. */
  readonly found: Map<string, ShaderCode>
}

async function compileMissing({
  missing,
  trustSpirv,
  compiled,
  features,
  found,
}: Missing): Promise<ReadonlyMap<string, ShaderCode>> {
  let naga: Naga | undefined
  for (const [key, use, shader] of missing) {
    const { shader: id, constants = {}, points = false } = use
    const { spirv, wgsl } = shader
    const given = spirv === undefined ? undefined : specialise(id, spirvWords(id, spirv), constants)
    let code: KeptCode
    if (given && trustSpirv) code = { words: given, info: inspect(id, given), isTrusted: true }
    else {
      naga ??= await nagaFor(id, given !== undefined)
      const source: ShaderText = given
        ? { from: 'spirv', source: given }
        : { from: 'wgsl', source: withConstants(id, wgsl!, constants) }
      const words = await translate(naga, id, source, points)
      checkCapabilities(id, words, features)
      code = { words, info: inspect(id, words) }
      checkVariables(id, code.info)
    }
    compiled.keep(textOf(shader), variantOf(shader, use, trustSpirv), code)
    found.set(key, { id, ...code })
  }
  return found
}

function usesOf({ submissions, pipelines = [] }: Plan): Map<string, ShaderUse> {
  const uses = new Map<string, ShaderUse>()
  const add = (use: ShaderUse): void => void uses.set(shaderKey(use), use)
  for (const { commands } of submissions) for (const command of commands) if (command.op === 'dispatch') add(command)
  for (const pipeline of pipelines) {
    add(vertexUse(pipeline))
    if (pipeline.fragment) add(pipeline.fragment)
  }
  return uses
}

/** The use of a pipeline's vertex stage. */
export const vertexUse = ({ vertex, primitive }: PlannedPipeline): ShaderUse => ({
  shader: vertex.shader,
  constants: vertex.constants,
  points: primitive.topology === 'point-list',
})

async function nagaFor(shader: string, isSpirv: boolean): Promise<Naga> {
  try {
    return await loadNaga()
  } catch (cause) {
    const what = isSpirv ? 'SPIR-V is validated by' : 'WGSL needs'
    const otherwise = isSpirv ? ', or open the backend with trustSpirv' : ''
    const why = `${what} the package naga-wasm, which could not be loaded: ${installNaga}${otherwise}`
    throw shaderNeeds(shader, why, cause)
  }
}

async function translate(naga: Naga, id: string, code: ShaderText, forcePointSize: boolean): Promise<Uint32Array> {
  try {
    return toMaskArrays(joinAccessChains(dropUnusedStorage(await naga.translate(code, { forcePointSize }))))
  } catch (cause) {
    const otherwise =
      code.from === 'spirv' ? ' (valid SPIR-V that naga cannot read: open the backend with trustSpirv)' : ''
    throw shaderFailed(id, `${messageOf(cause).trimEnd()}${otherwise}`, cause)
  }
}

/** A shader from SPIR-V that is known to be valid: little-endian words in base64. */
export function readShader(id: string, spirv: string): ShaderCode {
  const words = spirvWords(id, spirv)
  return { id, words, info: inspect(id, words) }
}

/** Bytes that one variable of an invocation may take, as in WebGPU. Drivers do not end with larger ones. */
const mostVariableBytes = 65536

function checkVariables(id: string, info: ShaderModuleInfo): void {
  const bytes = info.largestVariable()
  if (bytes > mostVariableBytes)
    throw shaderFailed(
      id,
      `it has a variable of ${bytes} bytes for each invocation; at most ${mostVariableBytes} will do`,
    )
}

function inspect(id: string, words: Uint32Array): ShaderModuleInfo {
  try {
    return readSpirv(words)
  } catch (cause) {
    throw shaderFailed(id, messageOf(cause), cause)
  }
}
