/** The built-in compute kernels, found in the device's cache for the kinds that a plan needs. */
import type { LiveCounts } from '../device/live-objects.ts'
import type { PipelineCache } from '../device/pipeline-cache.ts'

/**
 * The relation of a move's source and destination: two buffers, or one that is bound once (the API forbids one buffer bound
 * both writable and read-only).
 */
export type MoveShape = 'between' | 'within'
export type KernelName = `${'words' | 'edges'}-${MoveShape}` | 'fill'

const workgroup = 256

const moveSource = (shape: MoveShape): string => /* wgsl */ `
${shape === 'within' ? '' : `@group(0) @binding(0) var<storage, read> source: array<u32>;`}
@group(0) @binding(1) var<storage, read_write> destination: array<u32>;
@group(0) @binding(2) var<storage, read> table: array<u32>;

fn load(word: u32) -> u32 { return ${shape === 'within' ? 'destination' : 'source'}[word]; }

@compute @workgroup_size(${workgroup})
fn words(@builtin(workgroup_id) group: vec3u, @builtin(num_workgroups) groups: vec3u, @builtin(local_invocation_index) lane: u32) {
  let entry = (group.x + group.y * groups.x) * 4u;
  if (entry >= arrayLength(&table)) { return; }
  let start = table[entry];
  let to = table[entry + 1u];
  let count = table[entry + 2u];
  let shift = table[entry + 3u];
  if (shift == 0u) {
    for (var i = lane; i < count; i += ${workgroup}u) { destination[to + i] = load(start + i); }
  } else {
    for (var i = lane; i < count; i += ${workgroup}u) {
      destination[to + i] = (load(start + i) >> shift) | (load(start + i + 1u) << (32u - shift));
    }
  }
}

@compute @workgroup_size(${workgroup})
fn edges(@builtin(workgroup_id) group: vec3u, @builtin(num_workgroups) groups: vec3u, @builtin(local_invocation_index) lane: u32) {
  let entry = ((group.x + group.y * groups.x) * ${workgroup}u + lane) * 5u;
  if (entry >= arrayLength(&table)) { return; }
  let to = table[entry];
  var value = destination[to];
  for (var b = 0u; b < 4u; b++) {
    let byteAt = table[entry + 1u + b];
    if (byteAt != 0xffffffffu) {
      let value8 = (load(byteAt / 4u) >> (8u * (byteAt % 4u))) & 0xffu;
      value = (value & ~(0xffu << (8u * b))) | (value8 << (8u * b));
    }
  }
  destination[to] = value;
}`

const fillSource = /* wgsl */ `
@group(0) @binding(1) var<storage, read_write> destination: array<u32>;
@group(0) @binding(2) var<storage, read> table: array<u32>;

@compute @workgroup_size(${workgroup})
fn fill(@builtin(workgroup_id) group: vec3u, @builtin(num_workgroups) groups: vec3u, @builtin(local_invocation_index) lane: u32) {
  let entry = (group.x + group.y * groups.x) * 4u;
  if (entry >= arrayLength(&table)) { return; }
  let to = table[entry];
  let count = table[entry + 1u];
  let value = table[entry + 2u];
  let mask = table[entry + 3u];
  if (mask == 0xffffffffu) {
    for (var i = lane; i < count; i += ${workgroup}u) { destination[to + i] = value; }
  } else if (lane == 0u) {
    destination[to] = (destination[to] & ~mask) | (value & mask);
  }
}`

/** Entries that one workgroup handles, and u32 words of one entry. */
const shapeOf = (name: KernelName) =>
  name.startsWith('edges') ? { perWorkgroup: workgroup, entryWords: 5 } : { perWorkgroup: 1, entryWords: 4 }

export class Kernel {
  readonly name: KernelName
  pipeline: GPUComputePipeline | undefined
  layout: GPUBindGroupLayout | undefined

  constructor(name: KernelName) {
    this.name = name
  }

  /** Workgroups for a table of this many words: [x, y], within the limit of one dimension. */
  workgroups(tableWords: number, perDimension: number): [number, number] {
    const { perWorkgroup, entryWords } = shapeOf(this.name)
    const count = Math.ceil(tableWords / entryWords / perWorkgroup)
    const y = Math.ceil(count / perDimension)
    return [Math.ceil(count / y), y]
  }
}

export class Kernels {
  private readonly kernels = new Map<KernelName, Kernel>()

  /** The kernel; its pipeline exists once `create` has resolved. */
  use(name: KernelName): Kernel {
    let kernel = this.kernels.get(name)
    if (!kernel) this.kernels.set(name, (kernel = new Kernel(name)))
    return kernel
  }

  async create(cache: PipelineCache, live: LiveCounts): Promise<void> {
    await Promise.all(
      [...this.kernels.values()].map(async (kernel) => {
        const [entryPoint, shape] = kernel.name.split('-') as [string, string | undefined]
        const source = kernel.name === 'fill' ? fillSource : moveSource(shape as MoveShape)
        const buffer = (binding: number, type: GPUBufferBindingType): GPUBindGroupLayoutEntry => ({
          binding,
          visibility: 4,
          buffer: { type },
        })
        const shared = [buffer(1, 'storage'), buffer(2, 'read-only-storage')]
        const first = shape === 'between' ? [buffer(0, 'read-only-storage')] : []
        const made = await cache.ownPipeline(kernel.name, source, [...first, ...shared], (device, module, layout) =>
          device.createComputePipelineAsync({ layout, compute: { module, entryPoint } }),
        )
        Object.assign(kernel, made)
        live.add('shaderModules')
        live.add('pipelines')
      }),
    )
  }
}
