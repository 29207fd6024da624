/** WGSL of the passes: one for triangles into depth, one for the G-buffer, and a fragment for each pass over the screen. */

const frame = /* wgsl */ `
struct Frame {
  viewProjection: mat4x4f,
  inverse: mat4x4f,
  previous: mat4x4f,
  light: mat4x4f,
  eye: vec4f,
  /** Towards the sun. */
  sun: vec4f,
  /** Width, height, and one over each. */
  size: vec4f,
  /** Number of the frame, texels of the shadow map. */
  count: vec4f,
}
@group(0) @binding(0) var<uniform> frame: Frame;
`

export const shadowShader = /* wgsl */ `${frame}
@vertex fn vertexMain(@location(0) position: vec3f) -> @builtin(position) vec4f {
  return frame.light * vec4f(position, 1);
}`

export const geometryShader = /* wgsl */ `${frame}
struct Varying { @builtin(position) clip: vec4f, @location(0) normal: vec3f, @location(1) colour: vec4f }
struct Surface { @location(0) albedo: vec4f, @location(1) normal: vec4f }

@vertex fn vertexMain(
  @location(0) position: vec3f, @location(1) normal: vec3f, @location(2) colour: vec4f
) -> Varying {
  return Varying(frame.viewProjection * vec4f(position, 1), normal, colour);
}
@fragment fn fragmentMain(in: Varying) -> Surface {
  // Alpha says how much the surface glows.
  return Surface(in.colour, vec4f(normalize(in.normal), 0));
}`

/** What every pass over the screen may use; textures follow from binding 2 on. */
const screen = /* wgsl */ `${frame}
@group(0) @binding(1) var smooth_clamp: sampler;

@vertex fn vertexMain(@builtin(vertex_index) i: u32) -> @builtin(position) vec4f {
  // One triangle that covers the screen, as far away as can be.
  return vec4f(vec2f(f32((i << 1u) & 2u), f32(i & 2u)) * 2 - 1, 1, 1);
}
fn worldAt(at: vec2f, depth: f32) -> vec3f {
  let clip = vec4f(at.x * 2 - 1, 1 - at.y * 2, depth, 1);
  let world = frame.inverse * clip;
  return world.xyz / world.w;
}
fn noise(seed: vec3u) -> f32 {
  var h = seed.x * 374761393u + seed.y * 668265263u + seed.z * 2246822519u;
  h = (h ^ (h >> 15u)) * 3266489917u;
  h = (h ^ (h >> 13u)) * 668265263u;
  return f32((h ^ (h >> 16u)) >> 8u) / 16777216.0;
}
fn luminance(colour: vec3f) -> f32 { return dot(colour, vec3f(0.2126, 0.7152, 0.0722)); }
`

const skyColour = /* wgsl */ `
fn skyColour(direction: vec3f) -> vec3f {
  let up = max(direction.y, 0.0);
  let sun = pow(max(dot(direction, frame.sun.xyz), 0.0), 350.0) * 14;
  return mix(vec3f(0.85, 0.72, 0.60), vec3f(0.16, 0.30, 0.62), pow(up, 0.45)) + vec3f(1.0, 0.85, 0.6) * sun;
}`

const blur = (step: string): string => /* wgsl */ `
@group(0) @binding(2) var occlusion: texture_2d<f32>;
@group(0) @binding(3) var depth: texture_depth_2d;
@fragment fn fragmentMain(@builtin(position) at: vec4f) -> @location(0) vec4f {
  let size = vec2i(frame.size.xy);
  let here = vec2i(at.xy);
  let middle = textureLoad(depth, here, 0);
  var sum = 0.0;
  var weights = 0.0;
  for (var i = -3; i <= 3; i++) {
    let there = clamp(here + ${step} * i, vec2i(0), size - 1);
    // Surfaces behind each other do not shade each other.
    let weight = exp(-f32(i * i) / 6.0 - 600.0 * abs(textureLoad(depth, there, 0) - middle));
    sum += weight * textureLoad(occlusion, there, 0).r;
    weights += weight;
  }
  return vec4f(sum / weights, 0, 0, 1);
}`

