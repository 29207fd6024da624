/**
 * Frame graphs of real engines, kept beside the repository in `../shared/corpus` with facts that an independent program
 * found. Skipped where that folder is absent.
 */
import { createHash } from 'node:crypto'
import { existsSync, readdirSync, readFileSync } from 'node:fs'
import {
  checkPlan,
  createExecutor,
  parseGraph,
  planGraph,
  profiles,
  type FrameGraph,
  type GraphDocument,
  type Kernel,
  type Plan,
} from 'memkit-gpu'
import { createDummyBackend } from 'memkit-gpu/dummy'
import { describe, expect, it } from 'vitest'
import { generateBytes } from './support/inputs.ts'

interface Facts {
  readonly expect: { readonly minSubmissions: number }
  readonly peakLiveDeclaredOrderCulledVersioned: number
  readonly overLegalOrders: { readonly bestOrderPeakBytes: number }
  readonly reference?: {
    readonly outputsSha256: Readonly<Record<string, string>>
    readonly persistentBuffersSha256: Readonly<Record<string, string>>
  }
}

const folder = new URL('../../../shared/corpus/', import.meta.url)
const names = existsSync(folder)
  ? readdirSync(folder)
      .filter((file) => file.endsWith('.facts.json'))
      .map((file) => file.slice(0, -'.facts.json'.length))
      .sort()
  : []

const read = (file: string): unknown => JSON.parse(readFileSync(new URL(file, folder), 'utf8'))
const sha256 = (bytes: Uint8Array): string => createHash('sha256').update(bytes).digest('hex')

/** Persistent buffers cannot be seen from outside; read back at the end, they can. */
function withReadbacks(document: GraphDocument, buffers: readonly string[]): FrameGraph {
  const readbacks = buffers.map((id) => ({ id: `see ${id}`, kind: 'readback' as const, from: id, output: `see ${id}` }))
  return parseGraph({ ...document, passes: [...document.passes, ...readbacks] })
}

/** Shaders over textures say what binds to what, not what the bytes are: as kernels they do nothing. */
const kernelsOf = (graph: FrameGraph): Record<string, Kernel> =>
  Object.fromEntries(
    (graph.shaders ?? []).flatMap(({ id, wgsl }) => (wgsl?.includes('texture') ? [[id, () => undefined]] : [])),
  )

/** Runs once with bodies that do nothing, and imports that are zeros. */
async function runStubbed(graph: FrameGraph, plan: Plan): Promise<Readonly<Record<string, Uint8Array>>> {
  const backend = createDummyBackend({ kernels: kernelsOf(graph) })
  const executor = await createExecutor(plan, backend)
  const sizes = new Map([...plan.heaps, ...plan.textures].map(({ resource, sizeBytes }) => [resource, sizeBytes]))
  const { outputs } = await executor.run({
    inputs: Object.fromEntries(plan.inputs.map(({ name, sizeBytes }) => [name, generateBytes(name, sizeBytes)])),
    bodies: Object.fromEntries(plan.bodies.map(({ name }) => [name, () => undefined])),
    imports: Object.fromEntries(plan.imports.map((id) => [id, new Uint8Array(sizes.get(id) ?? 0)])),
  })
  await executor.destroy()
  await backend.destroy()
  return outputs
}

it.runIf(names.length === 0)('skipped: there is no ../shared/corpus beside this repository', ({ skip }) => skip())

describe.each(names)('corpus: %s', (name) => {
  const document = read(`${name}.json`) as GraphDocument
  const facts = read(`${name}.facts.json`) as Facts
  const graph = parseGraph(document)

  it.each(Object.values(profiles))(
    'has a plan for $name that the checker accepts, with the fewest submissions',
    (profile) => {
      const plan = planGraph(graph, profile)
      expect(checkPlan(graph, plan, profile)).toEqual({ ok: true })
      expect(plan.report.submissions.count).toBe(facts.expect.minSubmissions)
    },
  )

  it('needs no more memory than the best order known, and can prove that no less will do', () => {
    const plan = planGraph(graph, profiles.dummy, { objective: 'memory' })
    expect(checkPlan(graph, plan, profiles.dummy)).toEqual({ ok: true })
    const { peakBytes, proven } = plan.report.memory
    expect(peakBytes).toBeLessThanOrEqual(facts.peakLiveDeclaredOrderCulledVersioned)
    expect(peakBytes).toBeLessThanOrEqual(facts.overLegalOrders.bestOrderPeakBytes)
    expect(proven).toBe(true)
  })

  it('runs on the Dummy, with the bytes that an independent program found', async () => {
    const { outputsSha256 = {}, persistentBuffersSha256 = {} } = facts.reference ?? {}
    const graph = withReadbacks(document, Object.keys(persistentBuffersSha256))
    const outputs = await runStubbed(graph, planGraph(graph, profiles.dummy))
    for (const [output, hash] of Object.entries(outputsSha256))
      expect([output, sha256(outputs[output]!)]).toEqual([output, hash])
    for (const [id, hash] of Object.entries(persistentBuffersSha256))
      expect([id, sha256(outputs[`see ${id}`]!)]).toEqual([id, hash])
  })
})
