/** Transfers with a texture on one side or both: rows are padded to the device's pitch in staging, one region per mip level. */
import type { PassOf } from '../graph/document.ts'
import type { TextureRegion } from '../graph/endpoint.ts'
import { passRegions } from '../graph/resolve.ts'
import { noteMerge, type TransferContext } from './transfer-context.ts'
import type { Command, CommandOf, TextureCopyRegion, TextureSlice } from './plan.ts'
import type { StagingArena } from './staging.ts'
import { touchValue } from './texture-touches.ts'

interface Level {
  mipLevel: number
  origin: [number, number, number]
  size: [number, number, number]
  tightBytes: number
  rows: number
  rowsPerImage: number
}

/** An upload to a texture or a readback of one: the host's side of it, and where it is staged. */
export interface StagedTexels {
  readonly node: number
  readonly name: string
  readonly nameOffset: number
  readonly arena: StagingArena
}

export class TextureTransfers {
  private readonly context: TransferContext

  constructor(context: TransferContext) {
    this.context = context
  }

  /** What one level uploads to one physical texture: one command for each staging heap. */
  upload(list: readonly StagedTexels[], submission: number): void {
    const { texture } = this.textureSide(list[0]!.node, 0)
    for (const [from, { regions, nodes }] of this.stage(list)) {
      const passes = nodes.map((node) => this.id(node))
      this.addStaged({ op: 'copy-to-texture', from, texture, regions, passes }, nodes, submission)
      noteMerge(this.context, passes, regions.length, 'uploads')
    }
  }

  /** What one level reads back from one physical texture. */
  readback(list: readonly StagedTexels[], submission: number): void {
    const { texture } = this.textureSide(list[0]!.node, 0)
    for (const [to, { regions, nodes }] of this.stage(list)) {
      const passes = nodes.map((node) => this.id(node))
      this.addStaged({ op: 'copy-from-texture', texture, to, regions, passes }, nodes, submission)
      noteMerge(this.context, passes, regions.length, 'readbacks')
    }
  }

  private addStaged(command: Command, nodes: readonly number[], submission: number): void {
    const values = nodes.map((node) => this.textureSide(node, 0).value)
    nodes.forEach((node, i) => this.touch(node, 0, values[i]!))
    this.context.commands.add(command, submission, values)
  }

  /** Takes staging for every level of the texture sides, with the host's copies to or from it. Regions and nodes by staging heap. */
  private stage(list: readonly StagedTexels[]): Map<number, { regions: TextureCopyRegion[]; nodes: number[] }> {
    const byHeap = new Map<number, { regions: TextureCopyRegion[]; nodes: number[] }>()
    for (const { node, name, nameOffset, arena } of list) {
      const { region } = this.textureSide(node, 0)
      let at = nameOffset
      for (const level of this.levels(region)) {
        const { rows: count, tightBytes } = level
        const pitchBytes = this.pitch(tightBytes)
        const { heap, offset } = arena.take(pitchBytes * count)
        const size = tightBytes * count
        const rows = pitchBytes === tightBytes ? {} : { rows: { count, tightBytes, pitchBytes } }
        arena.copies.push({ name, nameOffset: at, heap, offset, size, ...rows })
        at += size
        const here = byHeap.get(heap) ?? { regions: [], nodes: [] }
        byHeap.set(heap, here)
        here.regions.push(copyRegion(level, offset, pitchBytes, region.aspect))
        if (here.nodes.at(-1) !== node) here.nodes.push(node)
      }
    }
    return byHeap
  }

  /** What one level copies to and from textures: one command for each pair of sides. */
  copies(nodes: readonly number[], submission: number): void {
    const byEnds = new Map<string, { command: TextureCopy; nodes: number[]; values: number[] }>()
    for (const node of nodes) {
      const { command, values } = this.copyOf(node)
      const key = endsOf(command)
      const known = byEnds.get(key)
      if (known) {
        // Equal ends, so one kind of command and of region.
        ;(known.command.regions as unknown[]).push(...command.regions)
        known.command.passes.push(...command.passes)
        known.nodes.push(node)
        known.values.push(...values)
      } else byEnds.set(key, { command, nodes: [node], values })
    }
    for (const { command, nodes: merged, values } of byEnds.values()) {
      for (const node of merged) this.touchAll(node)
      this.context.commands.add(command, submission, values)
      noteMerge(this.context, command.passes, command.regions.length, 'copies')
    }
  }

