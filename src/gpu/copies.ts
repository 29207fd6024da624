/** Ranges of copies: what is left open, and what is refused. */
import { invalidOption, outsideBuffer, overlappingCopy } from '../errors.ts'
import type { DeviceBuffer } from './device-buffer.ts'
import type { StagingBuffer } from './staging-buffer.ts'

export type CopySource = StagingBuffer | DeviceBuffer

/** Offsets and sizes in bytes. */
export interface CopyRange {
  /** Default 0. */
  readonly sourceOffset?: number
  /** Default 0. */
  readonly destinationOffset?: number
  /** Default: what the smaller of both has from its offset on. */
  readonly size?: number
}

/** @throws MemkitError INVALID_OPTION, OUTSIDE_BUFFER, OVERLAPPING_COPY */
export function resolveCopy(source: CopySource, destination: DeviceBuffer, range: CopyRange): Required<CopyRange> {
  const { sourceOffset = 0, destinationOffset = 0 } = range
  // An offset beyond its end is said to be that, and not a size below 1.
  const rest = Math.max(1, Math.min(source.size - sourceOffset, destination.size - destinationOffset))
  const size = range.size ?? rest
  checkRange('source', sourceOffset, size, source.size)
  checkRange('destination', destinationOffset, size, destination.size)
  const apart = sourceOffset + size <= destinationOffset || destinationOffset + size <= sourceOffset
  if (source === destination && !apart) throw overlappingCopy('transfer', { sourceOffset, destinationOffset, size })
  return { sourceOffset, destinationOffset, size }
}

export function checkRange(what: string, offset: number, size: number, room: number): void {
  if (!(Number.isInteger(offset) && offset >= 0))
    throw invalidOption(`${what}Offset`, offset, 'a whole number of at least 0')
  if (offset >= room) throw outsideBuffer(what, offset, size, room)
  if (!(Number.isInteger(size) && size >= 1)) throw invalidOption('size', size, 'a whole number of at least 1')
  if (size > room - offset) throw outsideBuffer(what, offset, size, room)
}
