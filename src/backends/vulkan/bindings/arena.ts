import { loadFfi, type Ffi } from './ffi.ts'
import type { Pointer, ReadableStruct, Struct, StructMemory } from './struct.ts'

interface Chunk {
  view: DataView
  bytes: Uint8Array
  address: bigint
  used: number
}

const defaultChunkBytes = 64 * 1024
/** The first chunk; each that follows is twice as large, up to the full size. Most openings of small plans need no more than two. */
const firstChunkBytes = 8 * 1024
const encoder = new TextEncoder()

/**
 * Memory for the structs of Vulkan calls. Addresses stay valid until `reset`, which frees everything at once for reuse. The
 * garbage collector frees the memory with the arena, so keep the arena for as long as the implementation may read from it.
 *
 * @example
 * const info = arena.struct(VkBufferCreateInfo, { size: 4096, usage: VK_BUFFER_USAGE_TRANSFER_DST_BIT })
 * vk.vkCreateBuffer(device, info, null, handles)
 */
export class Arena implements StructMemory {
  readonly #ffi: Ffi = loadFfi()
  readonly #chunkBytes: number
  readonly #chunks: Chunk[] = []
  #current = 0

  constructor(chunkBytes: number = defaultChunkBytes) {
    this.#chunkBytes = chunkBytes
  }

  /** Writes a struct and everything that its members point to, and returns its address. */
  struct<Name extends string, Value>(type: Struct<Name, Value>, value: Value): Pointer<Name> {
    const { chunk, at } = this.#reserve(type.size, type.align)
    type.write(chunk.view, at, value, this)
    return (chunk.address + BigInt(at)) as Pointer<Name>
  }

  /** Writes structs one after another, and returns the address of the first. */
  structs<Name extends string, Value>(type: Struct<Name, Value>, values: readonly Value[]): Pointer<Name> {
    const { chunk, at } = this.#reserve(type.size * values.length, type.align)
    for (let i = 0; i < values.length; i++) type.write(chunk.view, at + i * type.size, values[i]!, this)
    return (chunk.address + BigInt(at)) as Pointer<Name>
  }

  /** Copies bytes into the arena, aligned for any scalar. */
  bytes(source: ArrayBufferView): Pointer {
    const { chunk, at } = this.#reserve(source.byteLength, 8)
    chunk.bytes.set(new Uint8Array(source.buffer, source.byteOffset, source.byteLength), at)
    return (chunk.address + BigInt(at)) as Pointer
  }

  /** Writes a zero-terminated string in UTF-8. */
  text(text: string): Pointer {
    return this.bytes(encoder.encode(`${text}\0`))
  }

  /** Writes an array of pointers to zero-terminated strings. */
  texts(texts: readonly string[]): Pointer {
    return this.bytes(BigUint64Array.from(texts, (text) => this.text(text)))
  }

  /** Reads a struct of this arena that the implementation has written. */
  read<Read>(type: ReadableStruct<string, never, Read>, pointer: Pointer): Read {
    return type.read(this.view(pointer, type.size), 0)
  }

  /** Reads structs laid out by `structs` that the implementation has written. */
  readMany<Read>(type: ReadableStruct<string, never, Read>, pointer: Pointer, count: number): Read[] {
    const view = this.view(pointer, type.size * count)
    return Array.from({ length: count }, (_, i) => type.read(view, i * type.size))
  }

  /**
   * A view of memory in this arena, to change some members between calls while the rest of the struct stays.
   *
   * @throws RangeError when the address is not in this arena
   */
  view(pointer: Pointer, sizeBytes: number): DataView {
    for (const chunk of this.#chunks) {
      const at = pointer - chunk.address
      if (at >= 0n && at < BigInt(chunk.used)) return new DataView(chunk.view.buffer, Number(at), sizeBytes)
    }
    throw new RangeError(`The address 0x${pointer.toString(16)} is not in this arena`)
  }

  /** Frees every struct and keeps the memory for reuse. Addresses from before must not be used any more. */
  reset(): void {
    for (const chunk of this.#chunks) {
      chunk.bytes.fill(0, 0, chunk.used)
      chunk.used = 0
    }
    this.#current = 0
  }

  #reserve(sizeBytes: number, align: number): { chunk: Chunk; at: number } {
    for (; this.#current < this.#chunks.length; this.#current++) {
      const chunk = this.#chunks[this.#current]!
      const at = Math.ceil(chunk.used / align) * align
      if (at + sizeBytes > chunk.bytes.length) continue
      chunk.used = at + sizeBytes
      return { chunk, at }
    }
    const chunkBytes = Math.min(this.#chunkBytes, firstChunkBytes * 2 ** this.#chunks.length)
    const chunk = this.#newChunk(Math.max(sizeBytes, chunkBytes))
    chunk.used = sizeBytes
    this.#chunks.push(chunk)
    return { chunk, at: 0 }
  }

  #newChunk(sizeBytes: number): Chunk {
    // An ArrayBuffer rather than a typed array: small typed arrays live in memory that the garbage collector moves.
    const buffer = new ArrayBuffer(Math.max(sizeBytes, 1024))
    const bytes = new Uint8Array(buffer)
    return { view: new DataView(buffer), bytes, address: this.#ffi.address(bytes), used: 0 }
  }
}
