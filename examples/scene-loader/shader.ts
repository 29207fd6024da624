/** The one shader of the scene: base colour, a sun, a sky, and a highlight. */
export const sceneShader = /* wgsl */ `
struct Camera { viewProjection: mat4x4f, eye: vec4f }
struct Draw { world: mat4x4f, normals: mat4x4f, baseColour: vec4f, emissive: vec3f, cutoff: f32, surface: vec4f }

@group(0) @binding(0) var<uniform> camera: Camera;
@group(0) @binding(1) var<storage, read> draws: array<Draw>;
@group(1) @binding(0) var baseSampler: sampler;
@group(1) @binding(1) var baseTexture: texture_2d<f32>;

struct Vertex {
  @location(0) position: vec3f,
  @location(1) normal: vec3f,
  @location(2) texcoord: vec2f,
  @location(3) colour: vec4f,
  @builtin(instance_index) draw: u32,
}
struct Varying {
  @builtin(position) clip: vec4f,
  @location(0) position: vec3f,
  @location(1) normal: vec3f,
  @location(2) texcoord: vec2f,
  @location(3) colour: vec4f,
  @location(4) @interpolate(flat) draw: u32,
}

@vertex fn vertexMain(in: Vertex) -> Varying {
  let draw = draws[in.draw];
  let position = (draw.world * vec4f(in.position, 1)).xyz;
  return Varying(
    camera.viewProjection * vec4f(position, 1), position, (draw.normals * vec4f(in.normal, 0)).xyz, in.texcoord,
    in.colour, in.draw);
}

fn shade(in: Varying, front: bool, texel: vec4f) -> vec4f {
  let draw = draws[in.draw];
  let base = draw.baseColour * in.colour * texel;
  // Where a primitive has no normals its faces are flat.
  let face = cross(dpdx(in.position), dpdy(in.position));
  let toEye = normalize(camera.eye.xyz - in.position);
  var normal = in.normal;
  if dot(normal, normal) < 1e-12 {
    normal = select(face, -face, dot(face, toEye) < 0);
  } else if !front {
    normal = -normal;
  }
  normal = normal / max(length(normal), 1e-20);
  let toSun = normalize(vec3f(0.5, 0.9, 0.6));
  let metallic = draw.surface.x;
  let roughness = clamp(draw.surface.y, 0.08, 1.0);
  let sky = mix(vec3f(0.20, 0.17, 0.14), vec3f(0.42, 0.50, 0.62), normal.y * 0.5 + 0.5);
  let sun = vec3f(2.0, 1.85, 1.6) * max(dot(normal, toSun), 0.0);
  let halfway = normalize(toSun + toEye);
  let shininess = 2.0 / pow(roughness, 4.0) - 2.0 + 1e-3;
  let highlight = pow(max(dot(normal, halfway), 0.0), shininess) * (shininess + 2.0) * 0.04 * max(dot(normal, toSun), 0.0);
  let f0 = mix(vec3f(0.04), base.rgb, metallic);
  let fresnel = f0 + (1.0 - f0) * pow(1.0 - max(dot(normal, toEye), 0.0), 5.0) * (1.0 - roughness);
  let diffuse = base.rgb * (1.0 - metallic) * (sun + sky);
  let mirrored = reflect(-toEye, normal);
  let glow = mix(vec3f(0.20, 0.17, 0.14), vec3f(0.70, 0.80, 0.95), smoothstep(-0.4, 0.6, mirrored.y));
  let colour = diffuse * 0.5 + fresnel * (min(highlight, 8.0) * vec3f(2.0, 1.85, 1.6) + glow) + draw.emissive;
  return vec4f(colour, select(1.0, base.a, draw.surface.z > 0.0));
}

fn tooClear(in: Varying, texel: vec4f) -> bool {
  let draw = draws[in.draw];
  return draw.baseColour.a * in.colour.a * texel.a < draw.cutoff;
}

@fragment fn plainFragment(in: Varying, @builtin(front_facing) front: bool) -> @location(0) vec4f {
  let colour = shade(in, front, vec4f(1));
  if tooClear(in, vec4f(1)) { discard; }
  return colour;
}

@fragment fn texturedFragment(in: Varying, @builtin(front_facing) front: bool) -> @location(0) vec4f {
  let texel = textureSample(baseTexture, baseSampler, in.texcoord);
  let colour = shade(in, front, texel);
  if tooClear(in, texel) { discard; }
  return colour;
}
`
