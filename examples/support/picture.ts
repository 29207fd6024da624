/** Pictures as PNG files. */
import { mkdir, writeFile } from 'node:fs/promises'
import { dirname } from 'node:path'
import { encode } from 'fast-png'

/** `texels`: RGBA, 8 bits each, sRGB. Alpha is left out: a picture of a scene is opaque. */
export async function writePng(path: string, width: number, height: number, texels: Uint8Array): Promise<void> {
  const rgb = new Uint8Array(3 * width * height)
  for (let i = 0; i < width * height; i++) rgb.set(texels.subarray(4 * i, 4 * i + 3), 3 * i)
  await mkdir(dirname(path), { recursive: true })
  await writeFile(path, encode({ width, height, data: rgb, channels: 3, depth: 8 }))
}
