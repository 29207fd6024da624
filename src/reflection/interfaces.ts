/** Interfaces of the shaders of a graph, each read once for its constants. */
import { isMemkitError, withPlace } from '../errors.ts'
import type { ShaderConstants } from '../cpu/overrides.ts'
import { asShader, shaderWords } from '../cpu/shader.ts'
import { readInterface, type EntryInterface } from '../cpu/spirv/interface.ts'
import { readModule, type StageName } from '../cpu/spirv/module.ts'
import type { Shader } from '../graph/document.ts'

export interface ShaderInterface {
  readonly shader: string
  /** Undefined where there is no such entry point. @throws MemkitError SHADER_FAILED where its code is not valid. */
  entry(stage: StageName, name: string): EntryInterface | undefined
  /** Names of its entry points. */
  names(stage: StageName): string[]
}

export class Interfaces {
  private readonly shaders: ReadonlyMap<string, readonly [Shader, index: number]>
  private readonly known = new Map<string, Promise<ShaderInterface | undefined>>()

  constructor(shaders: readonly Shader[]) {
    this.shaders = new Map(shaders.map((shader, i) => [shader.id, [shader, i]]))
  }

  /**
   * Undefined where the shader has no code, or SPIR-V of a kind that is not read.
   * @param path the place in the document of what gives the constants
   * @throws MemkitError SHADER_FAILED with the place, or MISSING_KERNEL.
   */
  async get(id: string, constants: ShaderConstants | undefined, path: string): Promise<ShaderInterface | undefined> {
    const [shader, index] = this.shaders.get(id)!
    if (shader.wgsl === undefined && shader.spirv === undefined) return undefined
    const key = JSON.stringify([id, Object.entries(constants ?? {}).sort(([a], [b]) => (a < b ? -1 : 1))])
    const place = `shaders[${index}]`
    // One that does not compile is not compiled again for each pass either.
    let reading = this.known.get(key)
    if (!reading) this.known.set(key, (reading = readShader(shader, constants, place)))
    try {
      return await reading
    } catch (error) {
      throw placed(error, place, `${path}.constants`)
    }
  }
}

/** The error with its place: that of the shader, or of its constants. */
function placed(error: unknown, shader: string, constants: string): unknown {
  if (!isMemkitError(error) || error.code !== 'SHADER_FAILED') return error
  return withPlace(error, error.details['constant'] === undefined ? shader : constants)
}

async function readShader(
  code: Shader,
  constants: ShaderConstants | undefined,
  place: string,
): Promise<ShaderInterface | undefined> {
  const shader = code.id
  const words = await shaderWords(code, constants)
  try {
    const module = asShader(shader, () => readModule(words))
    return {
      shader,
      entry(stage, name) {
        try {
          return asShader(shader, () => readInterface(module, stage, name))
        } catch (error) {
          throw placed(error, place, place)
        }
      },
      names: (stage) => module.entryPoints.filter((entry) => entry.stage === stage).map(({ name }) => name),
    }
  } catch (error) {
    if (isMemkitError(error) && error.code === 'UNSUPPORTED') return undefined
    throw error
  }
}
