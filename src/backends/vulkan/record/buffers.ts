/** Copies between buffers, and fills of buffers. */
import type { CommandOf } from '../../../plan/document.ts'
import type { Build, RecordCommand } from '../memory/build.ts'
import { recordBufferCopy } from '../memory/buffers.ts'
import type { Constants } from '../memory/constants.ts'
import { roundUp } from '../../../plan/multiples.ts'

type Regions = CommandOf<'copy'>['regions']

export function compileCopy({ device, places }: Build, { from, to, regions }: CommandOf<'copy'>): RecordCommand {
  const moved = regions.filter(([, , size]) => size > 0)
  return (recording) => {
    if (moved.length === 0) return
    const source = places.buffer(from, recording.at)
    const target = places.buffer(to, recording.at)
    const regions = shifted(moved, source.offset, target.offset)
    recordBufferCopy(device, recording, source.buffer, target.buffer, regions)
  }
}

const shifted = (regions: Regions, fromBase: number, toBase: number) =>
  regions.map(([fromOffset, toOffset, size]) => ({
    srcOffset: fromBase + fromOffset,
    dstOffset: toBase + toOffset,
    size,
  }))

const largeFillBytes = 4096
const largeFillAlignment = 16

/**
 * Pieces of a fill, as [begin, end]; none where it is empty. The words before the first multiple of 16 bytes are a piece of
 * their own: wgpu reports that NVIDIA's driver fills a wrong range where a large fill starts elsewhere (not reproduced here).
 */
export function fillPieces(begin: number, end: number): [number, number][] {
  if (end <= begin) return []
  const aligned = roundUp(begin, largeFillAlignment)
  if (end - begin < largeFillBytes || aligned === begin) return [[begin, end]]
  return [
    [begin, aligned],
    [aligned, end],
  ]
}

/** Compiles a fill: the device fills whole words, and the bytes at unaligned ends are copied from a constant. */
export function compileFill(
  { device, places }: Pick<Build, 'device' | 'places'>,
  constants: Constants,
  { heap, offset, size, value }: Omit<CommandOf<'fill'>, 'op' | 'passes'>,
): RecordCommand {
  if (size === 0) return () => undefined
  const end = offset + size
  const first = Math.min(roundUp(offset, 4), end)
  const last = Math.max(first, Math.floor(end / 4) * 4)
  // The pattern starts at `offset`, so in words at multiples of four it is rotated.
  const shift = ((first - offset) % 4) * 8
  const word = shift === 0 ? value : ((value >>> shift) | (value << (32 - shift))) >>> 0
  const edges = [
    [offset, first],
    [last, end],
  ].filter(([from, to]) => to! > from!)
  const patterns = edges.map(([from, to]) => {
    return constants.bytes(
      Uint8Array.from({ length: to! - from! }, (_, i) => value >>> (((from! - offset + i) % 4) * 8)),
    )
  })
  return (recording) => {
    const { commands, at } = recording
    const target = places.buffer(heap, at)
    for (const [from, to] of fillPieces(target.offset + first, target.offset + last))
      device.vk.vkCmdFillBuffer(commands, target.buffer, from, to - from, word)
    if (edges.length === 0) return
    const regions = edges.map(([from, to], i) => {
      return { srcOffset: patterns[i]!, dstOffset: target.offset + from!, size: to! - from! }
    })
    recordBufferCopy(device, recording, constants.buffer, target.buffer, regions)
  }
}
