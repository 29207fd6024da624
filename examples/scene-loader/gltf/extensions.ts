/** The extensions of glTF that the loader knows: what they add to the file, and what becomes of those that it does not know. */
import * as z from 'zod'
import { SceneError } from '../scene.ts'
import { index, integer, list, number, numbers, object, record, size, text } from './schema-parts.ts'

const shown = new Set([
  'KHR_draco_mesh_compression',
  'EXT_meshopt_compression',
  'KHR_meshopt_compression',
  'KHR_mesh_quantization',
  'EXT_mesh_gpu_instancing',
  'KHR_lights_punctual',
  'KHR_node_visibility',
  'KHR_materials_unlit',
  'KHR_materials_emissive_strength',
  'KHR_texture_transform',
  'KHR_texture_basisu',
  'EXT_texture_webp',
  // At rest, these two change nothing: the default variant is shown, and animations are not.
  'KHR_materials_variants',
  'KHR_animation_pointer',
  // Says things about the file, and nothing of the picture.
  'KHR_xmp_json_ld',
])

/** Advice for extensions that the loader lacks. */
const cures: Readonly<Record<string, string>> = {
  KHR_materials_pbrSpecularGlossiness: 'convert its materials (gltf-transform metalrough IN OUT)',
  KHR_techniques_webgl: 'export it again with materials of glTF 2.0',
  EXT_texture_avif: 'convert its textures (gltf-transform png IN OUT)',
  MSFT_texture_dds: 'convert its textures to PNG or KTX2',
}

/**
 * @returns the extensions that the file can do without, and has to here
 * @throws SceneError when it needs one that the loader lacks
 */
export function checkExtensions(json: unknown): string[] {
  const result = object({ extensionsUsed: list(text), extensionsRequired: list(text) }).safeParse(json)
  if (!result.success) {
    const field = String(result.error.issues[0]?.path[0])
    throw new SceneError(`is not valid glTF 2.0: ${field} is something else; put a list of names of extensions there`)
  }
  const { extensionsUsed, extensionsRequired } = result.data
  const lacking = extensionsRequired.filter((name) => !shown.has(name))
  if (lacking.length > 0) {
    const cure = lacking
      .map((name) => (Object.hasOwn(cures, name) ? cures[name] : undefined))
      .find((text) => text !== undefined)
    throw new SceneError(
      `requires ${lacking.slice(0, 5).join(', ')}, which this loader lacks: ` +
        (cure ?? 'export it without, or take it out of extensionsRequired if the scene can be seen without'),
    )
  }
  return [...new Set(extensionsUsed)].filter((name) => !shown.has(name))
}

const meshopt = object({
  buffer: index,
  byteOffset: size.default(0),
  byteLength: integer(1),
  byteStride: integer(1, 256),
  count: integer(1),
  mode: z.enum(['ATTRIBUTES', 'TRIANGLES', 'INDICES'], 'ATTRIBUTES, TRIANGLES or INDICES'),
  filter: z
    .enum(
      ['NONE', 'OCTAHEDRAL', 'QUATERNION', 'EXPONENTIAL', 'COLOR'],
      'NONE, OCTAHEDRAL, QUATERNION, EXPONENTIAL or COLOR',
    )
    .default('NONE'),
}).optional()

export const viewExtensions = object({ EXT_meshopt_compression: meshopt, KHR_meshopt_compression: meshopt }).default({})

const draco = object({ bufferView: index, attributes: record(index) })
export type Draco = z.infer<typeof draco>
export const primitiveExtensions = object({ KHR_draco_mesh_compression: draco.optional() }).default({})

export const nodeExtensions = object({
  EXT_mesh_gpu_instancing: object({ attributes: record(index) }).optional(),
  KHR_lights_punctual: object({ light: index }).optional(),
  KHR_node_visibility: object({ visible: z.boolean('true or false').default(true) }).optional(),
}).default({})

const source = object({ source: index.optional() }).optional()
export const textureExtensions = object({ KHR_texture_basisu: source, EXT_texture_webp: source }).default({})

const notNegative = number.min(0, 'a number from 0 up')
const light = object({
  type: z.enum(['directional', 'point', 'spot'], 'directional, point or spot'),
  color: numbers(3).default([1, 1, 1]),
  intensity: notNegative.default(1),
  range: number.gt(0, 'a number above 0').optional(),
  spot: object({
    innerConeAngle: notNegative.default(0),
    outerConeAngle: number
      .gt(0, 'a number above 0')
      .max(Math.PI / 2 + 1e-6, 'a number up to π/2')
      .default(Math.PI / 4),
  }).prefault({}),
})
export type GltfLight = z.infer<typeof light>
export const rootExtensions = object({
  KHR_lights_punctual: object({ lights: list(light) }).optional(),
}).default({})
