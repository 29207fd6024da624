/** Ranges of copies: defaults for omitted fields, and checks. */
import { invalidOption, outsideBuffer, overlappingCopy } from '../errors.ts'
import type { DeviceBuffer } from './device-buffer.ts'
import type { StagingBuffer } from './staging-buffer.ts'

export type CopySource = StagingBuffer | DeviceBuffer

/** The range of a copy; offsets and sizes in bytes. */
export interface CopyRange {
  /** Default 0. */
  readonly sourceOffset?: number
  /** Default 0. */
  readonly destinationOffset?: number
  /** Default: the smaller of what source and destination have from their offsets on. */
  readonly size?: number
}

/** @throws MemkitError INVALID_OPTION, OUTSIDE_BUFFER, OVERLAPPING_COPY */
export function resolveCopy(source: CopySource, destination: DeviceBuffer, range: CopyRange): Required<CopyRange> {
  const { sourceOffset = 0, destinationOffset = 0 } = range
  // At least 1, so that an offset beyond the end is reported as such, and not as a size of 0.
  const rest = Math.max(1, Math.min(source.size - sourceOffset, destination.size - destinationOffset))
  const size = range.size ?? rest
  checkRange('source', sourceOffset, size, source.size)
  checkRange('destination', destinationOffset, size, destination.size)
  const apart = sourceOffset + size <= destinationOffset || destinationOffset + size <= sourceOffset
  if (source === destination && !apart)
    throw overlappingCopy('one buffer', 'transfer', { sourceOffset, destinationOffset, size })
  return { sourceOffset, destinationOffset, size }
}

export function checkRange(what: string, offset: number, size: number, room: number): void {
  if (!(Number.isInteger(offset) && offset >= 0))
    throw invalidOption(`${what}Offset`, offset, 'a whole number of at least 0')
  if (offset >= room) throw outsideBuffer(what, offset, size, room)
  if (!(Number.isInteger(size) && size >= 1)) throw invalidOption('size', size, 'a whole number of at least 1')
  if (size > room - offset) throw outsideBuffer(what, offset, size, room)
}
