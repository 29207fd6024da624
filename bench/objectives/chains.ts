/** Documents for the bench: chains of dispatches, side by side or one after another, and branches on queues of their own. */
import type { GraphDocument } from '../../src/graph/document.ts'

type Resources = GraphDocument['resources'][number][]
type Passes = GraphDocument['passes'][number][]
type Queue = 'graphics' | 'compute'

export type Declared = 'chain after chain' | 'side by side'

/** Bytes that one invocation reads and writes. */
const vectorBytes = 16
const groupSize = 256

/** Each element of `to` from the one of `from`, after `rounds` rounds of arithmetic. */
const wgsl = (rounds: number): string => `
  @group(0) @binding(0) var<storage, read> source: array<vec4u>;
  @group(0) @binding(1) var<storage, read_write> result: array<vec4u>;
  @compute @workgroup_size(${groupSize}, 1, 1) fn main(@builtin(global_invocation_id) at: vec3u) {
    var value = source[at.x];
    for (var i = 0u; i < ${rounds}u; i++) { value = value * 1664525u + vec4u(1013904223u + i); }
    result[at.x] = value;
  }`

/** One dispatch that reads a buffer whole and writes another whole. */
const step = (id: string, from: string, to: string, bytes: number, queue?: Queue): Passes[number] => ({
  id,
  kind: 'compute',
  shader: 'step',
  entryPoint: 'main',
  workgroups: [Math.ceil(bytes / vectorBytes / groupSize), 1, 1],
  bindings: [
    { group: 0, binding: 0, use: from, as: 'storage-read' },
    { group: 0, binding: 1, use: to, as: 'storage', access: 'write' },
  ],
  ...(queue && { queue }),
})

const buffer = (id: string, size: number, kept = false): Resources[number] => ({
  id,
  kind: 'buffer',
  size,
  ...(kept && { lifetime: 'persistent' as const }),
})

const documentOf = (name: string, rounds: number, resources: Resources, passes: Passes): GraphDocument => ({
  version: 1,
  name,
  resources,
  shaders: [{ id: 'step', wgsl: wgsl(rounds) }],
  passes,
})

/** `count` chains of `length` dispatches between buffers of `bytes`. All begin at one buffer that is kept, and end in another. */
export function chains(count: number, length: number, bytes: number, declared: Declared): GraphDocument {
  const resources = [buffer('seed', bytes, true)]
  const byChain = Array.from({ length: count }, (_, c): Passes => {
    resources.push(buffer(`end${c}`, groupSize * vectorBytes, true))
    const passes: Passes = []
    for (let k = 0; k < length; k++) {
      resources.push(buffer(`t${c}-${k}`, bytes))
      passes.push(step(`c${c}-${k}`, k === 0 ? 'seed' : `t${c}-${k - 1}`, `t${c}-${k}`, bytes))
    }
    passes.push({
      id: `end${c}`,
      kind: 'copy',
      from: { resource: `t${c}-${length - 1}`, offset: 0, size: groupSize * vectorBytes },
      to: `end${c}`,
    })
    return passes
  })
  const passes =
    declared === 'chain after chain'
      ? byChain.flat()
      : Array.from({ length: length + 1 }, (_, k) => byChain.map((chain) => chain[k]!)).flat()
  return documentOf(`${count} chains of ${length}`, 1, resources, passes)
}

/**
 * One dispatch, then two branches of `length`, then one that ends both: a branch on graphics, the other on `second`. Merged into the
 * fewest submissions, a branch waits for the whole of the other; where the second begins after the first dispatch only, both run at once.
 */
export function branches(length: number, bytes: number, rounds: number, second: Queue): GraphDocument {
  const resources = [
    buffer('seed', bytes, true),
    buffer('fork', bytes),
    buffer('a-end', bytes, true),
    buffer('b-end', bytes, true),
  ]
  const passes = [step('fork', 'seed', 'fork', bytes, 'graphics')]
  for (const [branch, queue] of [
    ['a', 'graphics'],
    ['b', second],
  ] as const) {
    for (let k = 0; k < length; k++) {
      resources.push(buffer(`${branch}${k}`, bytes))
      passes.push(step(`${branch}${k}`, k === 0 ? 'fork' : `${branch}${k - 1}`, `${branch}${k}`, bytes, queue))
    }
  }
  for (const branch of ['a', 'b'])
    passes.push(step(`${branch}-join`, `${branch}${length - 1}`, `${branch}-end`, bytes, 'graphics'))
  return documentOf(`two branches of ${length}`, rounds, resources, passes)
}
