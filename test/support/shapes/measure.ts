/**
 * One shape in a process of its own: `node --expose-gc measure.js NAME SIZE…` prints its figures as JSON, one line for each size;
 * `node --expose-gc measure.js NAME SIZE… --objectives` those of every objective, with and without a budget of memory.
 */
import {
  checkPlan,
  disablePasses,
  objectives,
  parseGraphText,
  patchGraph,
  planGraph,
  profiles,
} from '../../../src/index.ts'
import { isMemkitError } from '../../../src/errors.ts'
import type { FrameGraph } from '../../../src/graph/document.ts'
import type { DeviceProfile, PlanOptions } from '../../../src/planner/index.ts'
import { shapes } from './index.ts'
import type { Shape } from './parts.ts'

/** ms of each phase. */
export interface Times {
  readonly parse: number
  readonly plan: number
  readonly check: number
}

export interface Figures {
  readonly mb: number
  /** The first run at this size, as a program meets it. */
  readonly first: Times
  /** The shortest times of several runs whose phases begin with a collected heap: those of the work itself. */
  readonly best: Times
  /** Most memory of the process above what it took before, in times of the text: with its plan, and with all. */
  readonly planMemory: number
  readonly memory: number
}

/** By objective, and whether memory was limited. */
export type ObjectiveFigures = Readonly<Record<string, { readonly plan: number; readonly check: number }>>

declare const gc: () => void

/** Runs after the first, at least and at most; no more than that many ms of them. */
const [fewest, most, enoughMs] = [2, 6, 1200]

/** Code that was compiled when the measured runs begin: as many small ones come before. */
const warmUps = 6

function measure(shape: Shape, size: number): Figures {
  const small = Math.ceil(shape.n / 12)
  for (let i = 0; i < warmUps; i++) attempt(textOf(shape, small), small, shape, gc)
  const text = textOf(shape, size)
  gc()
  const before = process.memoryUsage().rss
  const { planned, ...first } = attempt(text, size, shape)
  const memory = (peak: number) => (peak - before) / text.length
  const [planMemory, all] = [memory(planned), memory(mostMemory())]
  let best: Times = first
  const begun = performance.now()
  for (let i = 0; i < fewest || (i < most && performance.now() - begun < enoughMs); i++) {
    const { parse, plan, check } = attempt(text, size, shape, gc)
    best = {
      parse: Math.min(best.parse, parse),
      plan: Math.min(best.plan, plan),
      check: Math.min(best.check, check),
    }
  }
  return { mb: text.length / 1e6, first, best, planMemory, memory: all }
}

/** A preset, which is known to be right, where the shape has no limits of its own. */
function profileOf({ profile = 'dummy', limits }: Shape): DeviceProfile {
  const preset = profiles[profile]
  return limits ? { ...preset, limits: { ...preset.limits, ...limits } } : preset
}

const textOf = ({ make }: Shape, n: number): string => JSON.stringify(make(n))

/** A clock that starts now: ms that passed, or that this process worked, whichever is less. */
function clock(): () => number {
  const [start, cpu] = [performance.now(), process.cpuUsage()]
  return () => {
    const { user, system } = process.cpuUsage(cpu)
    return Math.min(performance.now() - start, (user + system) / 1000)
  }
}

const mostMemory = (): number => process.resourceUsage().maxRSS * 1024

function attempt(text: string, n: number, shape: Shape, collect = () => {}) {
  const profile = profileOf(shape)
  const patches = shape.patches?.(n)
  collect()
  let now = clock()
  let [parse, plan, check, planned] = [0, 0, 0, 0]
  try {
    const read = parseGraphText(text)
    const given = patches ? patchGraph(read, patches) : read
    parse = now()
    collect()
    now = clock()
    const graph = shape.off ? disablePasses(given, shape.off(n)) : given
    const made = planGraph(graph, profile)
    plan = now()
    planned = mostMemory()
    collect()
    now = clock()
    const result = checkPlan(graph, made, profile)
    check = now()
    if (!result.ok) throw new Error(`${result.code}: ${result.message}`)
  } catch (error) {
    if (!shape.refused) throw error
    if (parse === 0) parse = now()
    else plan = now()
  }
  return { parse, plan, check, planned: planned || mostMemory() }
}

function measureObjectives(shape: Shape, n: number): ObjectiveFigures {
  const profile = profileOf(shape)
  const given = parseGraphText(textOf(shape, n))
  const graph = shape.off ? disablePasses(given, shape.off(n)) : given
  const byDefault = planGraph(graph, profile)
  const memoryBudget = byDefault.report.memory.peakBytes
  const figures: Record<string, { plan: number; check: number }> = {}
  const checked = new Set([byDefault.hash])
  for (const objective of objectives) {
    const options = objective === 'balanced' ? [] : [{ objective }]
    for (const one of [...options, { objective, memoryBudget }]) {
      const name = 'memoryBudget' in one ? `${objective}, budget` : objective
      figures[name] = measureOptions(graph, profile, one, checked)
    }
  }
  return figures
}

function measureOptions(graph: FrameGraph, profile: DeviceProfile, options: PlanOptions, checked: Set<string>) {
  let [plan, check] = [Infinity, 0]
  for (let i = 0; i < 2; i++) {
    gc()
    const now = clock()
    const made = planOrRefusal(graph, profile, options)
    plan = Math.min(plan, now())
    // A plan that another objective made too is checked once.
    if (!made || checked.has(made.hash)) continue
    checked.add(made.hash)
    gc()
    const since = clock()
    const result = checkPlan(graph, made, profile)
    check = since()
    if (!result.ok) throw new Error(`${options.objective}: ${result.code}: ${result.message}`)
  }
  return { plan, check }
}

/** undefined where no plan within the budget was found, which may take no longer. */
function planOrRefusal(...given: Parameters<typeof planGraph>) {
  try {
    return planGraph(...given)
  } catch (error) {
    if (isMemkitError(error) && error.code === 'OVER_BUDGET') return undefined
    throw error
  }
}

const [, , name, ...rest] = process.argv
const shape = shapes[name!]!
const sizes = rest.filter((one) => !one.startsWith('--')).map(Number)
const ofObjectives = rest.includes('--objectives')
if (ofObjectives) for (let i = 0; i < 2; i++) measureObjectives(shape, Math.ceil(shape.n / 12))
for (const size of sizes)
  console.log(JSON.stringify(ofObjectives ? measureObjectives(shape, size) : measure(shape, size)))
