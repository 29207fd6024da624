/** Geometry of KHR_draco_mesh_compression: one compressed view holds the indices and several attributes of a primitive. */
import type { Attribute, DecoderModule, Mesh } from 'draco3dgltf'
import { SceneError } from '../scene.ts'
import { normalised, type Elements } from './accessors.ts'
import type { Draco } from './extensions.ts'
import type { Accessor } from './schema.ts'

export interface DracoGeometry {
  readonly indices: Uint32Array<ArrayBuffer>
  /** By their names in the file. */
  readonly attributes: ReadonlyMap<string, Elements>
}

export interface DracoPrimitive {
  readonly extension: Draco
  /** The path of the extension. */
  readonly where: string
  /** The accessor that the file gives for an attribute, whose type its numbers have. */
  accessorOf(attribute: string): Accessor | undefined
}

/** @throws SceneError for what Draco does not take */
export function decodeDraco(draco: DecoderModule, bytes: Uint8Array, primitive: DracoPrimitive): DracoGeometry {
  const { extension, where, accessorOf } = primitive
  const refuse = (what: string, cause?: unknown): SceneError =>
    new SceneError(`cannot be decompressed: ${where} ${what}; compress it again`, { cause })
  const [decoder, mesh, buffer] = [new draco.Decoder(), new draco.Mesh(), new draco.DecoderBuffer()]
  try {
    buffer.Init(new Int8Array(bytes), bytes.byteLength)
    if (decoder.GetEncodedGeometryType(buffer) !== draco.TRIANGULAR_MESH) throw refuse('holds no triangles')
    if (!decoder.DecodeBufferToMesh(buffer, mesh).ok()) throw refuse('is damaged')
    const attributes = Object.entries(extension.attributes).map(([name, id]) => {
      const attribute = decoder.GetAttributeByUniqueId(mesh, id)
      if (attribute.ptr === 0) throw refuse(`has no attribute ${id}, which is to be its ${name}`)
      return [name, readAttribute(draco, decoder, mesh, attribute, accessorOf(name))] as const
    })
    return { indices: readIndices(draco, decoder, mesh), attributes: new Map(attributes) }
  } catch (cause) {
    throw cause instanceof SceneError ? cause : refuse('is damaged', cause)
  } finally {
    for (const owned of [buffer, mesh, decoder]) draco.destroy(owned)
  }
}

type Decoder = InstanceType<DecoderModule['Decoder']>

function readIndices(draco: DecoderModule, decoder: Decoder, mesh: Mesh): Uint32Array<ArrayBuffer> {
  const count = 3 * mesh.num_faces()
  return fromHeap(draco, 4 * count, (at) => {
    decoder.GetTrianglesUInt32Array(mesh, 4 * count, at)
    return new Uint32Array(draco.HEAPF32.buffer, at, count).slice()
  })
}

function readAttribute(
  draco: DecoderModule,
  decoder: Decoder,
  mesh: Mesh,
  attribute: Attribute,
  accessor: Accessor | undefined,
): Elements {
  const { componentType = 5126, normalized = false } = accessor ?? {}
  const { type, array } = {
    5120: { type: draco.DT_INT8, array: Int8Array },
    5121: { type: draco.DT_UINT8, array: Uint8Array },
    5122: { type: draco.DT_INT16, array: Int16Array },
    5123: { type: draco.DT_UINT16, array: Uint16Array },
    5125: { type: draco.DT_UINT32, array: Uint32Array },
    5126: { type: draco.DT_FLOAT32, array: Float32Array },
  }[componentType]
  const size = attribute.num_components()
  const count = size * mesh.num_points()
  const bytes = count * array.BYTES_PER_ELEMENT
  const scale = (normalized && normalised(componentType)) || ((value: number) => value)
  const floats = fromHeap(draco, bytes, (at) => {
    decoder.GetAttributeDataArrayForAllPoints(mesh, attribute, type, bytes, at)
    return Float32Array.from(new array(draco.HEAPF32.buffer, at, count), scale)
  })
  return { size, floats }
}

function fromHeap<Result>(draco: DecoderModule, bytes: number, read: (at: number) => Result): Result {
  const at = draco._malloc(bytes)
  try {
    return read(at)
  } finally {
    draco._free(at)
  }
}
