/** Copies, scatters and fills of buffers. Those that the API can do remain copies; the others become dispatches. */
import type { CommandOf, Plan } from '../../../plan/document.ts'
import type { Build } from './build.ts'
import { sequence, type Encode } from './encoding.ts'
import { bufferUsage } from '../device/flags.ts'
import { fillTables, type Regions } from '../memory/moves.ts'
import { copiesDirectly, takesRows } from '../memory/texture-rules.ts'
import { dispatchTable, kernelOf, tableBinding } from './kernels.ts'
import { compileHeapMove } from './move.ts'
import { copySpan } from '../../../plan/facts/copy-rows.ts'
import { oncePerPlan } from '../../../plan/facts/once.ts'
import { roundUp } from '../../../plan/multiples.ts'

/** Whether all three are whole words: of large numbers too, these are the lowest bits. */
const aligned = (region: Regions[number]): boolean => ((region[0] | region[1] | region[2]) & 3) === 0

export function compileCopy(build: Build, { from, to, regions }: CommandOf<'copy'>): Encode {
  // Nearly always, and there may be 10^4 regions.
  if (from !== to && regions.every(aligned)) return compileDirect(build, from, to, regions)
  const some = regions.filter(([, , size]) => size > 0)
  const direct = from === to ? [] : some.filter(aligned)
  const lowered = from === to ? some : some.filter((region) => !aligned(region))
  return sequence([
    ...(direct.length === 0 ? [] : [compileDirect(build, from, to, direct)]),
    ...(lowered.length === 0 ? [] : [compileHeapMove(build, from, build.writable(to), lowered)]),
  ])
}

function compileDirect(build: Build, from: number, to: number, regions: Regions): Encode {
  const source = build.heap(from, bufferUsage.copySrc)
  const target = build.target(to)
  return (encoding) => {
    const encoder = encoding.commands()
    const a = source.at(encoding.run)
    const b = target.at(encoding.run)
    for (let i = 0; i < regions.length; i++) {
      const region = regions[i]!
      if (region[2] > 0) encoder.copyBufferToBuffer(a, region[0], b, region[1], region[2])
    }
  }
}

export function compileScatter(build: Build, { from, to, regions }: CommandOf<'scatter'>): Encode {
  const some = regions.filter(([, , size]) => size > 0)
  return some.length === 0 ? () => undefined : compileHeapMove(build, from, build.writable(to), some)
}

const isZeroFill = ({ offset, size, value }: CommandOf<'fill'>): boolean =>
  value === 0 && offset % 4 === 0 && size % 4 === 0

export function compileFill(build: Build, command: CommandOf<'fill'>): Encode {
  const { heap, offset, size, value } = command
  if (size === 0) return () => undefined
  if (isZeroFill(command)) {
    const target = build.target(heap)
    return (encoding) => encoding.commands().clearBuffer(target.at(encoding.run), offset, size)
  }
  const target = build.writable(heap)
  const kernel = kernelOf(build, 'fill')
  const tables = fillTables(offset, size, value, target.sizeBytes, build.windowBytes)
  return sequence(
    tables.map(({ base, entries }) => {
      const table = build.table(entries)
      const groups = build.groups([target], (run) => {
        const end = roundUp(Math.min(target.sizeBytes, base + build.windowBytes), 4)
        return build.bindGroup(kernel.layout!, [
          { binding: 1, resource: { buffer: target.at(run), offset: base, size: end - base } },
          tableBinding(build, table),
        ])
      })
      return dispatchTable(build, 'fill', table, groups)
    }),
  )
}

/** Heaps that kernels have to write though the API cannot bind them: readback staging with bytes that no copy can place. */
export const shadowedHeaps = oncePerPlan((plan: Plan): ReadonlySet<number> => {
  const shadowed = new Set<number>()
  for (const { commands } of plan.submissions) {
    for (const command of commands) {
      const lowered =
        (command.op === 'copy' && !command.regions.every(aligned)) ||
        command.op === 'scatter' ||
        (command.op === 'copy-from-texture' &&
          !command.regions.every((region) => {
            const texture = plan.textures[command.texture]!
            return copiesDirectly(texture, region, 'from') && takesRows(texture.format, region)
          }))
      if (lowered && plan.heaps[command.to]!.memory === 'readback') shadowed.add(command.to)
      if (command.op === 'fill' && !isZeroFill(command) && plan.heaps[command.heap]!.memory === 'readback')
        shadowed.add(command.heap)
    }
  }
  return shadowed
})

/** The bytes of each shadowed heap that a submission wrote, as one range: [begin, end), multiples of 4. */
export function shadowRanges(
  { textures }: Plan,
  commands: Plan['submissions'][number]['commands'],
  shadowed: ReadonlySet<number>,
): Map<number, [number, number]> {
  const ranges = new Map<number, [number, number]>()
  if (shadowed.size === 0) return ranges
  const touch = (heap: number, begin: number, end: number) => {
    if (!shadowed.has(heap)) return
    const range = ranges.get(heap) ?? [begin, end]
    ranges.set(heap, [Math.min(range[0], Math.floor(begin / 4) * 4), Math.max(range[1], roundUp(end, 4))])
  }
  for (const command of commands) {
    if (command.op === 'copy' || command.op === 'scatter')
      for (const [, at, size] of command.regions) touch(command.to, at, at + size)
    else if (command.op === 'fill') touch(command.heap, command.offset, command.offset + command.size)
    else if (command.op === 'copy-from-texture')
      for (const region of command.regions)
        touch(command.to, region.offset, region.offset + copySpan(textures[command.texture]!.format, region))
  }
  return ranges
}
