/**
 * Scratch memory on the device, for commands that copy twice. Each such command has a range of its own, so none waits for
 * another.
 */
import type { VkBuffer } from '../bindings/index.ts'
import type { Build } from './build.ts'
import { bufferUnit, createBuffers } from './buffers.ts'
import { roundUp } from '../../../plan/multiples.ts'

export class Scratch {
  private sizeBytes = 0
  private made: VkBuffer | undefined

  /** Reserves a range, and returns its offset. */
  take(sizeBytes: number, alignment: number = bufferUnit): number {
    const offset = roundUp(this.sizeBytes, alignment)
    this.sizeBytes = roundUp(offset + sizeBytes, bufferUnit)
    return offset
  }

  get buffer(): VkBuffer {
    return this.made!
  }

  create({ device, scope, arena, sharing }: Build): void {
    if (this.sizeBytes === 0) return
    const request = { what: 'scratch memory', use: 'device' as const, sizeBytes: this.sizeBytes }
    this.made = createBuffers(device, scope, arena, sharing, [request])[0]!.buffer
  }
}
