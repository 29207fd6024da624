/** Interfaces of the shaders of a graph, each read once for its constants. */
import { isMemkitError, withPlace } from '../errors.ts'
import type { ShaderConstants } from '../cpu/overrides.ts'
import { asShader, shaderWords } from '../cpu/shader.ts'
import { readInterfaces, type EntryInterface } from '../cpu/spirv/interface.ts'
import { readModule } from '../cpu/spirv/module.ts'
import type { Shader } from '../graph/document.ts'

export interface ShaderInterface {
  readonly shader: string
  readonly entries: readonly EntryInterface[]
}

export class Interfaces {
  private readonly shaders: ReadonlyMap<string, readonly [Shader, index: number]>
  private readonly known = new Map<string, ShaderInterface | undefined>()

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
    const key = JSON.stringify([id, constants ?? {}])
    if (!this.known.has(key)) {
      try {
        const entries = interfacesOf(id, await shaderWords(shader, constants))
        this.known.set(key, entries && { shader: id, entries })
      } catch (error) {
        throw placed(error, `shaders[${index}]`, `${path}.constants`)
      }
    }
    return this.known.get(key)
  }
}

/** The error with its place: that of the shader, or of its constants. */
function placed(error: unknown, shader: string, constants: string): unknown {
  if (!isMemkitError(error) || error.code !== 'SHADER_FAILED') return error
  return withPlace(error, error.details['constant'] === undefined ? shader : constants)
}

function interfacesOf(shader: string, words: Uint32Array): EntryInterface[] | undefined {
  try {
    return asShader(shader, () => readInterfaces(readModule(words)))
  } catch (error) {
    if (isMemkitError(error) && error.code === 'UNSUPPORTED') return undefined
    throw error
  }
}
