/** The shader of the scene: a surface of up to five maps under its lights and a sky, or in its own colours. */
import { mapNames, type Draw, type MapName } from './scene.ts'

const common = /* wgsl */ `
struct Camera { viewProjection: mat4x4f, eye: vec4f }
struct Instance { world: mat4x4f, normals: mat3x3f, surface: u32 }
/** How the coordinates of a map are moved: two rows of an affine matrix. */
struct Rows { u: vec4f, v: vec4f }
struct Surface {
  baseColour: vec4f,
  emissive: vec3f,
  cutoff: f32,
  metallic: f32,
  roughness: f32,
  blended: f32,
  normalScale: f32,
  occlusionStrength: f32,
  maps: array<Rows, ${mapNames.length}>,
}
struct Light {
  position: vec3f,
  /** 0 for a light from far away. */
  isPlaced: f32,
  direction: vec3f,
  /** 1 over its range; 0 where it has no end. */
  range: f32,
  colour: vec3f,
  /** What is left of it, by the cosine of the angle to its direction. */
  cone: vec2f,
}

@group(0) @binding(0) var<uniform> camera: Camera;
@group(0) @binding(1) var<storage, read> instances: array<Instance>;
@group(0) @binding(2) var<storage, read> surfaces: array<Surface>;
@group(0) @binding(3) var<storage, read> lights: array<Light>;

struct Vertex {
  @location(0) position: vec3f,
  @location(1) normal: vec3f,
  @location(2) texcoord: vec2f,
  @location(3) colour: vec4f,
  @location(4) texcoord1: vec2f,
  @builtin(instance_index) instance: u32,
}
struct Varying {
  @builtin(position) clip: vec4f,
  @location(0) position: vec3f,
  @location(1) normal: vec3f,
  @location(2) texcoord: vec2f,
  @location(3) colour: vec4f,
  @location(4) texcoord1: vec2f,
  @location(5) @interpolate(flat) surface: u32,
}

@vertex fn vertexMain(in: Vertex) -> Varying {
  let instance = instances[in.instance];
  let position = (instance.world * vec4f(in.position, 1)).xyz;
  return Varying(
    camera.viewProjection * vec4f(position, 1), position, instance.normals * in.normal, in.texcoord, in.colour,
    in.texcoord1, instance.surface);
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
}

/** What arrives of a light at a place, and from where. */
struct Ray { colour: vec3f, to: vec3f }
fn rayOf(light: Light, position: vec3f) -> Ray {
  if light.isPlaced == 0.0 { return Ray(light.colour, -light.direction); }
  let way = light.position - position;
  let distance = max(length(way), 1e-4);
  let to = way / distance;
  let part = distance * light.range;
  let window = clamp(1.0 - part * part * part * part, 0.0, 1.0);
  let spot = clamp(dot(light.direction, -to) * light.cone.x + light.cone.y, 0.0, 1.0);
  return Ray(light.colour * window * spot * spot / (distance * distance), to);
}`

/** How a lit surface looks: its own light, that of all lights, and that of a sky. */
const lit = /* wgsl */ `
  let toEye = normalize(camera.eye.xyz - in.position);
  let roughness = clamp(rough, 0.08, 1.0);
  let f0 = mix(vec3f(0.04), base.rgb, metallic);
  let fresnel = f0 + (1.0 - f0) * pow(1.0 - max(dot(normal, toEye), 0.0), 5.0) * (1.0 - roughness);
  let shininess = 2.0 / pow(roughness, 4.0) - 2.0 + 1e-3;
  var diffuse = ambient * mix(vec3f(0.10, 0.085, 0.07), vec3f(0.21, 0.25, 0.31), normal.y * 0.5 + 0.5);
  var highlights = vec3f(0.0);
  for (var i = 0u; i < arrayLength(&lights); i++) {
    let ray = rayOf(lights[i], in.position);
    let towards = max(dot(normal, ray.to), 0.0);
    let halfway = normalize(ray.to + toEye);
    let highlight = pow(max(dot(normal, halfway), 0.0), shininess) * (shininess + 2.0) * 0.04 * towards;
    diffuse += ray.colour * (towards * 0.31830989);
    highlights += ray.colour * (min(highlight, 8.0) * 0.63661977);
  }
  let mirrored = reflect(-toEye, normal);
  let glow = ambient * mix(vec3f(0.20, 0.17, 0.14), vec3f(0.70, 0.80, 0.95), smoothstep(-0.4, 0.6, mirrored.y));
  let colour = base.rgb * (1.0 - metallic) * diffuse + fresnel * (highlights + glow) + emissive;`

