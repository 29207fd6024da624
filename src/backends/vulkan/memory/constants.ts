/** Constants that recorded commands read (patterns and tables): collected while commands are compiled, and uploaded once. */
import type { VkBuffer } from '../bindings/index.ts'
import type { Build, RecordCommand } from './build.ts'
import { bufferUnit, createBuffers, recordBufferCopy } from './buffers.ts'
import { roundUp } from '../../../plan/multiples.ts'

/** The parts of a build that are needed to make buffers. */
type Making = Pick<Build, 'device' | 'scope' | 'arena' | 'sharing'>

export class Constants {
  private readonly parts: { readonly offset: number; readonly bytes: Uint8Array }[] = []
  private sizeBytes = 0
  private zeroBytes = 0
  private made: VkBuffer | undefined

  /** Adds bytes, and returns their offset in the buffer of constants. */
  bytes(bytes: Uint8Array, alignment: number = bufferUnit): number {
    const offset = roundUp(this.sizeBytes, alignment)
    this.parts.push({ offset, bytes })
    this.sizeBytes = offset + bytes.byteLength
    return offset
  }

  /** Asks for `sizeBytes` zeros at `zerosAt`, which all commands share. */
  wantZeros(sizeBytes: number): void {
    this.zeroBytes = Math.max(this.zeroBytes, sizeBytes)
  }

  /** Offset of the zeros, known once all commands are compiled. */
  get zerosAt(): number {
    return roundUp(this.sizeBytes, bufferUnit)
  }

  get buffer(): VkBuffer {
    return this.made!
  }

  create({ device, scope, arena, sharing }: Making): void {
    const sizeBytes = this.totalBytes
    if (sizeBytes === 0) return
    const request = { what: 'constants of commands', use: 'device' as const, sizeBytes }
    this.made = createBuffers(device, scope, arena, sharing, [request])[0]!.buffer
  }

  /** Records the upload of the constants, from memory that the scope of `build` owns. */
  compileUpload({ device, scope, arena, sharing }: Making): RecordCommand | undefined {
    const sizeBytes = this.totalBytes
    if (sizeBytes === 0) return undefined
    const request = { what: 'constants of commands', use: 'upload' as const, sizeBytes }
    const [staging] = createBuffers(device, scope, arena, sharing, [request])
    const bytes = staging!.place.bytes!
    bytes.fill(0)
    for (const part of this.parts) bytes.set(part.bytes, part.offset)
    this.parts.length = 0
    const regions = [{ srcOffset: 0, dstOffset: 0, size: sizeBytes }]
    return (recording) => recordBufferCopy(device, recording, staging!.buffer, this.buffer, regions)
  }

  private get totalBytes(): number {
    return this.zeroBytes > 0 ? this.zerosAt + this.zeroBytes : this.sizeBytes
  }
}
