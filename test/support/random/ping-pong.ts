/**
 * Temporaries that are written and read in turn, as blurs and simulations do, in many variants: two or three of them, buffers or textures,
 * of one size or several; among the rounds copies, readbacks, resources that are kept, work on the CPU, other queues, passes switched off.
 */
import type { FrameGraph, GraphDocument } from '../../../src/graph/document.ts'
import { parseGraph } from '../../../src/graph/parse.ts'
import { disablePasses } from '../../../src/planner/disable-passes.ts'
import { randomInt, seededRandom } from '../../planner/schedule/order/random.ts'

type Resource = GraphDocument['resources'][number]
type Pass = GraphDocument['passes'][number]

export interface PingPong {
  readonly graph: FrameGraph
  /** What makes it another than the plain one. */
  readonly traits: readonly string[]
}

const sizes = [256, 4096, 65_536, 1 << 20, 4 << 20]
/** Traits that a variant has or not. Copies and bypasses need resources that are alike. */
const traits = ['textures', 'unlike', 'copies', 'readbacks', 'kept', 'host', 'queues', 'disabled'] as const
type Trait = (typeof traits)[number]

/** Equal seeds, equal graphs. 2 to 64 rounds. */
export function seededPingPong(seed: number): PingPong {
  const random = seededRandom(seed)
  const has = new Set<Trait>(traits.filter(() => random() < 0.3))
  if (has.has('unlike')) for (const trait of ['textures', 'copies', 'disabled', 'host'] as const) has.delete(trait)
  if (has.has('textures')) has.delete('host')
  const ring = 2 + randomInt(random, 2)
  const rounds = 2 + randomInt(random, 63)
  const size = sizes[randomInt(random, sizes.length)]!
  const sizeOf = Array.from({ length: ring }, () => (has.has('unlike') ? size + 256 * randomInt(random, 64) : size))
  const resource = (id: string, bytes: number, isKept = false): Resource => {
    const lifetime = isKept ? { lifetime: 'persistent' as const } : {}
    if (!has.has('textures')) return { id, kind: 'buffer', size: bytes, ...lifetime }
    return {
      id,
      kind: 'texture',
      format: 'rgba8unorm',
      size: bytes < 4096 ? [16, bytes / 64] : [256, bytes / 1024],
      ...lifetime,
    }
  }
  const resources = [
    resource('seed', sizeOf[0]!, true),
    ...sizeOf.map((bytes, i) => resource(`t${i}`, bytes)),
    resource('end', sizeOf.at(-1)!, true),
  ]
  const passes: Pass[] = []
  const queueOf = (): Pick<Pass, 'queue'> =>
    has.has('queues') ? { queue: Math.floor(passes.length / 5) % 2 === 0 ? 'graphics' : 'compute' } : {}
  const step = (from: string, to: string): void => {
    const isTexture = has.has('textures')
    const id = `p${passes.length}`
    if (has.has('copies') && random() < 0.3) return void passes.push({ id, kind: 'copy', from, to, ...queueOf() })
    passes.push({
      id,
      kind: 'compute',
      shader: 'step',
      entryPoint: 'main',
      workgroups: [1, 1, 1],
      bindings: [
        { group: 0, binding: 0, use: from, as: isTexture ? 'sampled' : 'storage-read' },
        { group: 0, binding: 1, use: to, as: isTexture ? 'storage-texture' : 'storage', access: 'write' },
      ],
      ...(has.has('disabled') && { bypass: { [to]: from } }),
      ...queueOf(),
    })
  }
  let at = 't0'
  step('seed', at)
  for (let k = 1; k <= rounds * ring; k++) {
    const next = `t${k % ring}`
    const output = `o${k}`
    if (has.has('readbacks') && random() < 0.1) passes.push({ id: output, kind: 'readback', from: at, output })
    if (has.has('kept') && random() < 0.1) {
      resources.push(resource(`kept${k}`, sizeOf[k % ring]!, true))
      step(at, `kept${k}`)
      at = `kept${k}`
    }
    if (has.has('host') && random() < 0.05) {
      const input = `made${k}`
      passes.push(
        { id: `see${k}`, kind: 'readback', from: at, output: `seen${k}` },
        { id: `think${k}`, kind: 'host', consumes: [`seen${k}`], produces: [{ input, size }], body: 'think' },
        { id: `load${k}`, kind: 'upload', to: next, input },
      )
    } else step(at, next)
    at = next
  }
  step(at, 'end')
  const graph = parseGraph({ version: 1, resources, shaders: [{ id: 'step', wgsl: '' }], passes })
  const off = has.has('disabled') ? passes.filter(({ bypass }) => bypass && random() < 0.2).map(({ id }) => id) : []
  return { graph: disablePasses(graph, off), traits: [`${rounds} rounds`, `${ring} in turn`, `${size} bytes`, ...has] }
}