const downsample = (tone: string): string => /* wgsl */ `
@group(0) @binding(2) var source: texture_2d<f32>;
@fragment fn fragmentMain(@builtin(position) at: vec4f) -> @location(0) vec4f {
  let texel = 1 / vec2f(textureDimensions(source));
  let centre = at.xy * 2 * texel;
  var sum = vec3f(0);
  for (var i = 0u; i < 4u; i++) {
    let offset = vec2f(f32(i & 1u), f32(i >> 1u)) * 2 - 1;
    sum += textureSampleLevel(source, smooth_clamp, centre + offset * texel, 0).rgb;
  }
  let colour = sum / 4;
  return vec4f(${tone}, 1);
}`

const upsample = /* wgsl */ `
@group(0) @binding(2) var lower: texture_2d<f32>;
@group(0) @binding(3) var same: texture_2d<f32>;
@fragment fn fragmentMain(@builtin(position) at: vec4f) -> @location(0) vec4f {
  let centre = at.xy / vec2f(textureDimensions(same));
  let texel = 1 / vec2f(textureDimensions(lower));
  var sum = vec3f(0);
  for (var i = 0u; i < 4u; i++) {
    let offset = vec2f(f32(i & 1u), f32(i >> 1u)) - 0.5;
    sum += textureSampleLevel(lower, smooth_clamp, centre + offset * texel, 0).rgb;
  }
  return vec4f(textureLoad(same, vec2i(at.xy), 0).rgb + sum / 4, 1);
}`

const average = (value: string): string => /* wgsl */ `
/** Texels along each side of what is written. */
override side: f32 = 64;
@group(0) @binding(2) var source: texture_2d<f32>;
@fragment fn fragmentMain(@builtin(position) at: vec4f) -> @location(0) vec4f {
  var sum = 0.0;
  for (var i = 0u; i < 16u; i++) {
    let inside = (vec2f(f32(i & 3u), f32(i >> 2u)) + 0.5) / 4;
    let colour = textureSampleLevel(source, smooth_clamp, (floor(at.xy) + inside) / side, 0).rgb;
    sum += ${value};
  }
  return vec4f(sum / 16, 0, 0, 1);
}`

