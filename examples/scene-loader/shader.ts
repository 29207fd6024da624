/** The shader of the scene: a surface of up to five maps under a sun and a sky. */
import { mapNames, type MapName, type Surface } from './scene.ts'

const common = /* wgsl */ `
struct Camera { viewProjection: mat4x4f, eye: vec4f }
struct Draw {
  world: mat4x4f,
  normals: mat4x4f,
  baseColour: vec4f,
  emissive: vec3f,
  cutoff: f32,
  metallic: f32,
  roughness: f32,
  blended: f32,
  normalScale: f32,
  occlusionStrength: f32,
}

@group(0) @binding(0) var<uniform> camera: Camera;
@group(0) @binding(1) var<storage, read> draws: array<Draw>;

struct Vertex {
  @location(0) position: vec3f,
  @location(1) normal: vec3f,
  @location(2) texcoord: vec2f,
  @location(3) colour: vec4f,
  @location(4) texcoord1: vec2f,
  @builtin(instance_index) draw: u32,
}
struct Varying {
  @builtin(position) clip: vec4f,
  @location(0) position: vec3f,
  @location(1) normal: vec3f,
  @location(2) texcoord: vec2f,
  @location(3) colour: vec4f,
  @location(4) texcoord1: vec2f,
  @location(5) @interpolate(flat) draw: u32,
}

@vertex fn vertexMain(in: Vertex) -> Varying {
  let draw = draws[in.draw];
  let position = (draw.world * vec4f(in.position, 1)).xyz;
  return Varying(
    camera.viewProjection * vec4f(position, 1), position, (draw.normals * vec4f(in.normal, 0)).xyz, in.texcoord,
    in.colour, in.texcoord1, in.draw);
}

/** The surface's normal; where a primitive has none, its faces are flat. */
fn normalAt(in: Varying, front: bool) -> vec3f {
  let face = cross(dpdx(in.position), dpdy(in.position));
  let toEye = camera.eye.xyz - in.position;
  var normal = select(in.normal, -in.normal, !front);
  if dot(normal, normal) < 1e-12 { normal = select(face, -face, dot(face, toEye) < 0); }
  return normal / max(length(normal), 1e-20);
}

/** Bends a normal by a map, whose axes are those along which its coordinates grow on the screen. */
fn bend(normal: vec3f, bump: vec3f, position: vec3f, texcoord: vec2f) -> vec3f {
  let alongX = dpdx(position);
  let alongY = dpdy(position);
  let x = cross(alongY, normal);
  let y = cross(normal, alongX);
  let gradientU = x * dpdx(texcoord.x) + y * dpdy(texcoord.x);
  let gradientV = x * dpdx(texcoord.y) + y * dpdy(texcoord.y);
  let side = sign(dot(cross(alongX, alongY), normal));
  let scale = side * inverseSqrt(max(max(dot(gradientU, gradientU), dot(gradientV, gradientV)), 1e-30));
  // The map's second axis points up, its coordinate down.
  return normalize((gradientU * bump.x - gradientV * bump.y) * scale + normal * bump.z);
}`

const fragment = (surface: string): string => /* wgsl */ `
@fragment fn fragmentMain(in: Varying, @builtin(front_facing) front: bool) -> @location(0) vec4f {
  let draw = draws[in.draw];
  var base = draw.baseColour * in.colour;
  var metallic = draw.metallic;
  var rough = draw.roughness;
  var emissive = draw.emissive;
  var ambient = 1.0;
  var normal = normalAt(in, front);
${surface}
  if base.a < draw.cutoff { discard; }
  let toEye = normalize(camera.eye.xyz - in.position);
  let toSun = normalize(vec3f(0.5, 0.9, 0.6));
  let roughness = clamp(rough, 0.08, 1.0);
  let sky = ambient * mix(vec3f(0.20, 0.17, 0.14), vec3f(0.42, 0.50, 0.62), normal.y * 0.5 + 0.5);
  let sun = vec3f(2.0, 1.85, 1.6) * max(dot(normal, toSun), 0.0);
  let halfway = normalize(toSun + toEye);
  let shininess = 2.0 / pow(roughness, 4.0) - 2.0 + 1e-3;
  let highlight = pow(max(dot(normal, halfway), 0.0), shininess) * (shininess + 2.0) * 0.04 * max(dot(normal, toSun), 0.0);
  let f0 = mix(vec3f(0.04), base.rgb, metallic);
  let fresnel = f0 + (1.0 - f0) * pow(1.0 - max(dot(normal, toEye), 0.0), 5.0) * (1.0 - roughness);
  let diffuse = base.rgb * (1.0 - metallic) * (sun + sky);
  let mirrored = reflect(-toEye, normal);
  let glow = ambient * mix(vec3f(0.20, 0.17, 0.14), vec3f(0.70, 0.80, 0.95), smoothstep(-0.4, 0.6, mirrored.y));
  let colour = diffuse * 0.5 + fresnel * (min(highlight, 8.0) * vec3f(2.0, 1.85, 1.6) + glow) + emissive;
  return vec4f(colour, select(1.0, base.a, draw.blended > 0.0));
}`

/** What each map does to the surface; `texel` is what it holds, `texcoord` where. */
const effects: Readonly<Record<MapName, string>> = {
  baseColour: 'base *= texel;',
  metallicRoughness: 'metallic *= texel.b; rough *= texel.g;',
  occlusion: 'ambient = 1.0 + draw.occlusionStrength * (texel.r - 1.0);',
  emissive: 'emissive *= texel.rgb;',
  normal:
    'normal = bend(normal, (texel.xyz * 2.0 - 1.0) * vec3f(draw.normalScale, draw.normalScale, 1.0), in.position, texcoord);',
}

/** The maps that a surface has, in the order of the shader's bindings. */
export const mapsOf = ({ maps }: Surface): MapName[] => mapNames.filter((name) => maps[name] !== undefined)

/** Equal for surfaces that one shader can show. */
export const shaderKey = (surface: Surface): string =>
  mapsOf(surface)
    .map((name) => `${name} by ${surface.maps[name]!.texcoord}`)
    .join()

/** The module for surfaces with just these maps: the i-th has its sampler at binding 2i of group 1, its texture behind it. */
export function sceneShader(surface: Surface): string {
  const maps = mapsOf(surface)
  const bindings = maps.map(
    (name, i) => `@group(1) @binding(${2 * i}) var ${name}Sampler: sampler;
@group(1) @binding(${2 * i + 1}) var ${name}Map: texture_2d<f32>;`,
  )
  const samples = maps.map(
    (name) => `  {
    let texcoord = in.${surface.maps[name]!.texcoord};
    let texel = textureSample(${name}Map, ${name}Sampler, texcoord);
    ${effects[name]}
  }`,
  )
  return `${common}\n${bindings.join('\n')}\n${fragment(samples.join('\n'))}`
}
