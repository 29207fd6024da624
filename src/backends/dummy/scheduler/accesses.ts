/**
 * What each command of a plan touches: intervals of memory, as parallel arrays sliced by node, because plans of 10^5 commands
 * are analysed.
 *
 * Every command, barriers included, is a *node*, numbered in order of submission. *Memory* m is heap m, or, from `heaps.length`
 * on, a texture that has memory of its own; a placed texture is a range of its heap. Textures are their linear bytes.
 */
import { accessCode, accessKinds } from '../../../graph/access.ts'
import { regionIntervals, type Region } from '../../../graph/endpoint.ts'
import type { ResourceInfo } from '../../../graph/resources.ts'
import { textureLayout, type TextureLayout } from '../../../graph/texture-layout.ts'
import type {
  Command,
  Plan,
  PlannedTexture,
  PlanUse,
  Slice,
  TextureCopyRegion,
  TextureSlice,
} from '../../../plan/document.ts'
import { forEachRowOf, tightRows } from '../../../cpu/texture.ts'

/** Beyond the kinds of the project: a layout transition, done by a barrier itself. */
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

export const layoutOfTexture = (texture: PlannedTexture): TextureLayout =>
  textureLayout({
    id: '',
    kind: 'texture',
    format: texture.format,
    size: texture.size,
    dimension: texture.dimension,
    mipLevelCount: texture.mipLevelCount,
    sampleCount: texture.sampleCount as 1 | 4,
  })

/** Where a texture's linear bytes begin. */
export const textureMemory = (plan: Plan, texture: number): { memory: number; offset: number } => {
  const { heap, offset = 0 } = plan.textures[texture]!
  return heap === undefined ? { memory: plan.heaps.length + texture, offset: 0 } : { memory: heap, offset }
}

/** Bytes of the buffer side of a texture copy, padding between its rows included. */
export function bufferSpan(region: TextureCopyRegion, layout: TextureLayout): number {
  const tight = tightRows(layout, region)
  return ((region.size[2] - 1) * region.rowsPerImage + tight.rowsPerImage - 1) * region.rowBytes + tight.rowBytes
}

export const subresource = (
  mipLevel: number,
  layer: number,
  layerCount: number,
  layout: TextureLayout,
  mipLevelCount = 1,
): TextureSlice => {
  const level = layout.levels[mipLevel]!
  const flat = layout.dimension === '3d'
  return {
    texture: 0,
    mipLevel,
    mipLevelCount,
    origin: [0, 0, flat ? 0 : layer],
    size: [level.width, level.height, flat ? level.slices : layerCount],
    aspect: 'all',
  }
}

/** Intervals of the linear layout that a slice touches: whole layers, or row by row what is part of them. */
function sliceIntervals(slice: Omit<TextureSlice, 'texture'>, layout: TextureLayout): number[] {
  const { mipLevel, mipLevelCount, origin, size } = slice
  const { width, height } = layout.levels[mipLevel]!
  const { depth, stencil } = layout.format
  const isBox = mipLevelCount === 1 && (origin[0] + origin[1] > 0 || size[0] < width || size[1] < height)
  if (!isBox || depth || stencil)
    return regionIntervals({ kind: 'texture', ...slice } as unknown as Region, { layout } as ResourceInfo)
  const { rowBytes } = tightRows(layout, slice)
  const intervals: number[] = []
  forEachRowOf(layout, slice, (at) => intervals.push(at, at + rowBytes))
  return intervals
}

