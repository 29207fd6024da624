/** Interfaces of the shaders of a graph, each read once for its constants. */
import { isMemkitError } from '../errors.ts'
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
  private readonly shaders: ReadonlyMap<string, Shader>
  private readonly known = new Map<string, ShaderInterface | undefined>()

  constructor(shaders: readonly Shader[]) {
    this.shaders = new Map(shaders.map((shader) => [shader.id, shader]))
  }

  /**
   * Undefined where the shader has no code, or SPIR-V of a kind that is not read.
   * @throws MemkitError SHADER_FAILED or MISSING_KERNEL.
   */
  async get(id: string, constants: ShaderConstants = {}): Promise<ShaderInterface | undefined> {
    const shader = this.shaders.get(id)!
    if (shader.wgsl === undefined && shader.spirv === undefined) return undefined
    const key = JSON.stringify([id, constants])
    if (!this.known.has(key)) {
      const entries = interfacesOf(id, await shaderWords(shader, constants))
      this.known.set(key, entries && { shader: id, entries })
    }
    return this.known.get(key)
  }
}

function interfacesOf(shader: string, words: Uint32Array): EntryInterface[] | undefined {
  try {
    return asShader(shader, () => readInterfaces(readModule(words)))
  } catch (error) {
    if (isMemkitError(error) && error.code === 'UNSUPPORTED') return undefined
    throw error
  }
}
