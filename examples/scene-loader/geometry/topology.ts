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
  const length = topology === 'line-loop' ? loopLength(count) : fanLength(count)
  const values = vertexCount > 0xffff ? new Uint32Array(length) : new Uint16Array(length)
  const fill = topology === 'line-loop' ? fillLoop : fillFan
  fill(values, count, at)
  return {
    topology: topology === 'line-loop' ? 'line-list' : 'triangle-list',
    indices: {
      id: `${id}-${topology}`,
      values,
    },
  }
}

const loopLength = (count: number): number => (count < 2 ? 0 : 2 * count)
const fanLength = (count: number): number => 3 * Math.max(0, count - 2)

function fillLoop(into: Indices, count: number, at: (i: number) => number): void {
  for (let i = 0; 2 * i < into.length; i++) {
    into[2 * i] = at(i)
    into[2 * i + 1] = at((i + 1) % count)
  }
}

/** The first corner of each triangle is the one that it begins with, as glTF has it. */
function fillFan(into: Indices, _count: number, at: (i: number) => number): void {
  for (let i = 0; 3 * i < into.length; i++) {
    into[3 * i] = at(i + 1)
    into[3 * i + 1] = at(i + 2)
    into[3 * i + 2] = at(0)
  }
}
