/** Runs a random graph by its meaning and by its plan, and says where the two differ. */
import { createDummyBackend } from '../../../src/backends/dummy/index.ts'
import { resolveGraph } from '../../../src/graph/resolve.ts'
import { createExecutor } from '../../../src/executor/index.ts'
import type { Plan } from '../../../src/plan/document.ts'
import type { DeviceProfile } from '../../../src/plan/profile.ts'
import { referenceRun } from '../../../src/reference/index.ts'
import type { RandomGraph } from './runnable.ts'

/** What can be seen of some runs, as text by name: bytes in hex, so that differences print. */
export type Seen = ReadonlyMap<string, string>

const hex = (bytes: Uint8Array): string => Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength).toString('hex')

/** Of each run: outputs, what is kept, the order of bodies with side effects. Of all: what the imports hold in the end. */
export async function seeReference(random: RandomGraph, runs: number): Promise<Seen> {
  const seen = new Map<string, string>()
  const imports = random.imports()
  let persistent: Record<string, Uint8Array> = {}
  for (let run = 0; run < runs; run++) {
    const log: string[] = []
    const result = await referenceRun(random.graph, random.inputs(run), {
      kernels: random.kernels,
      bodies: random.bodies(log),
      imports,
      persistent,
    })
    persistent = result.persistent
    for (const [name, bytes] of Object.entries(result.outputs)) seen.set(`run ${run}: output ${name}`, hex(bytes))
    seen.set(`run ${run}: side effects`, sideEffectsIn(random, log))
    // With history, the state is ready for the next run: what was current is one run back.
    for (const { id, history } of keptBy(random))
      seen.set(`run ${run}: kept ${id}`, hex(persistent[history > 0 ? `${id}@1` : id]!))
  }
  for (const [id, bytes] of Object.entries(imports)) seen.set(`imported ${id}`, hex(bytes))
  return seen
}

export interface DummyRuns {
  readonly runs: number
  /** Of the adversarial scheduler. */
  readonly seed: number
}

/** The same of a plan on the Dummy. Rejects where the Dummy finds a hazard. */
export async function seeDummy(
  random: RandomGraph,
  plan: Plan,
  profile: DeviceProfile,
  { runs, seed }: DummyRuns,
): Promise<Seen> {
  const backend = createDummyBackend({ profile, kernels: random.kernels, seed })
  try {
    const executor = await createExecutor(plan, backend)
    const seen = new Map<string, string>()
    const imports = random.imports()
    for (let run = 0; run < runs; run++) {
      const log: string[] = []
      const { outputs } = await executor.run({ inputs: random.inputs(run), bodies: random.bodies(log), imports })
      for (const [name, bytes] of Object.entries(outputs)) seen.set(`run ${run}: output ${name}`, hex(bytes))
      seen.set(`run ${run}: side effects`, sideEffectsIn(random, log))
      // Memory may be longer than what it holds.
      for (const { id, sizeBytes } of keptBy(random))
        seen.set(`run ${run}: kept ${id}`, hex(backend.sessions[0]!.peek(id).subarray(0, sizeBytes)))
    }
    for (const [id, bytes] of Object.entries(imports)) seen.set(`imported ${id}`, hex(bytes))
    await executor.destroy()
    return seen
  } finally {
    await backend.destroy()
  }
}

/** The first thing that differs, or undefined. */
export function firstUnlike(expected: Seen, found: Seen): string | undefined {
  for (const [what, bytes] of expected) {
    if (found.get(what) !== bytes) return `${what}: expected ${short(bytes)}, found ${short(found.get(what))}`
  }
  return expected.size === found.size ? undefined : `${found.size} things seen instead of ${expected.size}`
}

const short = (text: string | undefined): string =>
  text === undefined ? 'nothing' : text.length > 200 ? `${text.slice(0, 200)}…` : text

const keptBy = (random: RandomGraph) =>
  resolveGraph(random.graph).resources.filter(({ lifetime }) => lifetime === 'persistent')

function sideEffectsIn(random: RandomGraph, log: readonly string[]): string {
  const wanted = new Set(random.graph.passes.filter((pass) => pass.sideEffects).map(({ id }) => id))
  return log.filter((id) => wanted.has(id)).join(' ')
}
