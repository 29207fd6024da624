/**
 * Pipelines that all sessions of a device share: found by their content, compiled on another thread, and kept for later sessions up
 * to a bound.
 */
import { createHash } from 'node:crypto'
import { shaderFailed } from '../../../errors.ts'
import {
  Arena,
  VK_ERROR_DEVICE_LOST,
  VK_ERROR_OUT_OF_DEVICE_MEMORY,
  VK_ERROR_OUT_OF_HOST_MEMORY,
  VK_OBJECT_TYPE_PIPELINE,
  VK_SUCCESS,
  type VkPipeline,
  type VkResult,
} from '../bindings/index.ts'
import type { Device } from '../device/device.ts'
import { resultName } from '../device/results.ts'
import { LiveCounts, Scope } from '../device/scope.ts'
import { PipelineLayouts, type ShaderLayout } from './pipeline-layouts.ts'

/** Pipelines that are kept although no session uses them. */
const mostUnused = 256

export interface Pipeline extends ShaderLayout {
  /** Set once `ready` has resolved. */
  readonly handle: VkPipeline
}

/** The memory that a compilation is given: all of it lives until the driver has finished. */
export interface Compiling {
  readonly device: Device
  readonly arena: Arena
  /** For the modules of the stages. */
  readonly layouts: PipelineLayouts
  readonly described: ShaderLayout
  /** The memory that the handle is written to. */
  readonly out: BigUint64Array
}

/** The way in which a pipeline is made. */
export interface Recipe {
  /** In words, for errors. */
  readonly what: string
  /** Id of the shader that is to blame where the driver refuses it. */
  readonly shader: string
  /** Its name in captures. */
  readonly name?: string
  /** @throws MemkitError SHADER_FAILED */
  describe(layouts: PipelineLayouts): ShaderLayout
  compile(compiling: Compiling): Promise<VkResult>
}

class Entry implements Pipeline {
  readonly key: string
  readonly recipe: Recipe
  readonly resources: ShaderLayout['resources']
  readonly stageFlags: number
  readonly layout: ShaderLayout['layout']
  readonly setLayouts: ShaderLayout['setLayouts']
  readonly scope: Scope
  handle = 0n as VkPipeline
  users = 0
  /** The compilation, once it has begun. */
  compiling: Promise<void> | undefined

  constructor(key: string, recipe: Recipe, described: ShaderLayout, scope: Scope) {
    this.key = key
    this.recipe = recipe
    this.resources = described.resources
    this.stageFlags = described.stageFlags
    this.layout = described.layout
    this.setLayouts = described.setLayouts
    this.scope = scope
  }
}

export class SharedPipelines {
  private readonly device: Device
  /** By content, the least recently used first. */
  private readonly entries = new Map<string, Entry>()
  private readonly compiling = new Set<Promise<void>>()
  private unused = 0

  constructor(device: Device) {
    this.device = device
  }

  /**
   * The pipeline of this content. It belongs to `scope`, which releases it; `ready` has to be called before it is bound.
   * @param key everything that it is made of, but for names
   * @throws MemkitError SHADER_FAILED, OUT_OF_MEMORY, …
   */
  use(key: string, recipe: () => Recipe, scope: Scope): Pipeline {
    const known = this.entries.get(key)
    if (known?.users === 0) this.unused--
    const entry = known ?? this.make(key, recipe())
    this.entries.delete(key)
    this.entries.set(key, entry)
    entry.users++
    scope.own('pipelines', () => this.release(entry))
    return entry
  }

  /** Resolves when the pipeline is compiled; undefined where it is. Rejects with SHADER_FAILED where the driver refuses it, OUT_OF_MEMORY, … */
  ready(pipeline: Pipeline): Promise<void> | undefined {
    const entry = pipeline as Entry
    if (entry.handle !== 0n) return undefined
    if (!entry.compiling) {
      const compiling = this.compile(entry)
      entry.compiling = compiling
      const done = (): void => void this.compiling.delete(compiling)
      this.compiling.add(compiling)
      compiling.then(done, () => {
        done()
        // The next session tries again.
        if (this.entries.get(entry.key) === entry) this.entries.delete(entry.key)
      })
    }
    return entry.compiling
  }

  /** Ends all pipelines, once the driver compiles none of them any more. No session is left. */
  async free(): Promise<void> {
    await Promise.allSettled(this.compiling)
    for (const { scope } of this.entries.values()) scope.free()
    this.entries.clear()
  }

  private release(entry: Entry): void {
    if (--entry.users > 0) return
    const isKept = this.entries.get(entry.key) === entry && entry.handle !== 0n
    if (!isKept) {
      if (this.entries.get(entry.key) === entry) this.entries.delete(entry.key)
      entry.scope.free()
      return
    }
    if (++this.unused <= mostUnused) return
    for (const [key, oldest] of this.entries)
      if (oldest.users === 0) {
        this.entries.delete(key)
        this.unused--
        oldest.scope.free()
        return
      }
  }

  private make(key: string, recipe: Recipe): Entry {
    const { device } = this
    const scope = new Scope(new LiveCounts())
    try {
      const layouts = new PipelineLayouts({ device, arena: new Arena(4096), scope })
      return new Entry(key, recipe, recipe.describe(layouts), scope)
    } catch (error) {
      scope.free()
      throw error
    }
  }

  private async compile(entry: Entry): Promise<void> {
    const { device } = this
    const { recipe } = entry
    // A pipeline needs its modules only while it is compiled.
    const scope = new Scope(new LiveCounts())
    const arena = new Arena(4096)
    try {
      const layouts = new PipelineLayouts({ device, arena, scope })
      // In an ArrayBuffer of its own, which does not move while another thread writes there.
      const out = new BigUint64Array(new ArrayBuffer(64), 0, 1)
      const result = await recipe.compile({ device, arena, layouts, described: entry, out })
      const known = [VK_SUCCESS, VK_ERROR_DEVICE_LOST, VK_ERROR_OUT_OF_DEVICE_MEMORY, VK_ERROR_OUT_OF_HOST_MEMORY]
      if (!known.includes(result))
        throw shaderFailed(recipe.shader, `the driver refuses ${recipe.what}: ${resultName(result)}`)
      device.check(result, 'creating a pipeline', recipe.what)
      const made = out[0] as VkPipeline
      entry.handle = made
      entry.scope.own('pipelines', () => device.vk.vkDestroyPipeline(device.handle, made, null))
      if (recipe.name !== undefined) device.name(VK_OBJECT_TYPE_PIPELINE, made, recipe.name)
    } finally {
      scope.free()
      // Until here the driver may read its structs.
      arena.reset()
    }
  }
}

const digests = new WeakMap<Uint32Array, string>()

/** Stands for the words in keys. */
export function digestOf(words: Uint32Array): string {
  let digest = digests.get(words)
  if (digest === undefined) digests.set(words, (digest = createHash('sha256').update(words).digest('hex')))
  return digest
}
