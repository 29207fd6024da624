/**
 * Draws of a render pass. Everything that they bind is made when the plan is opened; what a draw has in common with the draw before
 * is recorded once.
 */
import { isSameList } from '../../../graph/lists.ts'
import { planMismatch } from '../../../errors.ts'
import type { BufferSlice, CommandOf, PlannedDraw, RenderPart, TextureSlice } from '../../../plan/document.ts'
import { viewFormatOf } from '../../../plan/facts/attachments.ts'
import {
  VK_INDEX_TYPE_UINT16,
  VK_INDEX_TYPE_UINT32,
  VK_PIPELINE_BIND_POINT_GRAPHICS,
  VK_STENCIL_FACE_FRONT_AND_BACK,
  VkRect2D,
  VkViewport,
} from '../bindings/index.ts'
import type { Build, Recording } from '../memory/build.ts'
import type { Pipelines } from '../shaders/pipelines.ts'
import type { Pipeline } from '../shaders/shared-pipelines.ts'
import { DrawGroups, type DrawGroupParts, type Groups } from './draw-groups.ts'
import type { IndirectCounts } from './indirect-counts.ts'

export interface DrawParts extends DrawGroupParts {
  readonly pipelines: Pipelines
  readonly counts: IndirectCounts
}

type Render = CommandOf<'render'>
type Part = Required<RenderPart>

interface CompiledDraw {
  readonly draw: PlannedDraw
  readonly pipeline: Pipeline
  /** By group; undefined where the pipeline uses none. */
  readonly groups: Groups
  /** By slot of the pipeline. */
  readonly vertexBuffers: readonly (BufferSlice | undefined)[]
  readonly indexBuffer: BufferSlice | undefined
  readonly state: DrawState
}

/** State that each draw has of its own. */
interface DrawState {
  readonly viewport: readonly [number, number, number, number, number, number]
  readonly scissor: readonly [number, number, number, number]
  readonly stencilReference: number
  readonly blendConstant: readonly number[]
}

const indexTypes = { uint16: VK_INDEX_TYPE_UINT16, uint32: VK_INDEX_TYPE_UINT32 } as const
const noBlendConstant = [0, 0, 0, 0] as const

/** Compiles the draws of one pass to a function that records them. */
export function compileDraws(
  build: Build,
  parts: DrawParts,
  command: Render,
  part: Part,
): (recording: Recording) => void {
  const { plan } = build
  const { uses, pass } = part
  const target = (command.color[0] ?? command.depth)!.slice
  const colors = command.color.map(({ slice }) => viewFormatOf(plan, slice))
  const groups = new DrawGroups(build, parts, part)
  const bufferAt = (use: number): BufferSlice => uses[use]!.slice as BufferSlice
  const compiled = part.draws.flatMap((draw, d): CompiledDraw[] => {
    const planned = plan.pipelines?.[draw.pipeline]
    if (!planned)
      throw planMismatch(
        `The plan has no pipeline of number ${draw.pipeline}, which draw ${d} of pass ${JSON.stringify(pass)} names`,
      )
    const what = `draw ${d} of pass ${JSON.stringify(pass)} (pipeline ${JSON.stringify(planned.id)})`
    const pipeline = parts.pipelines.useForDraw(planned, colors, { pass, draw: d })
    const bound = groups.of(draw, pipeline, { shader: planned.vertex.shader, what })
    if (drawsNothing(draw)) return []
    return [
      {
        draw,
        pipeline,
        groups: bound,
        vertexBuffers: planned.vertex.buffers.map((buffer, slot) => {
          const use = draw.vertexBuffers[slot]
          return buffer && use !== undefined && use !== null ? bufferAt(use) : undefined
        }),
        indexBuffer: draw.indexBuffer && bufferAt(draw.indexBuffer.use),
        state: stateOf(draw, target),
      },
    ]
  })
  return (recording) => {
    const recorder = new DrawRecorder(build, parts.counts, recording, uses)
    for (const item of compiled) recorder.record(item)
  }
}

const drawsNothing = ({ call }: PlannedDraw): boolean =>
  !('indirect' in call) && ('vertexCount' in call ? call.vertexCount : call.indexCount) * call.instanceCount === 0

function stateOf(draw: PlannedDraw, { origin: [left, top], size: [width, height] }: TextureSlice): DrawState {
  const [x, y, wide, high, near, far] = draw.viewport ?? [0, 0, width, height, 0, 1]
  const [column, row, columns, rows] = draw.scissor ?? [0, 0, width, height]
  return {
    viewport: [left + x, top + y, wide, high, near, far],
    scissor: [left + column, top + row, columns, rows],
    stencilReference: draw.stencilReference ?? 0,
    blendConstant: draw.blendConstant ?? noBlendConstant,
  }
}

