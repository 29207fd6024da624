/** Ranges of copies: defaults for omitted fields, and checks. */
import { bufferNotFound, invalidOption, outsideBuffer, overlappingCopy } from '../errors.ts'
import { givenOptions, readGiven } from '../given.ts'
import { DeviceBuffer } from './device-buffer.ts'
import { StagingBuffer } from './staging-buffer.ts'

/** The source of a transfer. */
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

/** @throws MemkitError BUFFER_NOT_FOUND for what is no buffer */
export function checkDeviceBuffer(buffer: DeviceBuffer): void {
  if (!readGiven('buffer', () => buffer instanceof DeviceBuffer)) throw bufferNotFound('it is no device buffer')
}

function checkSource(source: CopySource): void {
  const isSource = readGiven('source', () => source instanceof DeviceBuffer || source instanceof StagingBuffer)
  if (!isSource) throw bufferNotFound('the source is no buffer')
}

/** @throws MemkitError BUFFER_NOT_FOUND, INVALID_OPTION, OUTSIDE_BUFFER, OVERLAPPING_COPY */
export function resolveCopy(source: CopySource, destination: DeviceBuffer, range?: CopyRange): Required<CopyRange> {
  checkSource(source)
  checkDeviceBuffer(destination)
  const given = givenOptions<CopyRange, keyof CopyRange>(range, ['sourceOffset', 'destinationOffset', 'size'])
  const { sourceOffset = 0, destinationOffset = 0 } = given
  checkOffset('source', sourceOffset)
  checkOffset('destination', destinationOffset)
  // At least 1, so that an offset beyond the end is reported as such, and not as a size of 0.
  const rest = Math.max(1, Math.min(source.size - sourceOffset, destination.size - destinationOffset))
  const size = given.size ?? rest
  checkRange('source', sourceOffset, size, source.size)
  checkRange('destination', destinationOffset, size, destination.size)
  const apart = sourceOffset + size <= destinationOffset || destinationOffset + size <= sourceOffset
  if (source === destination && !apart)
    throw overlappingCopy('one buffer', 'transfer', { sourceOffset, destinationOffset, size })
  return { sourceOffset, destinationOffset, size }
}

export function checkOffset(what: string, offset: number): void {
  if (!(Number.isInteger(offset) && offset >= 0))
    throw invalidOption(`${what}Offset`, offset, 'a whole number of at least 0')
}

export function checkRange(what: string, offset: number, size: number, room: number): void {
  checkOffset(what, offset)
  if (offset >= room) throw outsideBuffer(what, offset, size, room)
  if (!(Number.isInteger(size) && size >= 1)) throw invalidOption('size', size, 'a whole number of at least 1')
  if (size > room - offset) throw outsideBuffer(what, offset, size, room)
}
