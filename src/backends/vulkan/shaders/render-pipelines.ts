/**
 * Pipelines of draws, which all sessions of a device share: found by their content, compiled on another thread, and kept for
 * later sessions up to a bound.
 */
import { createHash } from 'node:crypto'
import { shaderFailed } from '../../../errors.ts'
import type { PlannedPipeline } from '../../../plan/document.ts'
import {
  Arena,
  inBackground,
  VK_ERROR_DEVICE_LOST,
  VK_ERROR_OUT_OF_DEVICE_MEMORY,
  VK_ERROR_OUT_OF_HOST_MEMORY,
  VK_OBJECT_TYPE_PIPELINE,
  VK_SUCCESS,
  VkGraphicsPipelineCreateInfo,
  type VkPipeline,
} from '../bindings/index.ts'
import type { Device } from '../device/device.ts'
import { resultName } from '../device/results.ts'
import { LiveCounts, Scope } from '../device/scope.ts'
import { PipelineLayouts, stageBits, type ShaderLayout, type StageCode } from './pipeline-layouts.ts'
import { renderState, type ColorFormats } from './render-state.ts'

/** Pipelines that are kept although no session uses them. */
const mostUnused = 256

export interface RenderPipeline extends ShaderLayout {
  /** Set once `ready` has resolved. */
  readonly handle: VkPipeline
}

class Entry implements RenderPipeline {
  readonly key: string
  readonly resources: ShaderLayout['resources']
  readonly stageFlags: number
  readonly layout: ShaderLayout['layout']
  readonly setLayouts: ShaderLayout['setLayouts']
  handle = 0n as VkPipeline
  users = 0
  /** The compilation, once it has begun. */
  compiling: Promise<void> | undefined
  readonly compile: () => Promise<void>
  readonly scope: Scope

  constructor(key: string, described: ShaderLayout, scope: Scope, compile: (entry: Entry) => Promise<void>) {
    this.key = key
    this.resources = described.resources
    this.stageFlags = described.stageFlags
    this.layout = described.layout
    this.setLayouts = described.setLayouts
    this.scope = scope
    this.compile = () => compile(this)
  }
}

export class RenderPipelines {
  private readonly device: Device
  /** By content, the least recently used first. */
  private readonly entries = new Map<string, Entry>()
  private readonly compiling = new Set<Promise<void>>()
  private unused = 0

  constructor(device: Device) {
    this.device = device
  }

  /**
   * The pipeline with this state and these stages, the vertex stage first. It belongs to `scope`, which releases it; `ready` has to
   * be called before it is bound.
   * @throws MemkitError SHADER_FAILED, OUT_OF_MEMORY, …
   */
  use(pipeline: PlannedPipeline, stages: readonly StageCode[], colors: ColorFormats, scope: Scope): RenderPipeline {
    const key = keyOf(pipeline, stages, colors)
    const known = this.entries.get(key)
    if (known?.users === 0) this.unused--
    const entry = known ?? this.make(key, pipeline, stages, colors)
    this.entries.delete(key)
    this.entries.set(key, entry)
    entry.users++
    scope.own('pipelines', () => this.release(entry))
    return entry
  }

  /** Resolves when the pipeline is compiled. @throws MemkitError SHADER_FAILED where the driver refuses it, OUT_OF_MEMORY, … */
  ready(pipeline: RenderPipeline): Promise<void> {
    const entry = pipeline as Entry
    if (!entry.compiling) {
      const compiling = entry.compile()
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

  private make(key: string, pipeline: PlannedPipeline, stages: readonly StageCode[], colors: ColorFormats): Entry {
    const { device } = this
    const scope = new Scope(new LiveCounts())
    const arena = new Arena(4096)
    try {
      const described = new PipelineLayouts({ device, arena, scope }).layoutOf(stages)
      return new Entry(key, described, scope, (entry) => this.compile(entry, pipeline, stages, colors))
    } catch (error) {
      scope.free()
      throw error
    }
  }

  private async compile(
    entry: Entry,
    pipeline: PlannedPipeline,
    stages: readonly StageCode[],
    colors: ColorFormats,
  ): Promise<void> {
    const { device } = this
    const { vk, handle, pipelineCache } = device
    // A pipeline needs its modules only while it is compiled.
    const scope = new Scope(new LiveCounts())
    const arena = new Arena(4096)
    try {
      const layouts = new PipelineLayouts({ device, arena, scope })
      const info = arena.struct(VkGraphicsPipelineCreateInfo, {
        ...renderState(arena, device, pipeline, colors),
        pStages: stages.map((stage) => ({
          stage: stageBits[stage.stage],
          module: layouts.module(stage),
          pName: stage.entryPoint,
        })),
        layout: entry.layout,
        basePipelineIndex: -1,
      })
      // In an ArrayBuffer of its own, which does not move while another thread writes there.
      const out = new BigUint64Array(new ArrayBuffer(64), 0, 1)
      const result = await inBackground(vk.vkCreateGraphicsPipelines, handle, pipelineCache, 1, info, null, out)
      const what = `the pipeline ${JSON.stringify(pipeline.id)}`
      const known = [VK_SUCCESS, VK_ERROR_DEVICE_LOST, VK_ERROR_OUT_OF_DEVICE_MEMORY, VK_ERROR_OUT_OF_HOST_MEMORY]
      if (!known.includes(result))
        throw shaderFailed(stages[0]!.shader.id, `the driver refuses ${what}: ${resultName(result)}`)
      device.check(result, 'vkCreateGraphicsPipelines', what)
      const made = out[0] as VkPipeline
      entry.handle = made
      entry.scope.own('pipelines', () => vk.vkDestroyPipeline(handle, made, null))
      device.name(VK_OBJECT_TYPE_PIPELINE, made, pipeline.id)
    } finally {
      scope.free()
      // Until here the driver may read its structs.
      arena.reset()
    }
  }
}

/** Everything that a pipeline is made of; its id and those of its shaders are not. */
function keyOf(pipeline: PlannedPipeline, stages: readonly StageCode[], colors: ColorFormats): string {
  const { vertex, fragment, primitive, depthStencil, multisample } = pipeline
  const state = { buffers: vertex.buffers, targets: fragment?.targets, primitive, depthStencil, multisample, colors }
  const code = stages.map(({ shader, entryPoint }) => [digestOf(shader.words), entryPoint])
  return JSON.stringify([state, code])
}

const digests = new WeakMap<Uint32Array, string>()

function digestOf(words: Uint32Array): string {
  let digest = digests.get(words)
  if (digest === undefined) digests.set(words, (digest = createHash('sha256').update(words).digest('hex')))
  return digest
}