/** Records draws one after another, and of each what differs from the one before. */
class DrawRecorder {
  private readonly build: Build
  private readonly counts: IndirectCounts
  private readonly recording: Recording
  private readonly uses: RenderPart['uses']
  private pipeline: Pipeline | undefined
  private groups: Groups = []
  private readonly vertexBuffers: (BufferSlice | undefined)[] = []
  private indexBuffer: BufferSlice | undefined
  private indexFormat: keyof typeof indexTypes | undefined
  private state: DrawState | undefined

  constructor(build: Build, counts: IndirectCounts, recording: Recording, uses: RenderPart['uses']) {
    this.build = build
    this.counts = counts
    this.recording = recording
    this.uses = uses
  }

  record(item: CompiledDraw): void {
    this.bindPipeline(item)
    item.vertexBuffers.forEach((slice, slot) => this.bindVertices(slice, slot))
    if (item.indexBuffer) this.bindIndices(item.indexBuffer, item.draw.indexBuffer!.format)
    this.setState(item.state)
    this.call(item.draw)
  }

  private bindPipeline({ pipeline, groups }: CompiledDraw): void {
    const { vk } = this.build.device
    const { commands, at, arena } = this.recording
    if (this.pipeline !== pipeline) {
      vk.vkCmdBindPipeline(commands, VK_PIPELINE_BIND_POINT_GRAPHICS, pipeline.handle)
      // Another layout may disturb every group.
      if (this.pipeline?.layout !== pipeline.layout) this.groups = []
      this.pipeline = pipeline
    }
    groups.forEach((sets, group) => {
      if (!sets || sets === this.groups[group]) return
      const bound = sets.at(at, arena)
      vk.vkCmdBindDescriptorSets(commands, VK_PIPELINE_BIND_POINT_GRAPHICS, pipeline.layout, group, 1, bound, 0, null)
    })
    this.groups = groups
  }

  private bindVertices(slice: BufferSlice | undefined, slot: number): void {
    if (!slice || this.vertexBuffers[slot] === slice) return
    this.vertexBuffers[slot] = slice
    const { device, places } = this.build
    const { commands, at } = this.recording
    const { buffer, offset } = places.buffer(slice.heap, at)
    const [buffers, offsets] = [BigUint64Array.of(buffer), BigUint64Array.of(BigInt(offset + slice.offset))]
    // With its size: what lies behind belongs to others.
    const sizes = BigUint64Array.of(BigInt(slice.size))
    device.vk.vkCmdBindVertexBuffers2(commands, slot, 1, buffers, offsets, sizes, null)
  }

  private bindIndices(slice: BufferSlice, format: keyof typeof indexTypes): void {
    if (this.indexBuffer === slice && this.indexFormat === format) return
    this.indexBuffer = slice
    this.indexFormat = format
    const { device, places } = this.build
    const { commands, at } = this.recording
    const { buffer, offset } = places.buffer(slice.heap, at)
    device.vk.vkCmdBindIndexBuffer(commands, buffer, offset + slice.offset, indexTypes[format])
  }

  private setState(state: DrawState): void {
    const { vk } = this.build.device
    const { commands, arena } = this.recording
    const before = this.state
    this.state = state
    if (!before || !isSameList(before.viewport, state.viewport)) {
      const [x, y, width, height, minDepth, maxDepth] = state.viewport
      vk.vkCmdSetViewport(commands, 0, 1, arena.structs(VkViewport, [{ x, y, width, height, minDepth, maxDepth }]))
    }
    if (!before || !isSameList(before.scissor, state.scissor)) {
      const [x, y, width, height] = state.scissor
      const area = { offset: { x, y }, extent: { width, height } }
      vk.vkCmdSetScissor(commands, 0, 1, arena.structs(VkRect2D, [area]))
    }
    if (before?.stencilReference !== state.stencilReference)
      vk.vkCmdSetStencilReference(commands, VK_STENCIL_FACE_FRONT_AND_BACK, state.stencilReference)
    if (!before || !isSameList(before.blendConstant, state.blendConstant))
      vk.vkCmdSetBlendConstants(commands, Float32Array.from(state.blendConstant))
  }

  private call(draw: PlannedDraw): void {
    const { vk } = this.build.device
    const { commands, at } = this.recording
    const { call } = draw
    if ('indirect' in call) {
      const { buffer, offset } = this.counts.at(draw, this.uses[call.indirect]!.slice as BufferSlice, at)
      // A single draw: the stride does not matter.
      if (draw.indexBuffer) vk.vkCmdDrawIndexedIndirect(commands, buffer, offset, 1, 0)
      else vk.vkCmdDrawIndirect(commands, buffer, offset, 1, 0)
    } else if ('vertexCount' in call)
      vk.vkCmdDraw(commands, call.vertexCount, call.instanceCount, call.firstVertex, call.firstInstance)
    else {
      const { indexCount, instanceCount, firstIndex, baseVertex, firstInstance } = call
      vk.vkCmdDrawIndexed(commands, indexCount, instanceCount, firstIndex, baseVertex, firstInstance)
    }
  }
}
