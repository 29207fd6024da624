/**
 * Commands that runs leave out where they do not bring an optional input.
 *
 * One symbolic execution stands for all runs. What an optional upload leaves is a value of its own in the reference meaning:
 * each byte is the input's where a run brings it, and what was there before where not. A command leaves bytes of that value only
 * where both are the graph's: staging holds that byte of the input, and the target what the upload is written over in the graph.
 * All other bytes are undefined then, because some runs would find the wrong ones. So equal bytes are equal in every run.
 *
 * That a command may be left out changes no order: every two accesses are ordered by barriers and waits, which are always there,
 * and not by an access between them (hazards.ts). A wait holds for all that its queue does later, so barriers hand it on for the
 * kinds of access of a command that is left out, too (order.ts).
 */
import type { PassOf } from '../graph/document.ts'
import { extractAspect } from './aspects.ts'
import { boxBytes, bytesAt, texelsOf, type Box } from './extents.ts'
import { aspectBytes, type Aspect } from './formats.ts'
import { IntervalMap } from './interval-map.ts'
import { LatestTexels } from './latest.ts'
import type { Machine } from './machine.ts'
import { inputOf } from './meaning.ts'
import type { Memory, TextureMemory } from './memories.ts'
import type { BufferRange } from './regions.ts'
import { hasShapeOf } from './resources.ts'
import { concat, fromLeaves, isMet, leaf, slice, visitPieces, type Rope } from './rope.ts'
import type { TexelBox } from './texel-box.ts'
import { slotsOf, type Slot } from './slots.ts'
import { firstDifference, ofRope, ropeOf, texelsInside, type ByteSnapshot, type Snapshot } from './snapshot.ts'
import { UNDEFINED, type ValueTable } from './values.ts'

/** An optional upload that a command carries out. */
interface Carried {
  readonly slot: Slot
  /** The value of its bytes, from byte 0 on, where they are right. */
  readonly value: number
  /** The value of its input, and the byte of that which its first byte is. */
  readonly input: number
  readonly offset: number
  /** The contents that the graph has there before it. */
  readonly old: Snapshot
}

/** Bytes of an upload that lie together in it: how many, and where they begin. */
interface Run {
  readonly size: number
  readonly at: number
}

/** The optional uploads that one command carries out, all of one input. */
export class OptionalUploads {
  private readonly machine: Machine
  private readonly carried: readonly Carried[]
  /** By byte of the heap that is written: the upload that has its target there. */
  private targets: IntervalMap | undefined
  /** By texel: the upload that covers it. */
  private covered: LatestTexels | undefined

  /** @param passes ids of optional uploads */
  constructor(machine: Machine, passes: readonly string[]) {
    const { resolved, values, meaning } = machine
    this.machine = machine
    this.carried = passes.map((id) => {
      const p = machine.pass(id)
      const { name, offset } = inputOf(resolved.graph.passes[p] as PassOf<'upload'>)
      const [slot] = slotsOf(resolved, p) as [Slot]
      return {
        slot,
        value: values.written(p, 0),
        input: values.input(resolved.inputs.numberOf(name)!),
        offset,
        old: meaning.readOf(p, 0),
      }
    })
  }

  /** The contents of the bytes of a heap from `begin` on hold once `content` was copied there, or not. */
  bytesOver(memory: Memory, begin: number, content: Snapshot): Snapshot {
    const { values } = this.machine
    const staged = ropeOf(content, values)
    const leaves: Rope[] = []
    this.targets ??= this.findTargets(memory)
    this.targets.visit(begin, begin + content.size, (from, to, i) => {
      const size = to - from
      const upload = this.carried[i]
      if (!upload) return leaves.push(leaf(UNDEFINED, size, 0, values))
      const at = from - this.targetOf(upload)
      const old = { ...(upload.old as ByteSnapshot), at: (upload.old as ByteSnapshot).at + at, size }
      const found = memory.values.read(bytesAt(from, size))
      return leaves.push(this.over(upload, [{ size, at }], slice(staged, from - begin, to - begin, values), old, found))
    })
    return ofRope(fromLeaves(leaves, values))
  }