const unlit = /* wgsl */ `
  let colour = base.rgb + emissive;`

const fragment = (surface: string, look: string): string => /* wgsl */ `
@fragment fn fragmentMain(in: Varying, @builtin(front_facing) front: bool) -> @location(0) vec4f {
  let surface = surfaces[in.surface];
  var base = surface.baseColour * in.colour;
  var metallic = surface.metallic;
  var rough = surface.roughness;
  var emissive = surface.emissive;
  var ambient = 1.0;
  var normal = normalAt(in, front);
${surface}
  if base.a < surface.cutoff { discard; }
${look}
  return vec4f(colour, select(1.0, base.a, surface.blended > 0.0));
}`

/** The effect of each map on the surface: `texel` is its value at `texcoord`. */
const effects: Readonly<Record<MapName, string>> = {
  baseColour: 'base *= texel;',
  metallicRoughness: 'metallic *= texel.b; rough *= texel.g;',
  occlusion: 'ambient = 1.0 + surface.occlusionStrength * (texel.r - 1.0);',
  emissive: 'emissive *= texel.rgb;',
  normal:
    'normal = bend(normal, (texel.xyz * 2.0 - 1.0) * vec3f(surface.normalScale, surface.normalScale, 1.0), in.position, texcoord);',
}

/** Without light, colours alone are seen. */
const unlitMaps: readonly MapName[] = ['baseColour', 'emissive']

/** The maps that a draw shows, in the order of the shader's bindings. */
export const mapsOf = ({ surface: { maps }, lit }: Draw): MapName[] =>
  (lit ? mapNames : unlitMaps).filter((name) => maps[name] !== undefined)

/** `texcoord` or `texcoord1`: a third set is not there, and the first stands in. */
const attributeOf = ({ surface, sets }: Draw, name: MapName): string =>
  sets.indexOf(surface.maps[name]!.set) === 1 ? 'texcoord1' : 'texcoord'

/** Equal for draws that one shader can show. */
export const shaderKey = (draw: Draw): string =>
  [draw.lit ? 'lit' : 'unlit', ...mapsOf(draw).map((name) => `${name} by ${attributeOf(draw, name)}`)].join(', ')

/** The module for draws with just these maps: the i-th has its sampler at binding 2i of group 1, its texture behind it. */
export function sceneShader(draw: Draw): string {
  const maps = mapsOf(draw)
  const bindings = maps.map(
    (name, i) => `@group(1) @binding(${2 * i}) var ${name}Sampler: sampler;
@group(1) @binding(${2 * i + 1}) var ${name}Map: texture_2d<f32>;`,
  )
  const samples = maps.map(
    (name) => `  {
    let rows = surface.maps[${mapNames.indexOf(name)}];
    let at = vec3f(in.${attributeOf(draw, name)}, 1.0);
    let texcoord = vec2f(dot(rows.u.xyz, at), dot(rows.v.xyz, at));
    let texel = textureSample(${name}Map, ${name}Sampler, texcoord);
    ${effects[name]}
  }`,
  )
  return `${common}\n${bindings.join('\n')}\n${fragment(samples.join('\n'), draw.lit ? lit : unlit)}`
}
