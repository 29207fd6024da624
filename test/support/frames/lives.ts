/** Lives of random frames: runs, writes, reads and updates between variants, by meaning and on a backend. */
import { isMemkitError } from '../../../src/errors.ts'
import { createExecutor, type Executor } from '../../../src/executor/index.ts'
import type { Backend } from '../../../src/backends/backend.ts'
import type { FrameGraph, GraphDocument } from '../../../src/graph/document.ts'
import { parseGraph } from '../../../src/graph/parse.ts'
import { disablePasses } from '../../../src/planner/disable-passes.ts'
import { planGraph, profiles } from '../../../src/planner/index.ts'
import { createReference } from '../../../src/reference/executor.ts'
import { Dice } from './dice.ts'
import { randomFrame } from './frame.ts'
import { texelBytes, type Texture } from './textures.ts'

/** What a step of a life gives: bytes as text, or the code of an error. */
type Told = readonly [step: string, result: unknown]

type Living = Pick<Executor, 'run' | 'write' | 'read'> & { update(graph: FrameGraph): Promise<void> }

/** The document without the passes that read what nobody wrote, or that no device takes; undefined where none is left. */
export function acceptedFrame(seed: number, isTaken: (graph: FrameGraph) => void): FrameGraph | undefined {
  const document = randomFrame(new Dice(seed))
  while (document.passes.length > 0) {
    try {
      const graph = parseGraph(structuredClone(document))
      isTaken(graph)
      return graph
    } catch (error) {
      if (!isMemkitError(error)) throw error
      dropPass(document, error)
    }
  }
  return undefined
}

function dropPass(
  document: GraphDocument,
  error: { path?: string | undefined; details: Readonly<Record<string, unknown>> },
) {
  const place = /passes\[(\d+)\]/.exec(error.path ?? '')
  const index = place ? Number(place[1]) : document.passes.findIndex(({ id }) => id === error.details['pass'])
  if (index < 0) throw error
  document.passes.splice(index, 1)
  const drawn = new Set(
    document.passes.flatMap((pass) => ('draws' in pass ? (pass.draws ?? []) : []).map((draw) => draw.pipeline)),
  )
  document.pipelines = document.pipelines!.filter(({ id }) => drawn.has(id))
  const run = new Set(document.passes.map((pass) => ('shader' in pass ? pass.shader : '')))
  document.shaders = document.shaders!.filter(({ id }) => drawn.has(id) || run.has(id))
}

/** The steps of a life as functions, so that each executor goes through the same. */
function frameLife(seed: number, graph: FrameGraph): (executor: Living) => Promise<Told[]> {
  const dice = new Dice(seed ^ 0x5555)
  const variants = variantsOf(dice, graph)
  const textures = graph.resources.filter((one): one is Texture => one.kind === 'texture')
  const kept = textures.filter(
    (one) => one.lifetime === 'persistent' && one.sampleCount !== 4 && one.format !== 'depth24plus',
  )
  const steps = Array.from({ length: 3 + dice.below(4) }, () => ({ kind: dice.below(10), seed: dice.below(2 ** 30) }))
  return async (executor) => {
    const told: Told[] = []
    const tell = async (step: string, work: () => Promise<unknown>) => {
      try {
        told.push([step, await work()])
      } catch (error) {
        if (!isMemkitError(error)) throw error
        told.push([step, error.code])
      }
    }
    let variant = variants[0]!
    for (const { kind, seed: own } of steps) {
      const chosen = new Dice(own)
      const texture = kept.length > 0 ? chosen.pick(kept) : undefined
      if (kind === 0 && texture) await tell(`write ${texture.id}`, () => writeLayer(executor, chosen, texture))
      else if (kind === 1) {
        variant = chosen.pick(variants)
        await tell('update', () => executor.update(variant.graph))
      } else if (kind === 2 && texture) await tell(`read ${texture.id}`, () => readAll(executor, texture))
      else
        await tell('run', async () => {
          const { outputs } = await executor.run({ inputs: inputsOf(chosen, textures, variant) })
          return Object.entries(outputs)
            .map(([name, bytes]) => `${name} ${hex(bytes)}`)
            .sort()
        })
    }
    for (const texture of kept) await tell(`end ${texture.id}`, () => readAll(executor, texture))
    return told
  }
}

interface Variant {
  readonly graph: FrameGraph
  /** Bytes of each input. */
  readonly sizes: ReadonlyMap<string, number>
}

function variantsOf(dice: Dice, graph: FrameGraph): Variant[] {
  const ids = graph.passes.map(({ id }) => id).filter(() => dice.chance(0.3))
  const graphs = [graph]
  try {
    graphs.push(disablePasses(graph, ids))
  } catch (error) {
    if (!isMemkitError(error)) throw error
  }
  return graphs.map((one) => ({
    graph: one,
    sizes: new Map(planGraph(one, profiles.dummy).inputs.map(({ name, sizeBytes }) => [name, sizeBytes])),
  }))
}

const hex = (bytes: Uint8Array): string => Buffer.from(bytes).toString('hex')
const aspectsOf = ({ format }: Texture) =>
  format === 'depth32float-stencil8' ? ([{ aspect: 'depth-only' }, { aspect: 'stencil-only' }] as const) : [{}]

async function readAll(executor: Living, texture: Texture): Promise<string[]> {
  const all: string[] = []
  for (const part of aspectsOf(texture)) all.push(hex(await executor.read(texture.id, part)))
  return all
}

const texelSize: Readonly<Record<string, number>> = { r8unorm: 1, stencil8: 1, depth16unorm: 2, rgba16float: 8 }

async function writeLayer(executor: Living, dice: Dice, texture: Texture): Promise<void> {
  const part = dice.pick<{ readonly aspect?: 'depth-only' | 'stencil-only' }>(aspectsOf(texture))
  const { aspect } = part
  const size = 64 * (aspect === 'stencil-only' ? 1 : (texelSize[texture.format] ?? 4))
  await executor.write(texture.id, texelBytes(dice, texture, size, aspect), {
    mipLevel: 0,
    origin: [0, 0, dice.below(texture.size[2] ?? 1)],
    size: [8, 8, 1],
    ...part,
  })
}

function inputsOf(dice: Dice, textures: readonly Texture[], { graph, sizes }: Variant): Record<string, Uint8Array> {
  const inputs: Record<string, Uint8Array> = {}
  for (const pass of graph.passes) {
    if (pass.kind !== 'upload') continue
    const size = sizes.get(pass.id)
    if (size === undefined || (pass.optional && dice.chance(0.5))) continue
    const to = pass.to as { readonly resource: string; readonly aspect?: string }
    inputs[pass.id] = texelBytes(
      dice,
      textures.find(({ id }) => id === to.resource)!,
      size,
      to.aspect,
    )
  }
  return inputs
}

export const lifeByMeaning = (seed: number, graph: FrameGraph): Promise<Told[]> =>
  frameLife(seed, graph)(createReference(graph) as Living)

export async function lifeOn(backend: Backend, seed: number, graph: FrameGraph): Promise<Told[]> {
  const executor = await createExecutor(planGraph(graph, backend.profile), backend)
  const told = await frameLife(
    seed,
    graph,
  )({
    run: (options) => executor.run(options),
    read: executor.read.bind(executor),
    write: executor.write.bind(executor),
    update: (next) => executor.update(planGraph(next, backend.profile)),
  } as Living)
  await executor.destroy()
  return told
}
