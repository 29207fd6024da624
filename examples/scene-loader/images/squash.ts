/** Decoders of the @jsquash packages, which are made for pages: what they miss in Node.js, and a new start after a broken file. */
import { readFile } from 'node:fs/promises'
import { createRequire } from 'node:module'
import { loadLibrary } from '../gltf/decoders.ts'
import type { Texels } from './texels.ts'

interface Library {
  init(wasm: WebAssembly.Module): Promise<void>
  default(file: ArrayBuffer): Promise<ImageData>
}

/** @returns a decoder that loads its library when it is called first */
export function squashDecoder(
  name: string,
  wasm: string,
  use: string,
  load: () => Promise<Library>,
): (file: Uint8Array) => Promise<Texels> {
  let loading: Promise<{ readonly library: Library; readonly compiled: WebAssembly.Module }> | undefined
  return async (file) => {
    loading ??= loadLibrary(
      async () => {
        haveImageData()
        const path = createRequire(import.meta.url).resolve(`${name}/${wasm}`)
        const [library, compiled] = [await load(), await WebAssembly.compile(await readFile(path))]
        await library.init(compiled)
        return { library, compiled }
      },
      name,
      use,
    )
    const { library, compiled } = await loading
    try {
      const { width, height, data } = await library.default(Uint8Array.from(file).buffer)
      return { width, height, texels: new Uint8Array(data.buffer, data.byteOffset, data.byteLength) }
    } catch (error) {
      // A broken file leaves its decoder broken.
      await library.init(compiled)
      throw error
    }
  }
}

/** The class in which they hand out texels. */
function haveImageData(): void {
  const scope = globalThis as { ImageData?: unknown }
  scope.ImageData ??= class {
    readonly data: Uint8ClampedArray
    readonly width: number
    readonly height: number
    constructor(data: Uint8ClampedArray, width: number, height: number) {
      this.data = data
      this.width = width
      this.height = height
    }
  }
}
