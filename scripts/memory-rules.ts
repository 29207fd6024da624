/**
 * The rules of memory over seeded random graphs, or variants of ping-pong, without running them:
 *
 *     npx tsx scripts/memory-rules.ts [--count 20000] [--seed 0] [--size 24] [--targets 'dummy;webgpu, textures'] [--seconds N] [--ping-pong]
 *
 * Every graph is planned for every target and objective, and the frontier of every fourth is found. What a plan needs is held against its own report
 * (`withoutAliasingBytes`, `declaredOrderBytes`, the bound of any order), and `memory` against every other plan with as few
 * submissions, `submissions` against every other plan in submissions and barriers; no plan's bound of submissions may be above what another takes; and what a point of the frontier needs must do as a budget. The graph is also planned with all passes one after another as declared; and a plan of several submissions that is above
 * `withoutAliasingBytes` is held against the number that it takes where each resource is used as declared. Ping-pong is also held against greedy rules in declared order. Prints how often each rule was broken, the first seeds, and by how much at most. Exits 1 where one was.
 */
import { parseArgs } from 'node:util'
import { isMemkitError } from '../src/errors.ts'
import { WRITES } from '../src/graph/access.ts'
import type { FrameGraph } from '../src/graph/document.ts'
import { resolveGraph } from '../src/graph/resolve.ts'
import type { Objective, Plan } from '../src/plan/document.ts'
import { objectives } from '../src/plan/objectives.ts'
import type { DeviceProfile } from '../src/plan/profile.ts'
import { planFrontier, planGraph } from '../src/planner/index.ts'
import { targets, type Target } from '../test/properties/profiles.ts'
import { peakAsDeclared } from '../test/support/declared-peak.ts'
import { seededGraph } from '../test/support/random-graph.ts'
import { seededPingPong } from '../test/support/random/ping-pong.ts'

const { values } = parseArgs({
  options: {
    count: { type: 'string', default: '20000' },
    seed: { type: 'string', default: '0' },
    size: { type: 'string', default: '24' },
    targets: { type: 'string', default: 'dummy;webgpu;vulkan;dummy, textures;webgpu, textures;vulkan, textures' },
    seconds: { type: 'string', default: 'Infinity' },
    'ping-pong': { type: 'boolean', default: false },
  },
})
const chosen = values.targets.split(';').map((name): Target => {
  const target = targets.find((candidate) => candidate.name === name)
  if (target === undefined) throw new Error(`There is no target "${name}"; names are parted by semicolons`)
  return target
})

interface Broken {
  count: number
  readonly seeds: string[]
  mostBytes: number
}
const broken = new Map<string, Broken>()
const refused = new Map<string, number>()
let plans = 0
let equalToBound = 0

function note(rule: string, seed: number, bytes: number): void {
  const known = broken.get(rule) ?? { count: 0, seeds: [], mostBytes: 0 }
  known.count++
  known.mostBytes = Math.max(known.mostBytes, bytes)
  if (known.seeds.length < 8) known.seeds.push(`${seed} (+${bytes})`)
  broken.set(rule, known)
}

/** A frontier takes as long as all objectives together, so not every graph's is found. */
const frontierEvery = 4

const submissionsOf = ({ report }: Plan): number => report.submissions.count
const barriersOf = ({ report }: Plan): number => report.barriers.count
const peakOf = ({ report }: Plan): number => report.memory.peakBytes

function culledBy({ decisions }: Plan): (pass: string) => boolean {
  const culled = new Set(decisions.flatMap(({ code, passes }) => (code === 'CULLED' ? passes : [])))
  return (pass) => culled.has(pass)
}

/** The graph where each pass that a plan needs comes after those before it: all of them, or those that share a resource with it. */
function inDeclaredOrder(graph: FrameGraph, plan: Plan, sharing: boolean): FrameGraph {
  const { accessStart, accessInstance, accessFlags, instanceResource } = resolveGraph(graph)
  const isCulled = culledBy(plan)
  const since = new Map<number, { writer?: string; readers: string[] }>()
  let last: string | undefined
  const passes = graph.passes.map((pass, p) => {
    if (isCulled(pass.id)) return pass
    const after = new Set(pass.after)
    if (!sharing && last !== undefined) after.add(last)
    last = pass.id
    const end = sharing ? accessStart[p + 1]! : accessStart[p]!
    for (let a = accessStart[p]!; a < end; a++) {
      const resource = instanceResource[accessInstance[a]!]!
      const before = since.get(resource) ?? { readers: [] }
      since.set(resource, before)
      const writes = (accessFlags[a]! & WRITES) !== 0
      for (const id of [before.writer, ...(writes ? before.readers : [])]) if (id && id !== pass.id) after.add(id)
      if (writes) since.set(resource, { writer: pass.id, readers: [] })
      else before.readers.push(pass.id)
    }
    return { ...pass, after: [...after] }
  })
  return { ...graph, passes }
}

/** Rules for one plan by itself. */
function holdAlone(
  where: string,
  seed: number,
  objective: Objective,
  plan: Plan,
  asDeclared: Plan,
  each: () => Plan,
): void {
  const { peakBytes, anyOrderLowerBoundBytes = 0, declaredOrderBytes = 0, withoutAliasingBytes } = plan.report.memory
  if (peakBytes < anyOrderLowerBoundBytes)
    note(`${where}: below the bound of any order`, seed, anyOrderLowerBoundBytes - peakBytes)
  if (objective === 'submissions' || objective === 'overlap') return
  // Several submissions may be the fewest only because versions of a resource are alive side by side.
  if (peakBytes > withoutAliasingBytes) {
    const isAllowed = submissionsOf(plan) > 1 && submissionsOf(each()) > submissionsOf(plan)
    const rule = isAllowed ? '(in fewer submissions) above no aliasing' : 'above no aliasing'
    note(`${where}: ${rule}`, seed, peakBytes - withoutAliasingBytes)
  }
  if (peakBytes > declaredOrderBytes) note(`${where}: above declared order`, seed, peakBytes - declaredOrderBytes)
  if (submissionsOf(asDeclared) <= submissionsOf(plan) && peakBytes > peakOf(asDeclared))
    note(`${where}: above one pass after another`, seed, peakBytes - peakOf(asDeclared))
}

