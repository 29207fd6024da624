/** WGSL: what a dispatch culls, and how what is left is drawn. */

const shared = /* wgsl */ `
struct Frame {
  viewProjection: mat4x4f,
  /** Of what the camera sees: normals point inside. */
  planes: array<vec4f, 6>,
}
struct Thing { centre: vec3f, radius: f32, colour: vec3f, mesh: u32 }
@group(0) @binding(0) var<uniform> frame: Frame;
@group(0) @binding(1) var<storage, read> things: array<Thing>;
`

/** Counts the things of each mesh that the camera may see, and lists their numbers. */
export const cullShader = /* wgsl */ `${shared}
/** The five words of an indexed indirect draw. */
struct Call { indexCount: u32, instanceCount: atomic<u32>, firstIndex: u32, baseVertex: i32, firstInstance: u32 }
@group(0) @binding(2) var<storage, read_write> calls: array<Call>;
@group(0) @binding(3) var<storage, read_write> visible: array<u32>;
/** Room in the list of each mesh. */
override room: u32 = 1;

@compute @workgroup_size(64) fn cull(@builtin(global_invocation_id) id: vec3u) {
  if id.x >= arrayLength(&things) { return; }
  let thing = things[id.x];
  for (var i = 0; i < 6; i++) {
    let plane = frame.planes[i];
    if dot(plane.xyz, thing.centre) + plane.w < -thing.radius { return; }
  }
  let place = atomicAdd(&calls[thing.mesh].instanceCount, 1u);
  visible[thing.mesh * room + place] = id.x;
}`

export const thingShader = /* wgsl */ `${shared}
struct Varying { @builtin(position) clip: vec4f, @location(0) normal: vec3f, @location(1) colour: vec3f }

@vertex fn vertexMain(
  @location(0) position: vec3f, @location(1) normal: vec3f, @location(2) number: u32
) -> Varying {
  let thing = things[number];
  return Varying(frame.viewProjection * vec4f(thing.centre + position * thing.radius, 1), normal, thing.colour);
}
@fragment fn fragmentMain(in: Varying) -> @location(0) vec4f {
  let light = 0.35 + 0.65 * max(dot(normalize(in.normal), normalize(vec3f(0.4, 0.8, 0.5))), 0.0);
  return vec4f(in.colour * light, 1);
}`
