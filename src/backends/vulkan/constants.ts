/** Bytes that recorded commands read: patterns and tables, gathered while commands are compiled and written once. */
import type { VkBuffer } from './bindings/index.ts'
import type { Build } from './build.ts'
import { bufferUnit, createBuffers } from './buffers.ts'
import { roundUp } from './memory.ts'

export class Constants {
  private readonly parts: { readonly offset: number; readonly bytes: Uint8Array }[] = []
  private sizeBytes = 0
  private made: VkBuffer | undefined

  /** Where these bytes will lie in the buffer. */
  bytes(bytes: Uint8Array, alignment: number = bufferUnit): number {
    const offset = roundUp(this.sizeBytes, alignment)
    this.parts.push({ offset, bytes })
    this.sizeBytes = offset + bytes.byteLength
    return offset
  }

  get buffer(): VkBuffer {
    return this.made!
  }

  /** They lie where the host writes and the device reads: little, and read rarely. */
  create({ device, scope, arena, sharing }: Build): void {
    if (this.parts.length === 0) return
    const wish = { what: 'constants of commands', use: 'upload' as const, sizeBytes: this.sizeBytes }
    const [made] = createBuffers(device, scope, arena, sharing, [wish])
    for (const { offset, bytes } of this.parts) made!.place.bytes!.set(bytes, offset)
    this.parts.length = 0
    this.made = made!.buffer
  }
}
