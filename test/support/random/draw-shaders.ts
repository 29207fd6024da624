/** Shaders of random draws, as text: what a pipeline reads decides what its stages declare. */
import { vertexFormats, type VertexFormat } from '../../../src/graph/draw-schema.ts'

export type ValueKind = 'float' | 'uint' | 'sint'

export interface DrawShader {
  /** By location; location 0 is the position. */
  readonly attributes: readonly { readonly location: number; readonly format: VertexFormat }[]
  readonly targets: readonly ValueKind[]
  readonly uniform: boolean
  readonly storage: boolean
  readonly texture: boolean
  readonly discards: boolean
  /**
   * Corners on fractions of a pixel and inside the picture, where no clipping makes others, and nothing flat that comes from a
   * rounded float.
   */
  readonly portable: boolean
}

const vectors: Record<ValueKind, string> = { float: 'vec4f', uint: 'vec4u', sint: 'vec4i' }
const kindOf = (format: VertexFormat): ValueKind => vertexFormats[format].type

export function drawShader(shader: DrawShader): string {
  const { attributes, targets, uniform, storage, texture, discards, portable } = shader
  const inputs = attributes.map(
    ({ location, format }) => `@location(${location}) a${location}: ${vectors[kindOf(format)]}, `,
  )
  const position = attributes.some(({ location }) => location === 0)
    ? portable
      ? 'vec4f(round((abs(a0.xy) * 2.0 - 1.0) * 128.0) / 128.0, abs(a0.z) * 0.75 + 0.125, 1.0)'
      : 'vec4f(a0.xy * 2.5 - 1.25, fract(abs(a0.z)), 1.0)'
    : portable
      ? 'vec4f(f32(v * 7u % 9u) / 4.0 - 1.0, f32(v * 5u % 9u) / 4.0 - 1.0, f32(v % 5u) / 5.0, 1.0)'
      : 'vec4f(f32(v * 7u % 11u) / 4.0 - 1.25, f32(v * 5u % 13u) / 5.0 - 1.25, f32(v % 5u) / 5.0, 1.0)'
  const mixed = attributes
    .filter(({ location }) => location > 0)
    .map(({ location, format }) =>
      kindOf(format) !== 'float'
        ? `vec4u(a${location})`
        : portable
          ? `vec4u(round(abs(a${location}) * 255.0))`
          : `bitcast<vec4u>(a${location})`,
    )
  const outputs = targets.map((kind, i) => `@location(${i}) c${i}: ${vectors[kind]}`)
  const values = targets.map((kind, i) =>
    kind === 'float'
      ? portable
        ? `shade / ${i + 1}.0`
        : `shade * ${i + 1}.0 - ${i}.0`
      : `${vectors[kind]}(${portable ? '(word & vec4u(127u))' : 'word'} + ${i}u)`,
  )
  // A place inside a texel, whatever is rounded: of a picture of 8 to 256 texels.
  const place = portable ? '(vec2f(corner.word.xy & vec2u(7u)) + 0.53) / 8.0' : 'corner.color.xy * 2.0'
  return `
${uniform ? '@group(0) @binding(0) var<uniform> given: array<vec4u, 4>;' : ''}
${storage ? '@group(1) @binding(2) var<storage, read> table: array<u32>;' : ''}
${texture ? '@group(2) @binding(0) var picture: texture_2d<f32>;\n@group(2) @binding(1) var look: sampler;' : ''}
override by = 1u;
struct Corner { @builtin(position) position: vec4f, @location(0) color: vec4f, @location(1) @interpolate(flat) word: vec4u }
@vertex fn vs(${inputs.join('')}@builtin(vertex_index) v: u32, @builtin(instance_index) n: u32) -> Corner {
  var word = vec4u(v, n, by, 7u);
  ${mixed.map((value) => `word ^= ${value};`).join(' ')}
  ${uniform ? 'word += given[n % 4u];' : ''}
  ${storage ? 'word.x += table[v % arrayLength(&table)];' : ''}
  return Corner(${position}, vec4f(word & vec4u(255u)) / 255.0, word);
}
${
  targets.length === 0
    ? ''
    : `struct Colors { ${outputs.join(', ')} }
@fragment fn fs(corner: Corner, @builtin(front_facing) front: bool) -> Colors {
  ${discards ? 'if ((u32(corner.position.x) + u32(corner.position.y)) % 3u == 0u) { discard; }' : ''}
  var shade = corner.color;
  let word = select(corner.word, corner.word.wzyx, front);
  ${texture ? `shade += textureSampleLevel(picture, look, ${place}, 0.0);` : ''}
  ${uniform ? 'shade.x += f32(given[0].x & 3u) / 8.0;' : ''}
  return Colors(${values.join(', ')});
}`
}`
}

/** Counts of draws, as a dispatch writes them: none for the first instance, which devices take from 0 only. */
export const countShader = `
override vertices = 3u;
override instances = 1u;
override first = 0u;
@group(0) @binding(0) var<storage, read_write> counts: array<u32>;
@compute @workgroup_size(1) fn count() {
  for (var i = 0u; i < arrayLength(&counts); i++) { counts[i] = 0u; }
  counts[0] = vertices; counts[1] = instances; counts[2] = first;
}`