/** O(commands + regions). */
export function collectAccesses(plan: Plan): PlanAccesses {
  const layouts = plan.textures.map(layoutOfTexture)
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
  const touchTexture = (texture: number, slice: Omit<TextureSlice, 'texture'>, code: number, write: boolean): void => {
    const at = textureMemory(plan, texture)
    const intervals = sliceIntervals(slice, layouts[texture]!)
    for (let i = 0; i < intervals.length; i += 2)
      touch(at.memory, at.offset + intervals[i]!, at.offset + intervals[i + 1]!, code, write)
  }
  const touchSlice = (slice: Slice, code: number, write: boolean): void => {
    if ('heap' in slice) touch(slice.heap, slice.offset, slice.offset + slice.size, code, write)
    else touchTexture(slice.texture, slice, code, write)
  }
  const touchUse = (use: PlanUse): void => {
    const { slice, as } = use
    // Shaders read and write whole words.
    const inWords = 'heap' in slice && (as === 'storage' || as === 'storage-read' || as === 'uniform') && slice.size > 0
    if (!inWords) touchSlice(slice, useCode(use), use.access !== 'read')
    else {
      const end = Math.min(Math.ceil((slice.offset + slice.size) / 4) * 4, plan.heaps[slice.heap]!.sizeBytes)
      touch(slice.heap, slice.offset, end, useCode(use), use.access !== 'read')
    }
  }
  const { 'copy-read': copyRead, 'copy-write': copyWrite } = accessCode

  const visit = (command: Command): void => {
    switch (command.op) {
      case 'copy':
      case 'scatter': {
        const dispatch = command.op === 'scatter'
        for (const [from, to, size] of command.regions) {
          touch(command.from, from, from + size, dispatch ? accessCode['storage-read'] : copyRead, false)
          touch(command.to, to, to + size, dispatch ? accessCode['storage-write'] : copyWrite, true)
        }
        return
      }
      case 'fill':
        touch(command.heap, command.offset, command.offset + command.size, copyWrite, true)
        return
      case 'copy-to-texture':
      case 'copy-from-texture':
        for (const region of command.regions) {
          const into = command.op === 'copy-to-texture'
          const heap = into ? command.from : command.to
          touch(
            heap,
            region.offset,
            region.offset + bufferSpan(region, layouts[command.texture]!),
            into ? copyRead : copyWrite,
            !into,
          )
          touchTexture(command.texture, { ...region, mipLevelCount: 1 }, into ? copyWrite : copyRead, into)
        }
        return
      case 'copy-texture':
        for (const { fromLevel, fromOrigin, toLevel, toOrigin, size, aspect } of command.regions) {
          touchTexture(
            command.from,
            { mipLevel: fromLevel, mipLevelCount: 1, origin: fromOrigin, size, aspect },
            copyRead,
            false,
          )
          touchTexture(
            command.to,
            { mipLevel: toLevel, mipLevelCount: 1, origin: toOrigin, size, aspect },
            copyWrite,
            true,
          )
        }
        return
      case 'clear-texture':
        touchSlice(command.slice, copyWrite, true)
        return
      case 'mipmap': {
        const layout = layouts[command.texture]!
        for (let level = 0; level < command.mipLevelCount; level++) {
          const whole = subresource(level, 0, layout.levels[level]!.slices, layout)
          touchTexture(command.texture, whole, accessCode[level === 0 ? 'sampled-read' : 'color-attachment'], level > 0)
        }
        return
      }
      case 'dispatch':
        for (const binding of command.bindings) if ('slice' in binding) touchUse(binding)
        if ('heap' in command.workgroups) touchSlice(command.workgroups, accessCode['indirect-read'], false)
        return
      case 'render':
        for (const { slice, resolve } of command.color) {
          touchSlice(slice, accessCode['color-attachment'], true)
          if (resolve) touchSlice(resolve, accessCode['color-attachment'], true)
        }
        if (command.depth) {
          const { slice, readOnly } = command.depth
          touchSlice(slice, accessCode[readOnly ? 'depth-read' : 'depth-write'], !readOnly)
        }
        for (const part of command.parts) for (const use of part.uses) touchUse(use)
        return
      case 'custom':
        for (const use of command.uses) touchUse(use)
        return
      case 'barrier':
        for (const t of command.transitions ?? []) {
          for (let level = t.mipLevel; level < t.mipLevel + t.mipLevelCount; level++)
            touchTexture(
              t.texture,
              subresource(level, t.layer, t.layerCount, layouts[t.texture]!),
              transitionKind,
              true,
            )
        }
    }
  }

  plan.submissions.forEach((submission, s) => {
    submissionStart[s] = node
    for (const command of submission.commands) {
      nodeSubmission[node] = s
      nodeQueue[node] = submission.queue
      commands.push(command)
      visit(command)
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

const readCode = {
  vertex: accessCode['vertex-read'],
  index: accessCode['index-read'],
  indirect: accessCode['indirect-read'],
  uniform: accessCode['uniform-read'],
  'storage-read': accessCode['storage-read'],
  storage: accessCode['storage-read'],
  sampled: accessCode['sampled-read'],
  'storage-texture': accessCode['storage-read'],
  'copy-src': accessCode['copy-read'],
  'copy-dst': accessCode['copy-write'],
} as const

const useCode = ({ as, access }: PlanUse): number =>
  access === 'read' ? readCode[as] : accessCode[as === 'copy-dst' ? 'copy-write' : 'storage-write']
