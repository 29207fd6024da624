/**
 * Whether equal texts are equal plans:
 *
 *     npx tsx scripts/text-of-mutants.ts [count = 10000] [first = 0]
 *
 * Changes plans of random graphs in a few places, and holds the texts of all that came of one plan against the plans themselves:
 * those with the same text are the same plan, and the same plan gives the same text. The line of the hash, which would tell any two
 * apart, is left out. What is no plan any more by the schema is not counted. Exits 1 at the first two that disagree.
 */
import { formatPlan } from '../src/plan/format/index.ts'
import { planSchema, type Plan } from '../src/plan/document.ts'
import { planGraph } from '../src/planner/index.ts'
import { parse } from '../src/schema/parse.ts'
import { isMemkitError } from '../src/errors.ts'
import { targets } from '../test/properties/profiles.ts'
import { mutate, sequence } from '../test/support/fuzz/mutate.ts'
import { seededDrawGraph } from '../test/support/random/draw-graph.ts'
import { seededGraph } from '../test/support/random-graph.ts'

const mutantsOfPlan = 100

const [count = 10_000, firstMutant = 0] = process.argv.slice(2).map(Number)

function planOf(seed: number): Plan {
  const { profile, rules } = targets[seed % targets.length]!
  const { graph } = seed % 2 === 0 ? seededDrawGraph(seed) : seededGraph(seed, 8 + (seed % 16), rules)
  try {
    return JSON.parse(JSON.stringify(planGraph(graph, profile))) as Plan
  } catch (error) {
    if (isMemkitError(error) && error.phase === 'plan') return planOf(seed + 10_000_000)
    throw error
  }
}

interface Mutant {
  readonly text: string
  readonly json: string
  readonly said: string
}

const bodyOf = (plan: Plan): string => formatPlan(plan).replace(/hash .*\n$/, '')

let [valid, seen, longest] = [0, 0, 0]
for (let n = firstMutant; n < firstMutant + count; n += mutantsOfPlan) {
  const plan = planOf(n / mutantsOfPlan)
  const [byText, byPlan] = [new Map<string, Mutant>(), new Map<string, Mutant>()]
  const first = {
    text: bodyOf(plan),
    json: JSON.stringify(parse(planSchema, { ...plan, hash: '' }).value),
    said: 'nothing changed',
  }
  byText.set(first.text, first)
  byPlan.set(first.json, first)
  for (let m = n; m < n + mutantsOfPlan; m++) {
    seen++
    const mutant = structuredClone(plan)
    const said = mutate(mutant as never, sequence(m))
    // Parsed, so that all keys stand in the order of the schema, and -0 is 0 as it is in JSON.
    const parsed = parse(planSchema, JSON.parse(JSON.stringify({ ...mutant, hash: '' })))
    if (parsed.issues.length > 0) continue
    valid++
    const made = { text: bodyOf(parsed.value as Plan), json: JSON.stringify(parsed.value), said }
    longest = Math.max(longest, made.text.length)
    const [sameText, samePlan] = [byText.get(made.text), byPlan.get(made.json)]
    if (sameText && sameText.json !== made.json) fail(`two plans have one text: ${sameText.said} / ${said}`, m)
    if (samePlan && samePlan.text !== made.text) fail(`one plan has two texts: ${samePlan.said} / ${said}`, m)
    byText.set(made.text, made)
    byPlan.set(made.json, made)
  }
}
console.log(
  `${seen} mutants, ${valid} of them plans: equal texts are equal plans; the longest text has ${longest} characters`,
)

function fail(why: string, mutant: number): never {
  console.error(`mutant ${mutant}: ${why}`)
  process.exit(1)
}