  private copyOf(node: number): { command: TextureCopy; values: number[] } {
    const { graph, schedule, layout, values } = this.context
    const p = schedule.nodePass[node]!
    const [from, to] = passRegions(graph, p) as [TextureRegion, TextureRegion]
    const first = graph.accessStart[p]!
    const last = graph.accessStart[p + 1]! - 1
    const fromValue = values.accessValue[first]!
    const toValue = values.accessValue[last]!
    const both = [fromValue, toValue]
    const passes = [this.id(node)]
    if (from.kind === 'texture' && to.kind === 'texture') {
      const sources = [...this.levels(from)]
      const regions = [...this.levels(to)].map((level, i) => ({
        fromLevel: sources[i]!.mipLevel,
        fromOrigin: sources[i]!.origin,
        toLevel: level.mipLevel,
        toOrigin: level.origin,
        size: level.size,
        aspect: to.aspect,
      }))
      const [source, target] = [layout.texture[fromValue]!, layout.texture[toValue]!]
      return { command: { op: 'copy-texture', from: source, to: target, regions, passes }, values: both }
    }
    const fromTexture = from.kind === 'texture'
    const region = fromTexture ? from : to
    const bufferValue = fromTexture ? toValue : fromValue
    const texture = layout.texture[fromTexture ? fromValue : toValue]!
    const heap = layout.heap[bufferValue]!
    let at = layout.offset[bufferValue]! + graph.accessBegin[fromTexture ? last : first]!
    const regions = [...this.levels(region)].map((level) => {
      const made = copyRegion(level, at, level.tightBytes, region.aspect)
      at += level.tightBytes * level.rows
      return made
    })
    return {
      command: fromTexture
        ? { op: 'copy-from-texture', texture, to: heap, regions, passes }
        : { op: 'copy-to-texture', from: heap, texture, regions, passes },
      values: both,
    }
  }

  clear(node: number, submission: number): void {
    const { region, texture, value } = this.textureSide(node, 0)
    this.touch(node, 0, value)
    this.context.commands.add(
      { op: 'clear-texture', slice: textureSlice(region, texture), passes: [this.id(node)] },
      submission,
      [value],
    )
  }

  private textureSide(node: number, slot: number): { region: TextureRegion; texture: number; value: number } {
    const { graph, schedule, layout, values } = this.context
    const p = schedule.nodePass[node]!
    const region = passRegions(graph, p)[slot] as TextureRegion
    const value = values.accessValue[graph.accessStart[p]!]!
    return { region, texture: layout.texture[value]!, value }
  }

  private touch(node: number, slot: number, value: number): void {
    const { graph, schedule, layout, commands } = this.context
    const p = schedule.nodePass[node]!
    for (let a = graph.accessStart[p]!; a < graph.accessStart[p + 1]!; a++) {
      if (graph.accessSlot[a] === slot)
        touchValue(
          commands,
          layout,
          value,
          graph.accessBegin[a]!,
          graph.accessEnd[a]!,
          graph.accessFlags[a]!,
          graph.accessKind[a]!,
          graph.accessBox.get(a),
        )
    }
  }

  private touchAll(node: number): void {
    const { graph, schedule, layout, values, commands } = this.context
    const p = schedule.nodePass[node]!
    for (let a = graph.accessStart[p]!; a < graph.accessStart[p + 1]!; a++)
      touchValue(
        commands,
        layout,
        values.accessValue[a]!,
        graph.accessBegin[a]!,
        graph.accessEnd[a]!,
        graph.accessFlags[a]!,
        graph.accessKind[a]!,
        graph.accessBox.get(a),
      )
  }

  private *levels(region: TextureRegion): Generator<Level> {
    const layout = this.context.graph.resources[region.resource]!.layout!
    const { blockWidth, blockHeight, blockBytes } = layout.format
    for (let l = region.mipLevel; l < region.mipLevel + region.mipLevelCount; l++) {
      const level = layout.levels[l]!
      const several = region.mipLevelCount > 1
      const slices = several && layout.dimension === '3d' ? level.slices : region.size[2]
      const width = several ? level.width : region.size[0]
      const height = several ? level.height : region.size[1]
      const rowsPerImage = Math.ceil(height / blockHeight)
      yield {
        mipLevel: l,
        origin: several ? [0, 0, layout.dimension === '3d' ? 0 : region.origin[2]] : [...region.origin],
        size: [width, height, slices],
        tightBytes: Math.ceil(width / blockWidth) * blockBytes * layout.sampleCount,
        rows: rowsPerImage * slices,
        rowsPerImage,
      }
    }
  }

  private pitch(tightBytes: number): number {
    const unit = this.context.graph.profile.alignments.rowPitchBytes
    return Math.ceil(tightBytes / unit) * unit
  }

  private id(node: number): string {
    return (this.context.graph.graph.passes[this.context.schedule.nodePass[node]!] as PassOf<'upload'>).id
  }
}

type TextureCopy = CommandOf<'copy-texture' | 'copy-to-texture' | 'copy-from-texture'>

const endsOf = (command: TextureCopy): string => {
  switch (command.op) {
    case 'copy-texture':
      return `texture ${command.from} to ${command.to}`
    case 'copy-to-texture':
      return `heap ${command.from} to texture ${command.texture}`
    case 'copy-from-texture':
      return `texture ${command.texture} to heap ${command.to}`
  }
}

const copyRegion = (
  level: Level,
  offset: number,
  rowBytes: number,
  aspect: TextureRegion['aspect'],
): TextureCopyRegion => ({
  offset,
  rowBytes,
  rowsPerImage: level.rowsPerImage,
  mipLevel: level.mipLevel,
  origin: level.origin,
  size: level.size,
  aspect,
})

export const textureSlice = (region: TextureRegion, texture: number): TextureSlice => ({
  texture,
  mipLevel: region.mipLevel,
  mipLevelCount: region.mipLevelCount,
  origin: [...region.origin],
  size: [...region.size],
  aspect: region.aspect,
})