  /** The contents of a box of one level once `content`, the bytes of an aspect, was copied there, or not. */
  texelsOver(memory: TextureMemory, texels: TexelBox & { readonly aspect: Aspect }, content: Snapshot): Snapshot {
    const { values } = this.machine
    const { format } = memory.layout
    const extent = texelsOf(memory.layout, texels)
    const box = extent.boxes![0]!
    this.covered ??= this.findCovered(memory, texels.aspect)
    const upload = this.carried[this.covered.highest(extent)]
    const boxes = upload?.slot.extent.boxes ?? []
    const within = boxes.findIndex((whole) => isInside(box, whole))
    if (!upload || within < 0) return ofRope(leaf(UNDEFINED, content.size, 0, values))
    const runs = runsOf(box, boxes, within, aspectBytes(format, texels.aspect) / format.blockBytes)
    const { old } = upload
    const wanted = old.texels
      ? texelsInside(old, within, box)
      : ofRope(runs.reduce((rope, { at, size }) => concat(rope, partOf(old, at, size, values), values), none(values)))
    const found = extractAspect(memory.values.read(extent), texels.aspect, format, values)
    return ofRope(this.over(upload, runs, ropeOf(content, values), wanted, found))
  }

  /** Bytes of an upload where staging has them and the target what is wanted there; others are undefined. */
  private over(upload: Carried, runs: readonly Run[], staged: Rope, wanted: Snapshot, found: Snapshot): Rope {
    const { values } = this.machine
    const ofValue = (value: number, offset: number) =>
      fromLeaves(
        runs.map(({ size, at }) => leaf(value, size, offset + at, values)),
        values,
      )
    const input = ofValue(upload.input, upload.offset)
    const result = ofValue(upload.value, 0)
    if (isMet(input, 0, input.size, staged, 0, values) && !firstDifference(wanted, found, values)) return result
    const [before, there] = [ropeOf(wanted, values), ropeOf(found, values)]
    const leaves: Rope[] = []
    visitPieces(staged, 0, staged.size, values, (begin, end) =>
      visitPieces(there, begin, end, values, (from, to) =>
        visitPieces(result, from, to, values, (low, high, value, index) => {
          const isRight = isMet(input, low, high, staged, low, values) && isMet(before, low, high, there, low, values)
          leaves.push(isRight ? leaf(value, high - low, index, values) : leaf(UNDEFINED, high - low, 0, values))
        }),
      ),
    )
    return fromLeaves(leaves, values)
  }

  private findTargets(memory: Memory): IntervalMap {
    const targets = new IntervalMap(memory.size, -1)
    this.carried.forEach((upload, i) => {
      const { region, instance } = upload.slot
      if (region.kind !== 'buffer' || this.machine.kept.of(instance)?.memory !== memory) return
      const begin = this.targetOf(upload)
      targets.assign(begin, begin + region.size, i)
    })
    return targets
  }

  /** Byte of its heap at which the target of an upload begins. */
  private targetOf({ slot: { region, instance } }: Carried): number {
    return this.machine.kept.of(instance)!.offset + (region as BufferRange).offset
  }

  private findCovered({ layout, texture }: TextureMemory, aspect: Aspect): LatestTexels {
    const covered = new LatestTexels(layout)
    const { graph } = this.machine.resolved
    const hasBoth = layout.format.depth && layout.format.stencil
    this.carried.forEach(({ slot: { region, extent } }, i) => {
      if (region.kind !== 'texture' || !hasShapeOf(texture, graph.resources[region.resource]!)) return
      if (!hasBoth || region.aspect === aspect) covered.set(extent, i)
    })
    return covered
  }
}

const none = (values: ValueTable): Rope => leaf(UNDEFINED, 0, 0, values)

function partOf(snapshot: ByteSnapshot, at: number, size: number, values: ValueTable): Rope {
  return slice(snapshot.rope, snapshot.at + at, snapshot.at + at + size, values)
}

const isInside = (box: Box, whole: Box): boolean =>
  box.level === whole.level && box.low.every((n, axis) => n >= whole.low[axis]! && box.high[axis]! <= whole.high[axis]!)

/** Runs of the rows of a box among the bytes of the boxes of a region, one of which it is in; `scale` is bytes of the upload for each. */
function runsOf(box: Box, boxes: readonly Box[], within: number, scale: number): Run[] {
  const { low, high } = boxes[within]!
  const [slices, rows, width] = [0, 1, 2].map((axis) => box.high[axis]! - box.low[axis]!) as [number, number, number]
  const rowBytes = high[2] - low[2]
  const sliceBytes = rowBytes * (high[1] - low[1])
  const start = boxes.slice(0, within).reduce((sum, other) => sum + boxBytes(other), 0)
  const at = (z: number, y: number) =>
    scale *
    (start + (box.low[0] + z - low[0]) * sliceBytes + (box.low[1] + y - low[1]) * rowBytes + box.low[2] - low[2])
  const rowsTogether = width === rowBytes ? rows : 1
  const slicesTogether = width * rows === sliceBytes ? slices : 1
  const runs: Run[] = []
  for (let z = 0; z < slices; z += slicesTogether)
    for (let y = 0; y < rows; y += rowsTogether)
      runs.push({ size: scale * width * rowsTogether * slicesTogether, at: at(z, y) })
  return runs
}
