/** The topologies of glTF by those that devices have: loops and fans get indices of their own. */
import type { Named } from './shape.ts'

export type Indices = Uint16Array<ArrayBuffer> | Uint32Array<ArrayBuffer>

const topologies: readonly (GPUPrimitiveTopology | 'line-loop' | 'triangle-fan')[] = [
  'point-list',
  'line-list',
  'line-loop',
  'line-strip',
  'triangle-list',
  'triangle-strip',
  'triangle-fan',
]

/**
 * @param mode the number that glTF has for the topology
 * @param id for indices that are made here
 */
export function forDevice(
  mode: number,
  indices: Named<Indices> | undefined,
  vertexCount: number,
  id: string,
): { readonly topology: GPUPrimitiveTopology; readonly indices: Named<Indices> | undefined } {
  const topology = topologies[mode]!
  if (topology !== 'line-loop' && topology !== 'triangle-fan') return { topology, indices }
  const count = indices?.values.length ?? vertexCount
  const at = (i: number): number => indices?.values[i] ?? i
  const corners = topology === 'line-loop' ? loop(count, at) : fan(count, at)
  return {
    topology: topology === 'line-loop' ? 'line-list' : 'triangle-list',
    indices: {
      id: `${id}-${topology}`,
      values: vertexCount > 0xffff ? Uint32Array.from(corners) : Uint16Array.from(corners),
    },
  }
}

function* loop(count: number, at: (i: number) => number): Generator<number> {
  if (count < 2) return
  for (let i = 0; i < count; i++) yield* [at(i), at((i + 1) % count)]
}

/** The first corner of each triangle is the one that it begins with, as glTF has it. */
function* fan(count: number, at: (i: number) => number): Generator<number> {
  for (let i = 1; i + 1 < count; i++) yield* [at(i), at(i + 1), at(0)]
}
