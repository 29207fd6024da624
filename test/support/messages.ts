/** Errors of all kinds: documents, plans, proofs and runs with something wrong in them, by seed. */
import { createDummyBackend } from '../../src/backends/dummy/index.ts'
import { faultCalls } from '../../src/backends/dummy/device/options.ts'
import { checkPlan } from '../../src/check/index.ts'
import { isMemkitError, type MemkitIssue } from '../../src/errors.ts'
import { createExecutor } from '../../src/executor/index.ts'
import { parseGraph } from '../../src/graph/parse.ts'
import type { FrameGraph } from '../../src/graph/document.ts'
import { validatePlan } from '../../src/plan/validate/index.ts'
import type { Plan } from '../../src/plan/document.ts'
import type { DeviceProfile } from '../../src/plan/profile.ts'
import { planGraph } from '../../src/planner/index.ts'
import { mutate, sequence } from './fuzz/mutate.ts'
import type { RandomGraph } from './random/runnable.ts'

export interface Told extends MemkitIssue {
  /** Who said it. */
  readonly by: 'parse' | 'plan' | 'validate' | 'check' | 'dummy'
  /** What was wrong with it. */
  readonly said: string
  /** The document or the plan that is at fault. */
  readonly document: unknown
}

type Plain = Record<string, unknown>
const copyOf = (value: unknown): Plain => JSON.parse(JSON.stringify(value)) as Plain

/** The errors of an attempt, one by one. */
function faultsOf(work: () => unknown): readonly MemkitIssue[] {
  try {
    work()
    return []
  } catch (error) {
    if (!isMemkitError(error)) throw error
    const issues = error.details.issues
    if (issues) return issues
    const { code, message, path } = error
    return [{ code, message: path ? message.slice(0, -` (${path})`.length) : message, ...(path && { path }) }]
  }
}

/** What is said of a changed document, by parsing and planning. */
export function tellDocument(base: unknown, seed: number, profile: DeviceProfile): Told[] {
  const document = copyOf(base)
  const said = mutate(document as never, sequence(seed))
  const told = (by: Told['by'], list: readonly MemkitIssue[]) => list.map((one) => ({ ...one, by, said, document }))
  let graph: FrameGraph | undefined
  const parsed = faultsOf(() => (graph = parseGraph(copyOf(document))))
  if (!graph) return told('parse', parsed)
  return told(
    'plan',
    faultsOf(() => planGraph(graph!, profile)),
  )
}

/** What is said of a changed plan: where it is taken, where it is proven, and where it runs. */
export async function tellPlan(random: RandomGraph, plan: Plan, seed: number, profile: DeviceProfile): Promise<Told[]> {
  const document = copyOf(plan)
  const said = seed % 3 === 0 ? withoutOrder(document, seed) : mutate(document as never, sequence(seed), 1)
  const told = (by: Told['by'], list: readonly MemkitIssue[]) => list.map((one) => ({ ...one, by, said, document }))
  const proof = checkPlan(random.graph, document as never, profile)
  const proven = proof.ok || proof.code === 'HASH' ? [] : [{ ...proof }]
  let valid: Plan | undefined
  const refused = faultsOf(() => (valid = validatePlan(document, profile, true)))
  return [
    ...told('check', proven),
    ...told('validate', refused),
    ...told('dummy', valid ? await runFaults(random, valid, profile, seed) : []),
  ]
}

/** The plan without one of its barriers, waits, prologues or epilogues. */
function withoutOrder(document: Plain, seed: number): string {
  const next = sequence(seed)
  const submissions = document['submissions'] as Plain[]
  const submission = submissions[next(submissions.length)]
  if (!submission) return 'nothing'
  const commands = submission['commands'] as Plain[]
  const barriers = commands.filter(({ op }) => op === 'barrier')
  const kind = next(4)
  if (kind === 0) delete submission['prologue']
  else if (kind === 1) delete submission['epilogue']
  else if (kind === 2) submission['waits'] = []
  else if (barriers.length > 0)
    Object.assign(barriers[next(barriers.length)]!, { before: [], after: [], transitions: [] })
  return ['no prologue', 'no epilogue', 'no waits', 'an empty barrier'][kind]!
}

/** What a run on the Dummy says: hazards of the plan, or a call of the device that fails. */
async function runFaults(
  random: RandomGraph,
  plan: Plan,
  profile: DeviceProfile,
  seed: number,
): Promise<MemkitIssue[]> {
  const faults = seed % 4 === 0 ? [{ call: faultCalls[(seed >> 2) % 7]!, at: seed % 5 } as const] : []
  const backend = createDummyBackend({ profile, kernels: random.kernels, faults })
  try {
    const executor = await createExecutor(plan, backend)
    await executor.run({ inputs: random.inputs(0), bodies: random.bodies([]), imports: random.imports() })
    return []
  } catch (error) {
    if (!isMemkitError(error)) throw error
    const { code, message } = error
    return [{ code, message }]
  } finally {
    await backend.destroy()
  }
}
