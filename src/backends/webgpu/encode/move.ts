/** Byte-exact moves between buffers as dispatches of the built-in kernels. */
import { unsupported } from '../../../errors.ts'
import { roundUp } from '../../../plan/multiples.ts'
import type { Build } from './build.ts'
import { sequence, type Encode } from './encoding.ts'
import { bufferUsage } from '../device/flags.ts'
import { dispatchTable, kernelOf, tableBinding, type MoveShape } from './kernels.ts'
import { gather, moveTables, type MoveGroup, type Regions } from '../memory/moves.ts'
import type { BufferPlace } from '../memory/places.ts'

const binding = (binding: number, buffer: GPUBuffer, offset: number, end: number): GPUBindGroupEntry => ({
  binding,
  resource: { buffer, offset, size: roundUp(end, 4) - offset },
})

/**
 * Moves `regions` from a heap to a buffer that kernels can write. Staging that kernels cannot read is copied to scratch memory
 * first, from `scratchBase` on.
 */
export function compileHeapMove(
  build: Build,
  from: number,
  to: BufferPlace,
  regions: Regions,
  scratchBase = 0,
): Encode {
  const source = build.places.heap(from)
  // Two windows of one buffer may overlap, which the API forbids; a copy by way of scratch memory avoids that.
  const windowsMeet = source === to && to.sizeBytes > build.windowBytes
  if (build.bindable(from) && !windowsMeet)
    return compileMove(build, build.heap(from, bufferUsage.storage), to, regions)
  build.heap(from, bufferUsage.copySrc)
  const { copies, regions: moved, sizeBytes } = gather(regions, scratchBase)
  const scratch = build.needScratch(scratchBase + sizeBytes)
  const move = compileMove(build, scratch, to, moved)
  return (encoding) => {
    const encoder = encoding.commands()
    const buffer = source.at(encoding.run)
    const target = scratch.at(encoding.run)
    for (let i = 0; i < copies.length; i++) {
      const copy = copies[i]!
      encoder.copyBufferToBuffer(buffer, copy[0], target, copy[1], copy[2])
    }
    return move(encoding)
  }
}

/** Moves between buffers that kernels can bind. `from` may equal `to` where one binding covers the whole buffer. */
export function compileMove(build: Build, from: BufferPlace, to: BufferPlace, regions: Regions): Encode {
  if (build.profile.limits.maxStorageBindingBytes < 2 ** 20)
    throw unsupported('The device binds less than 1 MiB of storage; the built-in kernels need more')
  // Scratch memory still grows while later commands are compiled, so its extent is the part that this move touches.
  const extent = (place: BufferPlace, reach: number) => (place === build.scratch ? reach : place.sizeBytes)
  const ends = [0, 1].map((side) => regions.reduce((end, region) => Math.max(end, region[side]! + region[2]), 0))
  const within = from === to
  const fromBytes = extent(from, within ? Math.max(...ends) : ends[0]!)
  const toBytes = extent(to, within ? Math.max(...ends) : ends[1]!)
  const groups = moveTables(regions, fromBytes, toBytes, build.windowBytes)
  return sequence(
    groups.flatMap((group) =>
      (['words', 'edges'] as const)
        .filter((part) => group[part].length > 0)
        .map((part) =>
          compileTable(build, { place: from, sizeBytes: fromBytes }, { place: to, sizeBytes: toBytes }, group, part),
        ),
    ),
  )
}

/** A buffer, and how many of its bytes a move may touch. */
interface Extent {
  readonly place: BufferPlace
  readonly sizeBytes: number
}

function compileTable(build: Build, from: Extent, to: Extent, group: MoveGroup, part: 'words' | 'edges'): Encode {
  const shape: MoveShape = from.place === to.place ? 'within' : 'between'
  const entry = (index: number, buffer: GPUBuffer, base: number, { sizeBytes }: Extent) =>
    binding(index, buffer, base, Math.min(sizeBytes, base + build.windowBytes))
  const name = `${part}-${shape}` as const
  const kernel = kernelOf(build, name)
  const table = build.table(group[part])
  const groups = build.groups([from.place, to.place], (run) =>
    build.bindGroup(kernel.layout!, [
      ...(shape === 'within' ? [] : [entry(0, from.place.at(run), group.fromBase, from)]),
      entry(1, to.place.at(run), group.toBase, to),
      tableBinding(build, table),
    ]),
  )
  return dispatchTable(build, name, table, groups)
}