/** The plan that takes no more transient memory; undefined where none is found. */
function planWithin(graph: FrameGraph, profile: DeviceProfile, memoryBudget: number): Plan | undefined {
  try {
    return planGraph(graph, profile, { memoryBudget })
  } catch (error) {
    if (isMemkitError(error) && error.code === 'OVER_BUDGET') return undefined
    throw error
  }
}

/** Rules for the plans of one graph together. */
function holdTogether(
  name: string,
  seed: number,
  graph: FrameGraph,
  profile: DeviceProfile,
  byObjective: ReadonlyMap<Objective, Plan>,
  frontier: readonly Plan[],
): void {
  const memory = byObjective.get('memory')!
  for (const [objective, plan] of byObjective) {
    const bytes = peakOf(memory) - peakOf(plan)
    if (bytes > 0 && submissionsOf(plan) <= submissionsOf(memory))
      note(`${name}: memory above ${objective}`, seed, bytes)
  }
  const submissions = byObjective.get('submissions')!
  for (const [objective, plan] of byObjective) {
    const barriers = barriersOf(submissions) - barriersOf(plan)
    if (
      submissionsOf(plan) < submissionsOf(submissions) ||
      (barriers > 0 && submissionsOf(plan) === submissionsOf(submissions))
    )
      note(`${name}: submissions takes more submissions or barriers than ${objective}`, seed, barriers)
  }
  for (const point of frontier) {
    const bytes = peakOf(memory) - peakOf(point)
    if (bytes > 0 && submissionsOf(point) <= submissionsOf(memory))
      note(`${name}: memory above a point of the frontier`, seed, bytes)
  }
  for (const point of frontier) {
    const within = planWithin(graph, profile, peakOf(point))
    if (!within) note(`${name}: no plan within what a point of the frontier needs`, seed, peakOf(point))
    else if (submissionsOf(within) > submissionsOf(point))
      note(`${name}: more submissions within what a point of the frontier needs`, seed, peakOf(point))
  }
  const all = [...byObjective.values(), ...frontier]
  const fewest = Math.min(...all.map(submissionsOf))
  const bound = Math.max(...all.map(({ report }) => report.submissions.lowerBound))
  if (bound > fewest) note(`${name}: a bound of submissions above what another plan takes`, seed, bound - fewest)
  if (peakOf(memory) === memory.report.memory.anyOrderLowerBoundBytes) equalToBound++
}

function hold(name: string, seed: number, graph: FrameGraph, profile: DeviceProfile): void {
  const byObjective = new Map<Objective, Plan>()
  const fewest = planGraph(graph, profile, { objective: 'submissions' })
  const asDeclared = planGraph(inDeclaredOrder(graph, fewest, false), profile, { objective: 'memory' })
  const greedy = values['ping-pong'] ? peakAsDeclared(graph, culledBy(fewest), profile) : undefined
  const each = () => planGraph(inDeclaredOrder(graph, fewest, true), profile, { objective: 'submissions' })
  for (const objective of objectives) {
    const plan = planGraph(graph, profile, { objective })
    plans++
    byObjective.set(objective, plan)
    holdAlone(`${name}, ${objective}`, seed, objective, plan, asDeclared, each)
    const bytes = peakOf(plan) - (greedy ?? Infinity)
    const isMeant = objective === 'balanced' || objective === 'memory'
    if (isMeant && bytes > 0 && submissionsOf(asDeclared) <= submissionsOf(plan))
      note(`${name}, ${objective}: above greedy rules in declared order`, seed, bytes)
  }
  holdTogether(name, seed, graph, profile, byObjective, seed % frontierEvery === 0 ? planFrontier(graph, profile) : [])
}

const first = Number(values.seed)
const started = Date.now()
let seed = first
for (; seed < first + Number(values.count) && Date.now() - started < Number(values.seconds) * 1000; seed++) {
  for (const { name, profile, rules } of chosen) {
    try {
      const { graph } = values['ping-pong'] ? seededPingPong(seed) : seededGraph(seed, Number(values.size), rules)
      hold(name, seed, graph, profile)
    } catch (error) {
      if (!isMemkitError(error)) throw error
      refused.set(`${name}: ${error.code}`, (refused.get(`${name}: ${error.code}`) ?? 0) + 1)
    }
  }
  if ((seed + 1 - first) % 250 === 0) summary()
}
summary()

function summary(): void {
  const graphs = seed - first
  console.log(
    `${graphs} graphs × ${chosen.length} targets, ${plans} plans, ${Math.round((Date.now() - started) / 1000)} s; memory at the bound of any order ${equalToBound}`,
  )
  for (const [key, count] of refused) console.log(`  refused ${key} ${count}`)
  for (const [rule, { count, seeds, mostBytes }] of [...broken].toSorted(([a], [b]) => (a < b ? -1 : 1)))
    console.log(`  ${rule}: ${count}, by at most ${mostBytes}; seeds ${seeds.join(', ')}`)
}
process.exitCode = [...broken.keys()].some((rule) => !rule.includes('(in fewer')) ? 1 : 0