const fragments = {
  ssao: /* wgsl */ `
@group(0) @binding(2) var depth: texture_depth_2d;
@group(0) @binding(3) var normals: texture_2d<f32>;
@fragment fn fragmentMain(@builtin(position) at: vec4f) -> @location(0) vec4f {
  let here = vec2i(at.xy);
  let d = textureLoad(depth, here, 0);
  if d >= 1 { return vec4f(1); }
  let position = worldAt(at.xy * frame.size.zw, d);
  let normal = textureLoad(normals, here, 0).xyz;
  let radius = 0.6;
  var hidden = 0.0;
  for (var i = 0u; i < 12u; i++) {
    let seed = vec3u(vec2u(here), i);
    let height = noise(seed) * 2 - 1;
    let turn = noise(seed + 7919u) * 6.2831853;
    let direction = vec3f(sqrt(1 - height * height) * vec2f(cos(turn), sin(turn)), height);
    // Somewhere in the half sphere over the surface.
    let probe = position + normalize(normal * 1.02 + direction) * radius * (f32(i) + 0.5) / 12 + normal * 0.02;
    let clip = frame.viewProjection * vec4f(probe, 1);
    let there = vec2f(clip.x, -clip.y) / clip.w * 0.5 + 0.5;
    let texel = clamp(vec2i(there * frame.size.xy), vec2i(0), vec2i(frame.size.xy) - 1);
    let found = worldAt(there, textureLoad(depth, texel, 0));
    let inFront = distance(frame.eye.xyz, found) < distance(frame.eye.xyz, probe) - 0.02;
    hidden += select(0.0, 1.0, inFront && distance(found, position) < radius * 2);
  }
  return vec4f(1 - hidden / 12, 0, 0, 1);
}`,
  blurAcross: blur('vec2i(1, 0)'),
  blurDown: blur('vec2i(0, 1)'),
  lighting: /* wgsl */ `${skyColour}
@group(0) @binding(2) var depth: texture_depth_2d;
@group(0) @binding(3) var albedo: texture_2d<f32>;
@group(0) @binding(4) var normals: texture_2d<f32>;
@group(0) @binding(5) var occlusion: texture_2d<f32>;
@group(0) @binding(6) var shadow: texture_depth_2d;

fn sunlit(position: vec3f, normal: vec3f) -> f32 {
  let clip = frame.light * vec4f(position + normal * 0.05, 1);
  let at = (vec2f(clip.x, -clip.y) * 0.5 + 0.5) * frame.count.y;
  var lit = 0.0;
  for (var i = 0; i < 9; i++) {
    let texel = clamp(vec2i(at) + vec2i(i % 3, i / 3) - 1, vec2i(0), vec2i(i32(frame.count.y)) - 1);
    lit += select(0.0, 1.0, clip.z - 0.0005 <= textureLoad(shadow, texel, 0));
  }
  return lit / 9;
}
@fragment fn fragmentMain(@builtin(position) at: vec4f) -> @location(0) vec4f {
  let here = vec2i(at.xy);
  let d = textureLoad(depth, here, 0);
  if d >= 1 { return vec4f(0, 0, 0, 1); }
  let position = worldAt(at.xy * frame.size.zw, d);
  let surface = textureLoad(albedo, here, 0);
  let normal = textureLoad(normals, here, 0).xyz;
  let ambient = textureLoad(occlusion, here, 0).r;
  let toEye = normalize(frame.eye.xyz - position);
  let sun = max(dot(normal, frame.sun.xyz), 0.0) * sunlit(position, normal);
  let highlight = pow(max(dot(normal, normalize(frame.sun.xyz + toEye)), 0.0), 60.0) * sun;
  let sky = mix(vec3f(0.20, 0.17, 0.14), vec3f(0.36, 0.44, 0.60), normal.y * 0.5 + 0.5);
  let colour = surface.rgb * (sun * vec3f(2.6, 2.2, 1.7) + sky * ambient) + highlight + surface.rgb * surface.a * 9;
  // Far things take the colour of the air.
  let haze = 1 - exp(-max(distance(frame.eye.xyz, position) - 10, 0.0) * 0.018);
  return vec4f(mix(colour, skyColour(vec3f(-toEye.x, max(-toEye.y, 0.0), -toEye.z)), haze), 1);
}`,
  sky: /* wgsl */ `${skyColour}
@fragment fn fragmentMain(@builtin(position) at: vec4f) -> @location(0) vec4f {
  return vec4f(skyColour(normalize(worldAt(at.xy * frame.size.zw, 1) - frame.eye.xyz)), 1);
}`,
  temporal: /* wgsl */ `
@group(0) @binding(2) var lit: texture_2d<f32>;
@group(0) @binding(3) var depth: texture_depth_2d;
@group(0) @binding(4) var history: texture_2d<f32>;
@fragment fn fragmentMain(@builtin(position) at: vec4f) -> @location(0) vec4f {
  let here = vec2i(at.xy);
  let now = textureLoad(lit, here, 0).rgb;
  var least = now;
  var most = now;
  for (var i = 0; i < 9; i++) {
    let there = clamp(here + vec2i(i % 3, i / 3) - 1, vec2i(0), vec2i(frame.size.xy) - 1);
    let near = textureLoad(lit, there, 0).rgb;
    least = min(least, near);
    most = max(most, near);
  }
  let world = worldAt(at.xy * frame.size.zw, textureLoad(depth, here, 0));
  let clip = frame.previous * vec4f(world, 1);
  let before = vec2f(clip.x, -clip.y) / clip.w * 0.5 + 0.5;
  let known = frame.count.x > 0 && all(before >= vec2f(0)) && all(before <= vec2f(1));
  let kept = clamp(textureSampleLevel(history, smooth_clamp, before, 0).rgb, least, most);
  return vec4f(mix(now, kept, select(0.0, 0.85, known)), 1);
}`,
  bright: downsample('max(colour - 1.1, vec3f(0))'),
  downsample: downsample('colour'),
  upsample,
  logLuminance: average('log2(luminance(colour) + 0.002)'),
  average: average('colour.r'),
  exposure: /* wgsl */ `
@group(0) @binding(2) var luminances: texture_2d<f32>;
@group(0) @binding(3) var before: texture_2d<f32>;
@fragment fn fragmentMain(@builtin(position) at: vec4f) -> @location(0) vec4f {
  let mean = textureSampleLevel(luminances, smooth_clamp, at.xy * 0 + 0.5, 0).r;
  let wanted = clamp(0.24 / exp2(mean), 0.3, 3.0);
  let last = textureLoad(before, vec2i(0), 0).r;
  return vec4f(select(wanted, mix(last, wanted, 0.3), frame.count.x > 0), 0, 0, 1);
}`,
  toneMap: /* wgsl */ `
@group(0) @binding(2) var lit: texture_2d<f32>;
@group(0) @binding(3) var bloom: texture_2d<f32>;
@group(0) @binding(4) var exposure: texture_2d<f32>;
@fragment fn fragmentMain(@builtin(position) at: vec4f) -> @location(0) vec4f {
  let glow = textureSampleLevel(bloom, smooth_clamp, at.xy * frame.size.zw, 0).rgb;
  let x = (textureLoad(lit, vec2i(at.xy), 0).rgb + glow * 0.12) * textureLoad(exposure, vec2i(0), 0).r;
  // Narkowicz's fit of the ACES curve.
  let mapped = clamp((x * (2.51 * x + 0.03)) / (x * (2.43 * x + 0.59) + 0.14), vec3f(0), vec3f(1));
  return vec4f(pow(mapped, vec3f(1 / 2.2)), 1);
}`,
  smoothEdges: /* wgsl */ `
@group(0) @binding(2) var source: texture_2d<f32>;
fn near(at: vec2f, dx: f32, dy: f32) -> vec3f {
  return textureSampleLevel(source, smooth_clamp, (at + vec2f(dx, dy)) * frame.size.zw, 0).rgb;
}
@fragment fn fragmentMain(@builtin(position) at: vec4f) -> @location(0) vec4f {
  let middle = near(at.xy, 0, 0);
  let up = luminance(near(at.xy, 0, -1));
  let down = luminance(near(at.xy, 0, 1));
  let left = luminance(near(at.xy, -1, 0));
  let right = luminance(near(at.xy, 1, 0));
  let most = max(max(up, down), max(left, right));
  let least = min(min(up, down), min(left, right));
  if most - least < 0.08 { return vec4f(middle, 1); }
  // Along the edge, half a texel to each side.
  let edge = normalize(vec2f(up - down, right - left) + 1e-5) * 0.5;
  return vec4f((near(at.xy, edge.x, edge.y) + near(at.xy, -edge.x, -edge.y)) * 0.35 + middle * 0.3, 1);
}`,
  finish: /* wgsl */ `
@group(0) @binding(2) var source: texture_2d<f32>;
@fragment fn fragmentMain(@builtin(position) at: vec4f) -> @location(0) vec4f {
  let off = at.xy * frame.size.zw - 0.5;
  let grain = (noise(vec3u(vec2u(at.xy), u32(frame.count.x))) - 0.5) * 0.012;
  return vec4f(textureLoad(source, vec2i(at.xy), 0).rgb * (1 - dot(off, off) * 0.55) + grain, 1);
}`,
} as const

export type FragmentName = keyof typeof fragments

/** The whole module of a pass over the screen. */
export const screenShader = (name: FragmentName): string => `${screen}${fragments[name]}`
