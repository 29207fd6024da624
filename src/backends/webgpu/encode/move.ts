/** Byte-exact moves between buffers as dispatches of the built-in kernels. */
import { unsupported } from '../../../errors.ts'
import type { Build, Table } from './build.ts'
import type { Encode } from './encoding.ts'
import { bufferUsage } from '../device/flags.ts'
import type { Kernel, MoveShape } from '../shaders/kernels.ts'
import { gather, moveTables, type MoveGroup, type Regions } from '../memory/moves.ts'
import type { BufferPlace, Variants } from '../memory/places.ts'

const binding = (binding: number, buffer: GPUBuffer, offset: number, end: number): GPUBindGroupEntry => ({
  binding,
  resource: { buffer, offset, size: Math.ceil(end / 4) * 4 - offset },
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
    for (const [at, into, size] of copies) encoder.copyBufferToBuffer(buffer, at, scratch.at(encoding.run), into, size)
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
  const steps = moveTables(regions, fromBytes, toBytes, build.windowBytes).flatMap((group) =>
    (['words', 'edges'] as const)
      .filter((part) => group[part].length > 0)
      .map((part) => compileStep(build, from, to, group, part, fromBytes, toBytes)),
  )
  return (encoding) => {
    for (const step of steps) step(encoding)
  }
}

function compileStep(
  build: Build,
  from: BufferPlace,
  to: BufferPlace,
  group: MoveGroup,
  part: 'words' | 'edges',
  fromBytes: number,
  toBytes: number,
): Encode {
  const shape: MoveShape = from === to ? 'within' : 'between'
  const kernel = build.kernels.use(`${part}-${shape}`)
  const table = build.table(group[part])
  const groups = build.variant([from, to], (run) =>
    build.bindGroup(kernel.layout!, [
      ...(shape === 'within'
        ? []
        : [binding(0, from.at(run), group.fromBase, Math.min(fromBytes, group.fromBase + build.windowBytes))]),
      binding(1, to.at(run), group.toBase, Math.min(toBytes, group.toBase + build.windowBytes)),
      tableBinding(build, table),
    ]),
  )
  return dispatchTable(build, kernel, table, groups)
}

export const tableBinding = (build: Build, { offset, words }: Table): GPUBindGroupEntry => ({
  binding: 2,
  resource: { buffer: build.tables!, offset, size: words.byteLength },
})

export function dispatchTable(build: Build, kernel: Kernel, table: Table, groups: Variants<GPUBindGroup>): Encode {
  const [x, y] = kernel.workgroups(table.words.length, build.profile.limits.maxWorkgroupsPerDimension)
  return (encoding) => {
    const pass = encoding.dispatches(kernel.pipeline!)
    pass.setBindGroup(0, groups.at(encoding.run))
    pass.dispatchWorkgroups(x, y)
  }
}
