/** Small glTF files of every kind, written with glTF-Transform. */
import { mkdtemp, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { Accessor, Document, NodeIO, VertexLayout, type JSONDocument, type TypedArray } from '@gltf-transform/core'
import { encode } from 'fast-png'

/** A square that faces the camera, as six corners of two triangles. */
export const corners = Float32Array.of(-1, -1, 0, 1, -1, 0, 1, 1, 0, -1, -1, 0, 1, 1, 0, -1, 1, 0)
export const square = Float32Array.of(-1, -1, 0, 1, -1, 0, 1, 1, 0, -1, 1, 0)
export const squareIndices = [0, 1, 2, 0, 2, 3]

export interface Parts {
  readonly positions?: Float32Array
  readonly indices?: Uint8Array | Uint16Array | Uint32Array
  readonly attributes?: Readonly<
    Record<string, readonly [Type: 'VEC2' | 'VEC3' | 'VEC4', TypedArray, normalized?: boolean]>
  >
  readonly sparse?: boolean
  readonly image?: { readonly file: Uint8Array; readonly mimeType: string }
}

/** One mesh in one scene. */
export function documentOf({ positions = square, indices, attributes = {}, sparse = false, image }: Parts): Document {
  const document = new Document()
  const buffer = document.createBuffer()
  const accessor = (type: 'SCALAR' | 'VEC2' | 'VEC3' | 'VEC4', array: TypedArray, normalized = false): Accessor =>
    document.createAccessor().setBuffer(buffer).setType(type).setArray(array).setNormalized(normalized)
  const primitive = document.createPrimitive().setAttribute('POSITION', accessor('VEC3', positions).setSparse(sparse))
  for (const [semantic, [type, array, normalized]] of Object.entries(attributes))
    primitive.setAttribute(semantic, accessor(type, array, normalized))
  if (indices) primitive.setIndices(accessor('SCALAR', indices))
  const material = document.createMaterial().setDoubleSided(true).setBaseColorFactor([1, 0.2, 0.1, 1])
  if (image) {
    material.setBaseColorTexture(document.createTexture('picture').setImage(image.file).setMimeType(image.mimeType))
    primitive.setAttribute('TEXCOORD_0', accessor('VEC2', Float32Array.of(0, 1, 1, 1, 1, 0, 0, 0)))
  }
  primitive.setMaterial(material)
  const node = document.createNode().setMesh(document.createMesh().addPrimitive(primitive))
  document.getRoot().setDefaultScene(document.createScene().addChild(node))
  return document
}

/** A mesh for each count: all with accessors of their own. */
export function manyMeshes(count: number): Document {
  const document = new Document()
  const buffer = document.createBuffer()
  const scene = document.createScene()
  for (let i = 0; i < count; i++) {
    const positions = document
      .createAccessor()
      .setBuffer(buffer)
      .setType('VEC3')
      .setArray(corners.map((x) => x + i))
    const mesh = document.createMesh().addPrimitive(document.createPrimitive().setAttribute('POSITION', positions))
    scene.addChild(document.createNode().setMesh(mesh))
  }
  document.getRoot().setDefaultScene(scene)
  return document
}

const files = await mkdtemp(join(tmpdir(), 'memkit-gltf-'))
let written = 0
const fresh = (ending: string): string => join(files, `scene-${written++}.${ending}`)

export interface Writing {
  readonly layout?: keyof typeof VertexLayout
  /** Changes the JSON before it is written as a text file with its buffers in data URIs. */
  readonly edit?: (file: JSONDocument) => void
}

/** @returns the path of a binary file; a text file where the JSON is edited */
export async function writeScene(document: Document, { layout = 'INTERLEAVED', edit }: Writing = {}): Promise<string> {
  const io = new NodeIO().setVertexLayout(VertexLayout[layout])
  if (!edit) {
    const path = fresh('glb')
    await io.write(path, document)
    return path
  }
  const path = fresh('gltf')
  const file = await io.writeJSON(document, {})
  const embed = (part: { uri?: string }, mimeType: string) => {
    const bytes = part.uri === undefined ? undefined : file.resources[part.uri]
    if (bytes) part.uri = `data:${mimeType};base64,${Buffer.from(bytes).toString('base64')}`
  }
  for (const buffer of file.json.buffers ?? []) embed(buffer, 'application/octet-stream')
  for (const image of file.json.images ?? []) embed(image, image.mimeType ?? 'image/png')
  edit(file)
  await writeFile(path, JSON.stringify(file.json))
  return path
}

/** A text file whose buffers and images are files beside it. */
export async function writeSceneWithFiles(document: Document): Promise<string> {
  const folder = await mkdtemp(join(files, 'parts-'))
  await new NodeIO().write(join(folder, 'scene.gltf'), document)
  return join(folder, 'scene.gltf')
}

export async function writeText(text: string | Uint8Array, ending = 'gltf'): Promise<string> {
  const path = fresh(ending)
  await writeFile(path, text)
  return path
}

/** 4×4 texels: of one colour, or of two, the left half and the right half. */
export function pngOf(colours: readonly number[]): Uint8Array {
  const data = Uint8Array.from({ length: 48 }, (_, i) => {
    const isRight = Math.floor(i / 3) % 4 >= 2
    return colours[(i % 3) + (isRight && colours.length > 3 ? 3 : 0)]!
  })
  return encode({ width: 4, height: 4, channels: 3, depth: 8, data })
}

/** Green where it shows. */
export const greenPng = pngOf([0, 255, 0])
