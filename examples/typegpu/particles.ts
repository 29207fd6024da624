/** Particles as TypeGPU describes them: one schema for memory, for WGSL and for values of the program. */
import { tgpu } from 'typegpu'
import * as d from 'typegpu/data'

export const Particle = d.struct({ position: d.vec2f, velocity: d.vec2f })
export const Summary = d.struct({ centre: d.vec2f, turned: d.u32 })

export const count = 64
export const Particles = d.arrayOf(Particle, count)
/** Seconds that a frame moves them. */
export const step = 1 / 32

/** On a spiral, and away from the middle; the first one by itself in a corner. */
export const startOf = (i: number): d.InferInput<typeof Particle> => {
  if (i === 0) return { position: d.vec2f(0.75, 0.75), velocity: d.vec2f(0.5, -0.25) }
  const [angle, radius] = [i * 0.4, 0.1 + (0.4 * i) / count]
  return {
    position: d.vec2f(radius * Math.cos(angle), radius * Math.sin(angle)),
    velocity: d.vec2f(0.3 * Math.sin(angle), -0.3 * Math.cos(angle)),
  }
}

/** Structs of the shader are those of the schemas, so that layouts cannot differ. */
export const moveShader = tgpu.resolve({
  externals: { Particle, Summary },
  template: /* wgsl */ `
@group(0) @binding(0) var<storage, read_write> particles: array<Particle, ${count}>;
@group(0) @binding(1) var<storage, read_write> summary: Summary;
override step: f32;
var<workgroup> turned: atomic<u32>;
var<workgroup> places: array<vec2f, ${count}>;

@compute @workgroup_size(${count}) fn moveAll(@builtin(local_invocation_index) i: u32) {
  var position = particles[i].position + particles[i].velocity * step;
  var velocity = particles[i].velocity;
  let outside = abs(position) > vec2f(1);
  velocity = select(velocity, -velocity, outside);
  position = select(position, sign(position) * 2 - position, outside);
  if any(outside) { atomicAdd(&turned, 1); }
  particles[i].position = position;
  particles[i].velocity = velocity;
  places[i] = position;
  workgroupBarrier();
  if i == 0 {
    var sum = vec2f(0);
    for (var k = 0; k < ${count}; k++) { sum += places[k]; }
    summary.centre = sum / ${count};
    summary.turned = atomicLoad(&turned);
  }
}`,
})
