/**
 * Each folder here is one case: a document, the text of its plan on every preset profile, and the SHA-256 of every output
 * of every run. Only the public API is used. `UPDATE_GOLDEN=1` writes the expectations anew.
 */
import { createHash } from 'node:crypto'
import {
  checkPlan,
  createExecutor,
  formatPlan,
  parseGraphText,
  planGraph,
  profiles,
  referenceRun,
  type FrameGraph,
  type Plan,
} from 'memkit-gpu'
import { createDummyBackend } from 'memkit-gpu/dummy'
import { describe, expect, it } from 'vitest'
import { generateBodies } from './support/bodies.ts'
import { goldenCases } from './support/cases.ts'
import { generateBytes, inputBytes } from './support/inputs.ts'

type Outputs = Readonly<Record<string, Uint8Array>>

const sha256 = (bytes: Uint8Array): string => createHash('sha256').update(bytes).digest('hex')
const digests = (outputs: Outputs): Record<string, string> =>
  Object.fromEntries(Object.entries(outputs).map(([name, bytes]) => [name, sha256(bytes)]))

/** What a caller brings to run r: the inputs that no host pass makes. */
const inputsOf = (plan: Plan, run: number): Record<string, Uint8Array> =>
  Object.fromEntries(
    plan.inputs
      .filter(({ producer }) => producer === undefined)
      .map(({ name, sizeBytes }) => [name, inputBytes(name, sizeBytes, run)]),
  )

/** Imported memory, filled from its name; it keeps what one run leaves in it for the next. */
const importsOf = (graph: FrameGraph): Record<string, Uint8Array> =>
  Object.fromEntries(
    graph.resources.flatMap((resource) =>
      resource.lifetime === 'imported' && resource.kind === 'buffer'
        ? [[resource.id, generateBytes(resource.id, resource.size)]]
        : [],
    ),
  )

async function runOnDummy(graph: FrameGraph, plan: Plan, runs: number, seed: number): Promise<Outputs[]> {
  const backend = createDummyBackend({ profile: profiles[plan.profile as keyof typeof profiles], seed })
  const executor = await createExecutor(plan, backend)
  const imports = importsOf(graph)
  const results: Outputs[] = []
  for (let run = 0; run < runs; run++) {
    const { outputs } = await executor.run({ inputs: inputsOf(plan, run), bodies: generateBodies(graph), imports })
    results.push(outputs)
  }
  await executor.destroy()
  await backend.destroy()
  return results
}

async function runByMeaning(graph: FrameGraph, plan: Plan, runs: number): Promise<Outputs[]> {
  const imports = importsOf(graph)
  const results: Outputs[] = []
  let persistent: Record<string, Uint8Array> = {}
  for (let run = 0; run < runs; run++) {
    const result = await referenceRun(graph, inputsOf(plan, run), {
      bodies: generateBodies(graph),
      imports,
      persistent,
    })
    persistent = result.persistent
    results.push(result.outputs)
  }
  return results
}

describe.each(goldenCases())('golden: $name', ({ graphText, runs, expectFile }) => {
  const graph = parseGraphText(graphText)

  it.each(Object.values(profiles))('plans for $name as its folder says, and the checker agrees', (profile) => {
    const plan = planGraph(graph, profile)
    expect(checkPlan(graph, plan, profile)).toEqual({ ok: true })
    expectFile(`plan.${profile.name}.txt`, formatPlan(plan))
  })

  it('gives the bytes that its folder says', async () => {
    const plan = planGraph(graph, profiles.dummy)
    const results = await runByMeaning(graph, plan, runs)
    expectFile('output.sha256.json', `${JSON.stringify(results.map(digests), null, 2)}\n`)
  })

  it.each(Object.values(profiles))(
    'gives on the Dummy, planned for $name, the bytes of the reference meaning',
    async (profile) => {
      const plan = planGraph(graph, profile)
      const expected = await runByMeaning(graph, plan, runs)
      for (const seed of [1, 2, 3])
        expect((await runOnDummy(graph, plan, runs, seed)).map(digests)).toEqual(expected.map(digests))
    },
  )
})
