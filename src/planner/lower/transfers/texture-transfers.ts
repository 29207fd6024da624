/** Transfers with a texture on one side or both: rows are padded to the device's pitch in staging, one region per mip level. */
import type { PassOf } from '../../../graph/document.ts'
import type { TextureRegion } from '../../../graph/endpoint.ts'
import { passRegions } from '../../../graph/resolve.ts'
import type { SharedStaging } from '../../staging/shared-staging.ts'
import { StagedRegion, stagedKey } from '../../staging/staged-bytes.ts'
import { regionRows, type TexelRows } from '../../staging/texel-rows.ts'
import { noteMerge, type TransferContext } from './context.ts'
import type { CommandOf, TextureCopyRegion, TextureSlice } from '../../../plan/document.ts'
import type { StagingArena } from '../../staging/staging-heap.ts'
import { touchValue } from './texture-touches.ts'

/** An upload to a texture or a readback of one: the host's side of it, and where it is staged. */
export interface StagedTexels {
  readonly node: number
  readonly name: string
  /** Where in the input or output the region begins. */
  readonly nameOffset: number
  readonly arena: StagingArena
}

/** In one staging heap. */
interface Staged {
  readonly regions: TextureCopyRegion[]
  readonly nodes: number[]
  readonly passes: string[]
}

export class TextureTransfers {
  private readonly context: TransferContext

  constructor(context: TransferContext) {
    this.context = context
  }

  /** What one level uploads to one physical texture: one command for each staging heap. */
  upload(list: readonly StagedTexels[], submission: number, shared: SharedStaging): void {
    const { texture } = this.textureSide(list[0]!.node)
    for (const [from, { regions, nodes, passes }] of this.stage(list, 'upload', shared))
      this.add({ op: 'copy-to-texture', from, texture, regions, passes }, nodes, submission, 'uploads')
  }

  /** What one level reads back from one physical texture. */
  readback(list: readonly StagedTexels[], submission: number): void {
    const { texture } = this.textureSide(list[0]!.node)
    for (const [to, { regions, nodes, passes }] of this.stage(list, 'readback'))
      this.add({ op: 'copy-from-texture', texture, to, regions, passes }, nodes, submission, 'readbacks')
  }

  /** The one command of these nodes, which touches what they do. */
  private add(command: TextureCopy, nodes: readonly number[], submission: number, what: string): void {
    for (const node of nodes) this.touch(node)
    this.context.commands.add(command, submission)
    noteMerge(this.context, command.passes, command.regions.length, what)
  }

  /**
   * Takes staging for the boxes of every texture side, with the host's copies to or from it. Regions and nodes by staging heap.
   * @param shared the bytes of inputs that are staged already
   */
  private stage(
    list: readonly StagedTexels[],
    memory: 'upload' | 'readback',
    shared?: SharedStaging,
  ): Map<number, Staged> {
    const { graph, schedule } = this.context
    const byHeap = new Map<number, Staged>()
    for (const { node, name, nameOffset, arena } of list) {
      const staged = new StagedRegion(graph, schedule.nodePass[node]!, memory)
      const [begin, end] =
        memory === 'upload' ? [schedule.partBegin[node]!, schedule.partEnd[node]!] : [0, staged.sizeBytes]
      for (const box of staged.boxes(begin, end)) {
        const { rows: count, tightBytes, pitchBytes, spanBytes } = box
        const at = nameOffset + box.begin
        const size = tightBytes * count
        const key = stagedKey(name, at, box)
        const before = shared?.find(key)
        const { heap, offset } = before ?? arena.take(spanBytes)
        if (before) shared!.use(this.id(node), size)
        else {
          const rows = pitchBytes === tightBytes ? {} : { rows: { count, tightBytes, pitchBytes } }
          arena.add({ name, nameOffset: at, heap, offset, size, ...rows })
          shared?.add(key, { heap, offset })
        }
        const here = byHeap.get(heap) ?? { regions: [], nodes: [], passes: [] }
        byHeap.set(heap, here)
        here.regions.push(copyRegion(box, offset, pitchBytes, staged.region.aspect))
        if (here.nodes.at(-1) === node) continue
        here.nodes.push(node)
        here.passes.push(this.id(node))
      }
    }
    return byHeap
  }

