/** Compilation of a plan's commands to functions that record them. */
import { passesLabel } from '../../../plan/facts/plan-words.ts'
import { optionalInput } from '../../../plan/facts/optional-input.ts'
import type { Command } from '../../../plan/document.ts'
import { VkDebugUtilsLabelEXT, type Pointer } from '../bindings/index.ts'
import type { Build, RecordCommand } from '../memory/build.ts'
import { Constants } from '../memory/constants.ts'
import { DescriptorPool } from '../shaders/descriptors.ts'
import { Layouts } from '../../../plan/facts/image-layouts.ts'
import type { SharedPipelines } from '../shaders/shared-pipelines.ts'
import { Pipelines } from '../shaders/pipelines.ts'
import type { DeviceQueue } from '../device/queue.ts'
import { Scratch } from '../memory/scratch.ts'
import type { ShaderCode } from '../shaders/shaders.ts'
import { TextureBindings } from '../shaders/texture-bindings.ts'
import { compileBarrier } from './barrier.ts'
import { layoutOf } from '../device/image-layouts.ts'
import { compileCustom, compileExternal, type CallExternal } from './bodies.ts'
import { compileCopy, compileFill } from './buffers.ts'
import { compileClear } from './clear.ts'
import { compileDispatch } from './dispatch.ts'
import { IndirectCounts } from './indirect-counts.ts'
import { compileMipmap, type MipmapLevels } from './mipmap.ts'
import { compileRender } from './render.ts'
import { compileScatter } from './scatter.ts'
import { compileBufferTextureCopy } from './buffer-texture-copies.ts'
import { compileCopyTexture } from './texture-copies.ts'

export interface RecorderParts {
  readonly shaders: ReadonlyMap<string, ShaderCode>
  readonly sharedPipelines: SharedPipelines
  readonly trustIndirectCounts: boolean
}

export class Recorders {
  readonly constants = new Constants()
  /** The calls of external passes, which are made between submissions and recorded in none. */
  readonly external = new Map<Command, CallExternal>()
  private readonly scratch = new Scratch()
  private readonly build: Build
  private readonly layouts: Layouts
  private readonly pipelines: Pipelines
  private readonly descriptors: DescriptorPool
  private readonly textures: TextureBindings
  private readonly counts: IndirectCounts
  private readonly mipmaps: MipmapLevels = new Map()

  constructor(build: Build, { shaders, sharedPipelines, trustIndirectCounts }: RecorderParts) {
    this.build = build
    this.layouts = new Layouts(build.plan)
    this.pipelines = new Pipelines(build, shaders, sharedPipelines)
    this.descriptors = new DescriptorPool(build)
    this.textures = new TextureBindings(build, this.layouts)
    const { constants, scratch, pipelines, descriptors } = this
    this.counts = new IndirectCounts(build, { constants, scratch, pipelines, descriptors }, trustIndirectCounts)
  }

  /** Commands to record before some of a submission's commands, by the indices of these. */
  compileHeads(commands: readonly Command[]): ReadonlyMap<number, RecordCommand> {
    return this.counts.compile(commands)
  }

  /** Compiles one command, under the names of its passes where something shows them. Commands must come in the order of the plan, because image layouts are tracked along the way. */
  compile(command: Command, queue: DeviceQueue): RecordCommand {
    return whereGiven(command, this.labelled(command, this.compileOne(command, queue)))
  }

  private labelled(command: Command, record: RecordCommand): RecordCommand {
    const { device, lasting } = this.build
    const { vkCmdBeginDebugUtilsLabelEXT: begin, vkCmdEndDebugUtilsLabelEXT: end } = device.vk
    if (!begin || !end || command.op === 'barrier' || command.passes.length === 0) return record
    const { passes } = command
    let label: Pointer<'VkDebugUtilsLabelEXT'> | undefined
    return (recording) => {
      begin(recording.commands, (label ??= lasting.struct(VkDebugUtilsLabelEXT, { pLabelName: passesLabel(passes) })))
      const rest = record(recording)
      return rest ? rest.then(() => end(recording.commands)) : end(recording.commands)
    }
  }

  private compileOne(command: Command, queue: DeviceQueue): RecordCommand {
    const { build, constants, scratch, layouts, pipelines, descriptors, textures, counts, mipmaps } = this
    const parts = { pipelines, descriptors, textures, counts, mipmaps }
    this.layouts.apply(command)
    switch (command.op) {
      case 'copy':
        return compileCopy(build, command)
      case 'fill':
        return compileFill(build, constants, command)
      case 'dispatch':
        return compileDispatch(build, parts, command)
      case 'barrier':
        return compileBarrier(build, command, queue)
      case 'scatter':
        return compileScatter(build, pipelines, descriptors, constants, command)
      case 'copy-to-texture':
      case 'copy-from-texture':
        return compileBufferTextureCopy(build, layouts, scratch, command, queue)
      case 'copy-texture':
        return compileCopyTexture(build, layouts, scratch, command)
      case 'clear-texture':
        return compileClear(build, constants, command, queue, layoutOf[layouts.of(command.slice)])
      case 'mipmap':
        return compileMipmap(build, parts, layouts, command, queue)
      case 'render':
        return compileRender(build, parts, command)
      case 'custom':
        return compileCustom(build, textures, command)
      case 'external':
        this.external.set(command, compileExternal(build, textures, command, queue))
        return () => undefined
    }
  }

  /** Creates everything that the compiled commands need, once all of them are compiled. */
  async create(): Promise<void> {
    this.constants.create(this.build)
    this.scratch.create(this.build)
    this.descriptors.create()
    await this.pipelines.create()
  }
}

/** The recording of a command, which a run may leave out. */
export function whereGiven(command: Command, record: RecordCommand): RecordCommand {
  const optional = optionalInput(command)
  return optional === undefined
    ? record
    : (recording) => (recording.at.absent?.has(optional) ? undefined : record(recording))
}
