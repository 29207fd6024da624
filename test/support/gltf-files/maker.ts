/** glTF files by hand: JSON that says just what a case is about, and one buffer that grows as it is made. */
import { mkdir, mkdtemp, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'

type Json = Record<string, any>
type Values = Float32Array | Int8Array | Uint8Array | Int16Array | Uint16Array | Uint32Array

const componentTypes = new Map<Function, number>([
  [Int8Array, 5120],
  [Uint8Array, 5121],
  [Int16Array, 5122],
  [Uint16Array, 5123],
  [Uint32Array, 5125],
  [Float32Array, 5126],
])
const sizes: Readonly<Record<string, number>> = { SCALAR: 1, VEC2: 2, VEC3: 3, VEC4: 4, MAT4: 16 }

export class Maker {
  readonly json: Json = { asset: { version: '2.0' }, scene: 0, scenes: [{ nodes: [] }] }
  /** A second buffer, which nothing holds: bytes of it, by the extension that decompresses what would be there. */
  fallbackBytes: Readonly<Record<string, number>> = {}
  private bytes = Buffer.alloc(0)

  /** Adds to one of the file's lists. @returns its index there */
  add(list: string, item: Json): number {
    this.json[list] ??= []
    return this.json[list].push(item) - 1
  }

  /** A view of bytes at the end of the buffer. */
  view(bytes: ArrayBufferView, more: Json = {}): number {
    return this.add('bufferViews', { buffer: 0, ...this.place(bytes), ...more })
  }

  /** Bytes at the end of the buffer, aligned as accessors want it. */
  place(bytes: ArrayBufferView): { byteOffset: number; byteLength: number } {
    const byteOffset = Math.ceil(this.bytes.length / 4) * 4
    const part = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength)
    this.bytes = Buffer.concat([this.bytes, Buffer.alloc(byteOffset - this.bytes.length), part])
    return { byteOffset, byteLength: part.length }
  }

  accessor(type: string, values: Values, more: Json = {}): number {
    return this.add('accessors', {
      bufferView: this.view(values),
      componentType: componentTypes.get(values.constructor)!,
      type,
      count: values.length / sizes[type]!,
      ...more,
    })
  }

  /** A mesh of one primitive, shown by a node of the scene. @returns the node */
  show(attributes: Json, primitive: Json = {}, node: Json = {}): Json {
    const mesh = this.add('meshes', { primitives: [{ attributes, ...primitive }] })
    return this.place3d({ mesh, ...node })
  }

  /** A node of the scene. */
  place3d(node: Json): Json {
    this.json['scenes'][0].nodes.push(this.add('nodes', node))
    return this.json['nodes'].at(-1)
  }

  /** In its own colour, from both sides. */
  paint(rgba: readonly number[], more: Json = {}): number {
    this.uses('KHR_materials_unlit')
    return this.add('materials', {
      doubleSided: true,
      pbrMetallicRoughness: { baseColorFactor: rgba },
      extensions: { KHR_materials_unlit: {} },
      ...more,
    })
  }

  uses(extension: string, required = false): void {
    for (const list of required ? ['extensionsUsed', 'extensionsRequired'] : ['extensionsUsed']) {
      this.json[list] ??= []
      if (!this.json[list].includes(extension)) this.json[list].push(extension)
    }
  }

  /** Sees −1…1 of both axes, and whatever is less than 10 before or behind the middle. */
  aim(node: Json = {}): void {
    const camera = this.add('cameras', {
      type: 'orthographic',
      orthographic: { xmag: 1, ymag: 1, znear: 0, zfar: 20 },
    })
    this.place3d({ camera, translation: [0, 0, 10], ...node })
  }

  buffer(): Buffer {
    return this.bytes
  }

  /** A text file with its buffer inside. */
  text(): string {
    return this.said({ uri: `data:application/octet-stream;base64,${this.bytes.toString('base64')}` })
  }

  private said(first: Json): string {
    const byteLength = this.bytes.length
    const fallbacks = Object.entries(this.fallbackBytes).map(([extension, byteLength]) => ({
      byteLength,
      extensions: { [extension]: { fallback: true } },
    }))
    return JSON.stringify({
      ...(byteLength > 0 && { buffers: [{ ...first, byteLength }, ...fallbacks] }),
      ...this.json,
    })
  }

  /** `chunks` come behind the two that every binary file has. */
  binary(chunks: readonly (readonly [type: number, bytes: Uint8Array])[] = []): Buffer {
    const all = [[0x4e4f534a, Buffer.from(this.said({}))], [0x004e4942, this.bytes], ...chunks] as const
    const parts = all.flatMap(([type, bytes]) => {
      const padded = Buffer.alloc(Math.ceil(bytes.length / 4) * 4, type === 0x4e4f534a ? ' ' : 0)
      padded.set(bytes)
      const header = Buffer.alloc(8)
      header.writeUInt32LE(padded.length)
      header.writeUInt32LE(type, 4)
      return [header, padded]
    })
    const header = Buffer.alloc(12)
    header.write('glTF')
    header.writeUInt32LE(2, 4)
    header.writeUInt32LE(12 + parts.reduce((sum, { length }) => sum + length, 0), 8)
    return Buffer.concat([header, ...parts])
  }
}

/** A square over −1…1, facing the camera: two triangles of three corners. */
export const squareCorners = Float32Array.of(-1, -1, 0, 1, -1, 0, 1, 1, 0, -1, -1, 0, 1, 1, 0, -1, 1, 0)
/** Its coordinates: (0, 0) is at the top on the left. */
export const squareCoordinates = Float32Array.of(0, 1, 1, 1, 1, 0, 0, 1, 1, 0, 0, 0)
export const red = [1, 0, 0, 1]
export const green = [0, 1, 0, 1]
export const blue = [0, 0, 1, 1]

const folder = await mkdtemp(join(tmpdir(), 'memkit-gltf-'))
let written = 0

/** Files in a folder of their own. @returns the path of the first */
export async function writeFiles(files: Readonly<Record<string, string | Uint8Array>>): Promise<string> {
  const place = join(folder, String(written++))
  for (const [name, content] of Object.entries(files)) {
    await mkdir(dirname(join(place, name)), { recursive: true })
    await writeFile(join(place, name), content)
  }
  return join(place, Object.keys(files)[0]!)
}
