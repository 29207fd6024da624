/** Device memory for commands that have to go by way of a copy. Each has a range of its own, so none waits for another. */
import type { VkBuffer } from '../bindings/index.ts'
import type { Build } from './build.ts'
import { bufferUnit, createBuffers } from './buffers.ts'
import { roundUp } from '../../../plan/multiples.ts'

export class Scratch {
  private sizeBytes = 0
  private made: VkBuffer | undefined

  /** Where a range of so many bytes will lie. */
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
    const wish = { what: 'scratch memory', use: 'device' as const, sizeBytes: this.sizeBytes }
    this.made = createBuffers(device, scope, arena, sharing, [wish])[0]!.buffer
  }
}
