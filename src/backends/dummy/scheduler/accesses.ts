/**
 * The accesses of each command of a plan: intervals of memory, as parallel arrays sliced by node, because plans of 10^5
 * commands are analysed.
 *
 * Every command, barriers included, is a *node*, numbered in order of submission. *Memory* m is heap m, or, from `heaps.length`
 * on, a texture that has memory of its own; a placed texture is a range of its heap. Textures are the bytes of their linear
 * texel layout.
 */
import { accessKinds } from '../../../graph/access.ts'
import { regionIntervals, type Region } from '../../../graph/endpoint.ts'
import type { ResourceInfo } from '../../../graph/resources.ts'
import { textureLayout, type TextureLayout } from '../../../graph/texture-layout.ts'
import type { Command, Plan, PlannedTexture, TextureSlice } from '../../../plan/document.ts'
import { visitAccesses, type AccessVisitor, type TexelPart } from '../../../plan/facts/accesses.ts'
import { isSameShape } from '../../../plan/facts/persistent-memory.ts'
import { forEachRowOf, tightRowsAt } from '../../../cpu/texture.ts'

/** A kind of access beyond those of the graph: a layout transition, done by a barrier itself. */
export const transitionKind = accessKinds.length
export const kindCount = accessKinds.length + 1

export interface PlanAccesses {
  readonly plan: Plan
  readonly nodeCount: number
  /** Nodes of submission s are `submissionStart[s] … submissionStart[s + 1]`. */
  readonly submissionStart: Int32Array
  readonly nodeSubmission: Int32Array
  readonly nodeQueue: Int32Array
  readonly commands: readonly Command[]
  /** Bit k: the node accesses memory as kind k. */
  readonly kindMask: Int32Array
  readonly accessStart: Int32Array
  readonly memory: Int32Array
  readonly begin: Float64Array
  readonly end: Float64Array
  readonly kind: Uint8Array
  readonly writes: Uint8Array
  readonly layouts: readonly TextureLayout[]
}

const layoutOfTexture = (texture: PlannedTexture): TextureLayout =>
  textureLayout({
    id: '',
    kind: 'texture',
    format: texture.format,
    size: texture.size,
    dimension: texture.dimension,
    mipLevelCount: texture.mipLevelCount,
    sampleCount: texture.sampleCount as 1 | 4,
  })

/** Layouts by texture; neighbours of one shape, which a plan may have thousands of, share theirs. O(textures) */
export function layoutsOf({ textures }: Plan): TextureLayout[] {
  const layouts: TextureLayout[] = []
  for (let t = 0; t < textures.length; t++) {
    const isLikeLast = t > 0 && isSameShape(textures[t]!, textures[t - 1]!)
    layouts.push(isLikeLast ? layouts[t - 1]! : layoutOfTexture(textures[t]!))
  }
  return layouts
}

/** The memory of a texture, and where its linear texel layout begins there. */
export const textureMemory = (plan: Plan, texture: number): { memory: number; offset: number } => {
  const { heap, offset = 0 } = plan.textures[texture]!
  return heap === undefined ? { memory: plan.heaps.length + texture, offset: 0 } : { memory: heap, offset }
}

export const subresource = (
  mipLevel: number,
  layer: number,
  layerCount: number,
  layout: TextureLayout,
): TextureSlice => {
  const level = layout.levels[mipLevel]!
  const isVolume = layout.dimension === '3d'
  return {
    texture: 0,
    mipLevel,
    mipLevelCount: 1,
    origin: [0, 0, isVolume ? 0 : layer],
    size: [level.width, level.height, isVolume ? level.slices : layerCount],
    aspect: 'all',
  }
}

/**
 * Intervals of the linear texel layout that a slice touches: whole layers, or row by row where it touches only parts of them. A texel is touched
 * as a whole, whatever the aspect.
 */
function sliceIntervals(slice: TexelPart, layout: TextureLayout): number[] {
  const { mipLevel, mipLevelCount, origin, size } = slice
  const { width, height } = layout.levels[mipLevel]!
  const isBox = mipLevelCount === 1 && (origin[0] + origin[1] > 0 || size[0] < width || size[1] < height)
  if (!isBox) return regionIntervals({ kind: 'texture', ...slice } as unknown as Region, { layout } as ResourceInfo)
  const texels = { ...slice, aspect: 'all' } as const
  const { rowBytes } = tightRowsAt(layout, texels)
  const intervals: number[] = []
  forEachRowOf(layout, texels, (at) => intervals.push(at, at + rowBytes))
  return intervals
}

/** The accesses of all commands of a plan. O(commands + regions). */
export function collectAccesses(plan: Plan, layouts: readonly TextureLayout[] = layoutsOf(plan)): PlanAccesses {
  const nodeCount = plan.submissions.reduce((sum, submission) => sum + submission.commands.length, 0)
  const submissionStart = new Int32Array(plan.submissions.length + 1)
  const nodeSubmission = new Int32Array(nodeCount)
  const nodeQueue = new Int32Array(nodeCount)
  const kindMask = new Int32Array(nodeCount)
  const accessStart = new Int32Array(nodeCount + 1)
  const commands: Command[] = []
  const memory: number[] = []
  const begin: number[] = []
  const end: number[] = []
  const kind: number[] = []
  const writes: number[] = []
  let node = 0

  const touch = (m: number, from: number, to: number, code: number, write: boolean): void => {
    if (to <= from) return
    memory.push(m)
    begin.push(from)
    end.push(to)
    kind.push(code)
    writes.push(write ? 1 : 0)
    kindMask[node]! |= 1 << code
  }
  const touchTexture = (texture: number, slice: TexelPart, code: number, write: boolean): void => {
    const at = textureMemory(plan, texture)
    const intervals = sliceIntervals(slice, layouts[texture]!)
    for (let i = 0; i < intervals.length; i += 2)
      touch(at.memory, at.offset + intervals[i]!, at.offset + intervals[i + 1]!, code, write)
  }
  const visitor: AccessVisitor = {
    bytes: touch,
    texels: touchTexture,
    transition({ texture, mipLevel, mipLevelCount, layer, layerCount }) {
      for (let level = mipLevel; level < mipLevel + mipLevelCount; level++)
        touchTexture(texture, subresource(level, layer, layerCount, layouts[texture]!), transitionKind, true)
    },
  }

  plan.submissions.forEach((submission, s) => {
    submissionStart[s] = node
    for (const command of submission.commands) {
      nodeSubmission[node] = s
      nodeQueue[node] = submission.queue
      commands.push(command)
      visitAccesses(plan, command, visitor)
      node++
      accessStart[node] = memory.length
    }
  })
  submissionStart[plan.submissions.length] = node
  return {
    plan,
    nodeCount,
    submissionStart,
    nodeSubmission,
    nodeQueue,
    commands,
    kindMask,
    accessStart,
    memory: Int32Array.from(memory),
    begin: Float64Array.from(begin),
    end: Float64Array.from(end),
    kind: Uint8Array.from(kind),
    writes: Uint8Array.from(writes),
    layouts,
  }
}
