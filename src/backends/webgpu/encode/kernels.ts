/** The built-in compute kernels, which run over tables of moves and fills. */
import type { Variants } from '../memory/places.ts'
import type { Build, Table } from './build.ts'
import type { Encode } from './encoding.ts'
import { bufferEntry, ownPipeline, type OwnPipeline } from './own-pipelines.ts'

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

/** The kernel; its pipeline exists when the build's tasks are done. */
export function kernelOf(build: Build, name: KernelName): OwnPipeline<GPUComputePipeline> {
  const [entryPoint, shape] = name.split('-') as [string, MoveShape | undefined]
  const source = shape ? moveSource(shape) : fillSource
  const entries = [bufferEntry(1, 4, 'storage'), bufferEntry(2, 4, 'read-only-storage')]
  if (shape === 'between') entries.unshift(bufferEntry(0, 4, 'read-only-storage'))
  return ownPipeline(build, name, source, entries, (device, module, layout) =>
    device.createComputePipelineAsync({ layout, compute: { module, entryPoint } }),
  )
}

/** The entry of a buffer that holds a table. */
export const tableBinding = (build: Build, { offset, words }: Table): GPUBindGroupEntry => ({
  binding: 2,
  resource: { buffer: build.tables!, offset, size: words.byteLength },
})

/** Runs a kernel over all entries of a table. */
export function dispatchTable(build: Build, name: KernelName, table: Table, groups: Variants<GPUBindGroup>): Encode {
  const kernel = kernelOf(build, name)
  const [x, y] = workgroupsOf(name, table.words.length, build.profile.limits.maxWorkgroupsPerDimension)
  return (encoding) => {
    const pass = encoding.dispatches(kernel.pipeline!)
    pass.setBindGroup(0, groups.at(encoding.run))
    pass.dispatchWorkgroups(x, y)
  }
}

/** Workgroups for a table of this many words: [x, y], within the limit of one dimension. */
function workgroupsOf(name: KernelName, tableWords: number, perDimension: number): [number, number] {
  // Entries that one workgroup handles, and words of one entry.
  const [perWorkgroup, entryWords] = name.startsWith('edges') ? [workgroup, 5] : [1, 4]
  const count = Math.ceil(tableWords / entryWords / perWorkgroup)
  const y = Math.ceil(count / perDimension)
  return [Math.ceil(count / y), y]
}
