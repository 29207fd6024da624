/** WGSL of the passes over the screen. */

const screen = /* wgsl */ `
@vertex fn vertexMain(@builtin(vertex_index) i: u32) -> @builtin(position) vec4f {
  return vec4f(vec2f(f32((i << 1u) & 2u), f32(i & 2u)) * 2 - 1, 0, 1);
}`

const camera = /* wgsl */ `
struct Camera {
  /** Clip space to view space. */
  inverse: mat4x4f,
  /** View space to clip space, of which the scale is used. */
  projection: mat4x4f,
}
@group(0) @binding(0) var<uniform> camera: Camera;
fn viewAt(texel: vec2i) -> vec3f {
  let size = vec2i(textureDimensions(depth));
  let inside = clamp(texel, vec2i(0), size - 1);
  let at = (vec2f(inside) + 0.5) / vec2f(size);
  let view = camera.inverse * vec4f(at.x * 2 - 1, 1 - at.y * 2, textureLoad(depth, inside, 0), 1);
  return view.xyz / view.w;
}`

/** Alchemy's ambient occlusion: what rises above the surface nearby hides light, the less the farther it is (McGuire et al. 2011). */
const occlusion = /* wgsl */ `${camera}
@group(0) @binding(1) var depth: texture_depth_2d;
override radius: f32 = 0.6;
const samples = 16u;
fn noise(texel: vec2u) -> f32 {
  var h = texel.x * 374761393u + texel.y * 668265263u;
  h = (h ^ (h >> 13u)) * 1274126177u;
  return f32((h ^ (h >> 16u)) >> 8u) / 16777216.0;
}
/** The nearer of both neighbours: the other may lie on another surface. */
fn slope(here: vec3f, texel: vec2i, step: vec2i) -> vec3f {
  let before = here - viewAt(texel - step);
  let behind = viewAt(texel + step) - here;
  return select(behind, before, abs(before.z) < abs(behind.z));
}
@fragment fn fragmentMain(@builtin(position) at: vec4f) -> @location(0) vec4f {
  let texel = vec2i(at.xy);
  if textureLoad(depth, texel, 0) >= 1 { return vec4f(1); }
  let here = viewAt(texel);
  let normal = normalize(cross(slope(here, texel, vec2i(0, -1)), slope(here, texel, vec2i(-1, 0)))) * -1;
  let facing = select(normal, -normal, dot(normal, here) > 0);
  let reach = radius * camera.projection[1][1] / abs(here.z) * f32(textureDimensions(depth).y) * 0.5;
  let turn = noise(vec2u(texel) % 4) * 6.2831853;
  var hidden = 0.0;
  for (var i = 0u; i < samples; i++) {
    let part = (f32(i) + 0.5) / f32(samples);
    let angle = turn + part * 6.2831853 * 5;
    let there = viewAt(texel + vec2i(vec2f(cos(angle), sin(angle)) * part * reach));
    let way = there - here;
    let rise = dot(way, facing) - 0.002 * abs(here.z);
    hidden += max(rise, 0.0) / (dot(way, way) + 0.01) * select(0.0, 1.0, dot(way, way) < radius * radius * 4);
  }
  return vec4f(max(0.0, 1 - 1.6 * radius * hidden / f32(samples)), 0, 0, 1);
}`

/** The noise repeats every 4×4 texels, so their mean is without it; texels of other surfaces are left out. */
const shade = /* wgsl */ `${camera}
@group(0) @binding(1) var depth: texture_depth_2d;
@group(0) @binding(2) var colour: texture_2d<f32>;
@group(0) @binding(3) var occlusion: texture_2d<f32>;
@fragment fn fragmentMain(@builtin(position) at: vec4f) -> @location(0) vec4f {
  let texel = vec2i(at.xy);
  let size = vec2i(textureDimensions(depth));
  let here = viewAt(texel).z;
  var sum = 0.0;
  var weights = 0.0;
  for (var i = 0; i < 16; i++) {
    let there = clamp(texel + vec2i(i % 4, i / 4) - 2, vec2i(0), size - 1);
    let weight = select(0.001, 1.0, abs(viewAt(there).z - here) < 0.05 * abs(here));
    sum += weight * textureLoad(occlusion, there, 0).r;
    weights += weight;
  }
  let surface = textureLoad(colour, texel, 0);
  return vec4f(surface.rgb * sum / weights, surface.a);
}`

const downsample = (tone: string): string => /* wgsl */ `
@group(0) @binding(0) var smooth_clamp: sampler;
@group(0) @binding(1) var source: texture_2d<f32>;
override threshold: f32 = 1;
@fragment fn fragmentMain(@builtin(position) at: vec4f) -> @location(0) vec4f {
  let texel = 1 / vec2f(textureDimensions(source));
  var sum = vec3f(0);
  for (var i = 0u; i < 4u; i++) {
    let offset = vec2f(f32(i & 1u), f32(i >> 1u)) * 2 - 1;
    sum += textureSampleLevel(source, smooth_clamp, (at.xy * 2 + offset) * texel, 0).rgb;
  }
  let colour = sum / 4;
  return vec4f(${tone}, 1);
}`

const upsample = /* wgsl */ `
@group(0) @binding(0) var smooth_clamp: sampler;
@group(0) @binding(1) var same: texture_2d<f32>;
@group(0) @binding(2) var lower: texture_2d<f32>;
override strength: f32 = 1;
@fragment fn fragmentMain(@builtin(position) at: vec4f) -> @location(0) vec4f {
  let centre = at.xy / vec2f(textureDimensions(same));
  let texel = 1 / vec2f(textureDimensions(lower));
  var sum = vec3f(0);
  for (var i = 0u; i < 4u; i++) {
    let offset = vec2f(f32(i & 1u), f32(i >> 1u)) - 0.5;
    sum += textureSampleLevel(lower, smooth_clamp, centre + offset * texel, 0).rgb;
  }
  let here = textureLoad(same, vec2i(at.xy), 0);
  return vec4f(here.rgb + sum * (0.25 * strength), here.a);
}`

/** Narkowicz's fit of the ACES curve. Formats that end in -srgb encode by themselves. */
const toneMap = /* wgsl */ `
@group(0) @binding(0) var lit: texture_2d<f32>;
override encode: bool = true;
@fragment fn fragmentMain(@builtin(position) at: vec4f) -> @location(0) vec4f {
  let x = textureLoad(lit, vec2i(at.xy), 0).rgb;
  let mapped = clamp((x * (2.51 * x + 0.03)) / (x * (2.43 * x + 0.59) + 0.14), vec3f(0), vec3f(1));
  return vec4f(select(mapped, pow(mapped, vec3f(1 / 2.2)), encode), 1);
}`

const fragments = {
  occlusion,
  shade,
  bright: downsample('colour * saturate(max(colour.r, max(colour.g, colour.b)) - threshold)'),
  downsample: downsample('colour'),
  upsample,
  toneMap,
}
export type Fragment = keyof typeof fragments
export const effectShaders = Object.entries(fragments).map(([id, fragment]) => ({ id, wgsl: `${screen}${fragment}` }))