  /** What one level copies to and from textures: one command for each pair of sides. */
  copies(nodes: readonly number[], submission: number): void {
    const byEnds = new Map<string, { command: TextureCopy; nodes: number[] }>()
    for (const node of nodes) {
      const command = this.copyOf(node)
      const key = endsOf(command)
      const known = byEnds.get(key)
      if (known) {
        // Equal ends, so one kind of command and of region.
        ;(known.command.regions as unknown[]).push(...command.regions)
        known.command.passes.push(...command.passes)
        known.nodes.push(node)
      } else byEnds.set(key, { command, nodes: [node] })
    }
    for (const { command, nodes: merged } of byEnds.values()) this.add(command, merged, submission, 'copies')
  }

  private copyOf(node: number): TextureCopy {
    const { graph, schedule, layout, values } = this.context
    const p = schedule.nodePass[node]!
    const [from, to] = passRegions(graph, p) as [TextureRegion, TextureRegion]
    const first = graph.accessStart[p]!
    const last = graph.accessStart[p + 1]! - 1
    const fromValue = values.accessValue[first]!
    const toValue = values.accessValue[last]!
    const passes = [this.id(node)]
    if (from.kind === 'texture' && to.kind === 'texture') {
      const sources = this.rows(from)
      const regions = this.rows(to).map((level, i) => ({
        fromLevel: sources[i]!.mipLevel,
        fromOrigin: [...sources[i]!.origin] as Triple,
        toLevel: level.mipLevel,
        toOrigin: [...level.origin] as Triple,
        size: [...level.size] as Triple,
        aspect: to.aspect,
        ...(from.aspect === to.aspect ? {} : { fromAspect: from.aspect }),
      }))
      const [source, target] = [layout.texture[fromValue]!, layout.texture[toValue]!]
      return { op: 'copy-texture', from: source, to: target, regions, passes }
    }
    const fromTexture = from.kind === 'texture'
    const region = fromTexture ? from : to
    const bufferValue = fromTexture ? toValue : fromValue
    const texture = layout.texture[fromTexture ? fromValue : toValue]!
    const heap = layout.heap[bufferValue]!
    let at = layout.offset[bufferValue]! + graph.accessBegin[fromTexture ? last : first]!
    const regions = this.rows(region).map((level) => {
      const made = copyRegion(level, at, level.tightBytes, region.aspect)
      at += level.tightBytes * level.rows
      return made
    })
    return fromTexture
      ? { op: 'copy-from-texture', texture, to: heap, regions, passes }
      : { op: 'copy-to-texture', from: heap, texture, regions, passes }
  }

  clear(node: number, submission: number): void {
    const { region, texture } = this.textureSide(node)
    this.touch(node)
    this.context.commands.add(
      { op: 'clear-texture', slice: textureSlice(region, texture), passes: [this.id(node)] },
      submission,
    )
  }

  /** The only side that an upload, a readback or a fill has on the device. */
  private textureSide(node: number): { region: TextureRegion; texture: number } {
    const { graph, schedule, layout, values } = this.context
    const p = schedule.nodePass[node]!
    const value = values.accessValue[graph.accessStart[p]!]!
    return { region: passRegions(graph, p)[0] as TextureRegion, texture: layout.texture[value]! }
  }

  /** The open command touches and uses all that the node's pass does. */
  private touch(node: number): void {
    const { graph, schedule, layout, values, commands } = this.context
    const p = schedule.nodePass[node]!
    for (let a = graph.accessStart[p]!; a < graph.accessStart[p + 1]!; a++) {
      const value = values.accessValue[a]!
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
      commands.use(value)
    }
  }

  private rows(region: TextureRegion): TexelRows[] {
    return regionRows(region, this.context.graph.resources[region.resource]!.layout!)
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

type Triple = [number, number, number]

const copyRegion = (
  level: TexelRows,
  offset: number,
  rowBytes: number,
  aspect: TextureRegion['aspect'],
): TextureCopyRegion => ({
  offset,
  rowBytes,
  rowsPerImage: level.rowsPerImage,
  mipLevel: level.mipLevel,
  origin: [...level.origin],
  size: [...level.size],
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
