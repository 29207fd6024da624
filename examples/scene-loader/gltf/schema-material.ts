/** Materials of a glTF file, with the extensions of them that are shown. */
import * as z from 'zod'
import { index, number, numbers, object } from './schema-parts.ts'

/** How a texture is laid on. */
const textureInfo = {
  index,
  texCoord: index.default(0),
  extensions: object({
    KHR_texture_transform: object({
      offset: numbers(2).default([0, 0]),
      rotation: number.default(0),
      scale: numbers(2).default([1, 1]),
      texCoord: index.optional(),
    }).optional(),
  }).default({}),
}
const map = object(textureInfo).optional()
export type TextureInfo = z.infer<ReturnType<typeof object<typeof textureInfo>>>

export const material = object({
  pbrMetallicRoughness: object({
    baseColorFactor: numbers(4).default([1, 1, 1, 1]),
    baseColorTexture: map,
    metallicFactor: number.default(1),
    roughnessFactor: number.default(1),
    metallicRoughnessTexture: map,
  }).prefault({}),
  normalTexture: object({ ...textureInfo, scale: number.default(1) }).optional(),
  occlusionTexture: object({ ...textureInfo, strength: number.default(1) }).optional(),
  emissiveTexture: map,
  emissiveFactor: numbers(3).default([0, 0, 0]),
  alphaMode: z.enum(['OPAQUE', 'MASK', 'BLEND'], 'OPAQUE, MASK or BLEND').default('OPAQUE'),
  alphaCutoff: number.default(0.5),
  doubleSided: z.boolean('true or false').default(false),
  extensions: object({
    KHR_materials_unlit: object({}).optional(),
    KHR_materials_emissive_strength: object({
      emissiveStrength: number.min(0, 'a number from 0 up').default(1),
    }).optional(),
  }).default({}),
})
export type GltfMaterial = z.infer<typeof material>
