/** Textures in the mix shader: every texel read into the hash, or written from it, as values that formats hold exactly. */
import type { AccessMode } from '../../src/cpu/access-mode.ts'
import type { TextureRegion } from '../../src/graph/endpoint.ts'
import type { TextureFormat } from '../../src/graph/formats.ts'
import type { TextureLayout } from '../../src/graph/texture-layout.ts'

export interface TextureUse {
  readonly access: AccessMode
  readonly layout: TextureLayout
  readonly region: TextureRegion
  readonly as: 'sampled' | 'storage-texture'
}

const numbers = (format: TextureFormat) => (format.endsWith('uint') ? 'u32' : format.endsWith('sint') ? 'i32' : 'f32')

const shapeOf = (dimension: TextureLayout['dimension']) => (dimension === '2d' ? '2d_array' : dimension)

export function declareTexture({ layout, access, as }: TextureUse, k: number): string {
  const { dimension, formatName } = layout
  const type =
    as === 'sampled'
      ? `texture_${shapeOf(dimension)}<${numbers(formatName)}>`
      : `texture_storage_${shapeOf(dimension)}<${formatName}, ${access === 'write' ? 'write' : 'read_write'}>`
  return `@group(0) @binding(${k}) var b${k}: ${type};`
}

/** `body` for each texel of a level of the view, with its coordinates as x, y, z and its number as i. */
function eachTexel({ layout, region }: TextureUse, level: number, body: string): string {
  const { width, height, slices } = layout.levels[region.mipLevel + level]!
  const depth = layout.dimension === '3d' ? slices : region.size[2]
  return `for (var z = 0u; z < ${depth}u; z++) { for (var y = 0u; y < ${height}u; y++) { for (var x = 0u; x < ${width}u; x++) {
    let i = (z * ${height}u + y) * ${width}u + x; ${body} } } }`
}

const at = (dimension: TextureLayout['dimension']) =>
  dimension === '1d' ? 'x' : dimension === '3d' ? 'vec3u(x, y, z)' : 'vec2u(x, y), z'

/** Largest whole numbers of a normalised format's channels. */
const largest = (format: TextureFormat): [number, number] => (format === 'rgb10a2unorm' ? [1023, 3] : [255, 255])

export function readTexture(use: TextureUse, k: number): string {
  const { dimension, formatName } = use.layout
  const type = numbers(formatName)
  const [color, alpha] = largest(formatName)
  const words =
    type === 'f32'
      ? `vec4u(round(t * vec4f(${color}.0, ${color}.0, ${color}.0, ${alpha}.0)))`
      : type === 'i32'
        ? 'bitcast<vec4u>(t)'
        : 't'
  return Array.from({ length: use.region.mipLevelCount }, (_, level) =>
    eachTexel(
      use,
      level,
      `let t = textureLoad(b${k}, ${at(dimension)}${use.as === 'sampled' ? `, ${level}` : ''}); let w = ${words};
       h = (h ^ w.x) * 0x01000193u; h = (h ^ w.y) * 0x01000193u; h = (h ^ w.z) * 0x01000193u; h = (h ^ w.w) * 0x01000193u;`,
    ),
  ).join('\n')
}

export function writeTexture(use: TextureUse, k: number): string {
  const { dimension, formatName } = use.layout
  const bits = 'vec4u(v, v >> 8u, v >> 16u, v >> 24u) & vec4u(0x7fu)'
  const type = numbers(formatName)
  const texel =
    type === 'u32'
      ? bits
      : type === 'i32'
        ? `vec4i(${bits})`
        : formatName.endsWith('float')
          ? `vec4f(${bits}) / 4.0`
          : `vec4f((${bits}) & vec4u(1u))`
  const kept = use.access === 'read-write' ? ` ^ (vec4u(textureLoad(b${k}, ${at(dimension)})) & vec4u(0x7fu))` : ''
  const value =
    kept === '' ? texel : type === 'i32' ? `vec4i((${bits})${kept})` : type === 'u32' ? `((${bits})${kept})` : texel
  return eachTexel(
    use,
    0,
    `let v = ((h ^ ((i + 1u) * 0x9e3779b1u)) + ${k}u * 0x85ebca6bu) * 0xc2b2ae35u;
     textureStore(b${k}, ${at(dimension)}, ${value});`,
  )
}
