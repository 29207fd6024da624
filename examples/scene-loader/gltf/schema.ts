/**
 * The JSON of a glTF 2 file, as far as the loader reads it: what is of another type, or out of its range, is refused with its path.
 * Lists that are not there are empty, and fields that the loader does not read are dropped.
 */
import * as z from 'zod'
import { SceneError } from '../scene.ts'
import { nodeExtensions, primitiveExtensions, rootExtensions, textureExtensions, viewExtensions } from './extensions.ts'
import { index, integer, list, number, numbers, object, record, size, text } from './schema-parts.ts'
import { material } from './schema-material.ts'

const componentType = z.literal([5120, 5121, 5122, 5123, 5125, 5126], 'one of 5120, 5121, 5122, 5123, 5125 and 5126')
const elementType = z.enum(
  ['SCALAR', 'VEC2', 'VEC3', 'VEC4', 'MAT2', 'MAT3', 'MAT4'],
  'one of SCALAR, VEC2, VEC3, VEC4, MAT2, MAT3 and MAT4',
)

const accessor = object({
  bufferView: index.optional(),
  byteOffset: size.default(0),
  componentType,
  normalized: z.boolean('true or false').default(false),
  count: integer(1),
  type: elementType,
  sparse: object({
    count: integer(1),
    indices: object({
      bufferView: index,
      byteOffset: size.default(0),
      componentType: z.literal([5121, 5123, 5125], 'one of 5121, 5123 and 5125'),
    }),
    values: object({ bufferView: index, byteOffset: size.default(0) }),
  }).optional(),
})

const bufferView = object({
  buffer: index,
  byteOffset: size.default(0),
  byteLength: integer(1),
  byteStride: integer(4, 252).optional(),
  extensions: viewExtensions,
})

const buffer = object({
  uri: text.optional(),
  byteLength: integer(1),
  extensions: object({
    EXT_meshopt_compression: object({ fallback: z.boolean('true or false').default(false) }).optional(),
    KHR_meshopt_compression: object({ fallback: z.boolean('true or false').default(false) }).optional(),
  }).default({}),
})

const camera = object({
  type: z.enum(['perspective', 'orthographic'], 'perspective or orthographic'),
  name: text.optional().catch(undefined),
  perspective: object({
    yfov: number.gt(0, 'a number above 0').lt(Math.PI, 'a number below π'),
    znear: number.gt(0, 'a number above 0'),
    zfar: number.gt(0, 'a number above 0').optional(),
  }).optional(),
  orthographic: object({
    xmag: number.refine((value) => value !== 0, 'a number other than 0'),
    ymag: number.refine((value) => value !== 0, 'a number other than 0'),
    znear: number.min(0, 'a number from 0 up'),
    zfar: number.gt(0, 'a number above 0'),
  }).optional(),
})

const node = object({
  children: list(index),
  camera: index.optional(),
  mesh: index.optional(),
  skin: index.optional(),
  matrix: numbers(16).optional(),
  translation: numbers(3).default([0, 0, 0]),
  rotation: numbers(4).default([0, 0, 0, 1]),
  scale: numbers(3).default([1, 1, 1]),
  weights: z.array(number, 'a list').optional(),
  extensions: nodeExtensions,
})

const primitive = object({
  attributes: record(index),
  indices: index.optional(),
  material: index.optional(),
  mode: integer(0, 6).default(4),
  targets: list(record(index)),
  extensions: primitiveExtensions,
})

const texture = object({ source: index.optional(), sampler: index.optional(), extensions: textureExtensions })

const image = object({
  uri: text.optional(),
  bufferView: index.optional(),
  mimeType: text.optional(),
  name: text.optional().catch(undefined),
})

const filter = (...values: number[]) => z.literal(values, `one of ${values.join(', ')}`).optional()
const wrap = filter(33071, 33648, 10497)
const sampler = object({
  magFilter: filter(9728, 9729),
  minFilter: filter(9728, 9729, 9984, 9985, 9986, 9987),
  wrapS: wrap,
  wrapT: wrap,
})

const animation = object({
  samplers: list(object({ input: index, output: index })),
  channels: list(object({ sampler: index, target: object({ node: index.optional() }) })),
})

const schema = object({
  scene: index.optional(),
  scenes: list(object({ nodes: list(index) })),
  nodes: list(node),
  meshes: list(object({ primitives: list(primitive), weights: list(number) })),
  skins: list(object({ joints: list(index), skeleton: index.optional(), inverseBindMatrices: index.optional() })),
  cameras: list(camera),
  materials: list(material),
  textures: list(texture),
  images: list(image),
  samplers: list(sampler),
  accessors: list(accessor),
  bufferViews: list(bufferView),
  buffers: list(buffer),
  animations: list(animation),
  extensions: rootExtensions,
})

export type Gltf = z.infer<typeof schema>
export type Accessor = z.infer<typeof accessor>
export type BufferView = z.infer<typeof bufferView>
export type GltfCamera = z.infer<typeof camera>
export type GltfNode = z.infer<typeof node>
export type GltfSampler = z.infer<typeof sampler>
export type Primitive = z.infer<typeof primitive>

/** @throws SceneError with the path of the first field that is not what belongs there */
export function parseGltf(json: unknown): Gltf {
  const result = schema.safeParse(json)
  if (result.success) return result.data
  const { path, message } = result.error.issues[0]!
  throw new SceneError(`is not valid glTF 2.0: ${pathText(path)} ${shown(json, path)}; put ${message} there`)
}

/** `accessors[0].count`. */
const pathText = (path: readonly PropertyKey[]): string =>
  path.map((key, i) => (typeof key === 'number' ? `[${key}]` : `${i > 0 ? '.' : ''}${String(key)}`)).join('') ||
  'the file'

/** `is -1`, or `is missing`. */
function shown(json: unknown, path: readonly PropertyKey[]): string {
  let value: any = json
  for (const key of path) value = Object.hasOwn(value, key) ? value[key] : undefined
  if (value === undefined) return 'is missing'
  if (Array.isArray(value)) return `is a list of ${value.length}`
  if (typeof value === 'object' && value !== null) return 'is an object'
  const said = typeof value === 'number' ? String(value) : JSON.stringify(value)
  return `is ${said.length > 60 ? `${said.slice(0, 60)}…` : said}`
}
