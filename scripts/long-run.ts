/**
 * A long run of the properties over seeded random graphs:
 *
 *     npx tsx scripts/long-run.ts [--count 10000] [--seed 0] [--size 24] [--targets 'dummy;webgpu, textures;random']
 *       [--seconds N] [--minimise FOLDER] [--draws] [--external]
 *
 * Every seed is one graph for each target: presets, small devices, and `random`, a device drawn by the seed itself. The checker
 * must accept its plan, and the Dummy must end with the reference bytes under several interleavings. Prints what came of it by
 * target, objective and outcome, and failing seeds; `--draws` takes graphs that draw by data, which are the same for every target;
 * `--external` has every third step be a pass that submits by itself;
 * `--minimise` writes the smallest document of each kind of failure to a folder.
 * Exits 1 where there are failures.
 */
import { mkdirSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { parseArgs } from 'node:util'
import { objectives } from '../src/plan/objectives.ts'
import { isMemkitError } from '../src/errors.ts'
import type { GraphDocument } from '../src/graph/document.ts'
import { outcomeOf, type Outcome, type PropertyOptions } from '../test/properties/planned-run.ts'
import { targets, randomTarget, type Target } from '../test/properties/profiles.ts'
import { runnable, seededDocument } from '../test/support/random-graph.ts'
import { seededDrawDocument } from '../test/support/random/draw-graph.ts'
import { minimise } from '../test/support/random/minimise.ts'

const { values } = parseArgs({
  options: {
    count: { type: 'string', default: '10000' },
    seed: { type: 'string', default: '0' },
    size: { type: 'string', default: '24' },
    targets: { type: 'string', default: '' },
    seconds: { type: 'string', default: 'Infinity' },
    minimise: { type: 'string' },
    draws: { type: 'boolean', default: false },
    external: { type: 'boolean', default: false },
  },
})
const [count, firstSeed, size, seconds] = [values.count, values.seed, values.size, values.seconds].map(Number) as [
  number,
  number,
  number,
  number,
]
const names = values.targets === '' ? [...targets.map(({ name }) => name), 'random'] : values.targets.split(';')
const unknown = names.find((name) => name !== 'random' && !targets.some((target) => target.name === name))
if (unknown !== undefined) throw new Error(`There is no target "${unknown}"; names are parted by semicolons`)

const tally = new Map<string, number>()
const kinds = new Map<string, { seeds: string[]; fault: string }>()
const started = Date.now()
let failures = 0
let plans = 0
let graphs = 0

/** The document may be refused before there is a graph. */
async function outcomeOfDocument(document: GraphDocument, target: Target, options: PropertyOptions): Promise<Outcome> {
  let random
  try {
    random = runnable(document)
  } catch (error) {
    if (!isMemkitError(error) || error.phase !== 'parse')
      return { kind: 'wrong', fault: error instanceof Error ? error.stack! : String(error) }
    return { kind: 'refused', code: `${error.code} (parse)`, message: error.message }
  }
  return outcomeOf(random, target, options)
}

/** A key that failures of one kind share. */
const kindOf = (fault: string): string =>
  fault
    .split('\n')
    .slice(0, 2)
    .join(' ')
    .replaceAll(/"[^"]*"|\(at [^)]*\)/g, '…')
    .replaceAll(/run \d+: (output|kept) \w+/g, 'run: $1')
    .replaceAll(/expected .*/g, '')
    .replaceAll(/[\d.,]+/g, '#')
    .slice(0, 220)

for (let seed = firstSeed; seed < firstSeed + count && Date.now() - started < seconds * 1000; seed++) {
  graphs++
  for (const name of names) {
    const target = name === 'random' ? randomTarget(seed) : targets.find((candidate) => candidate.name === name)!
    const objective = objectives[seed % objectives.length]!
    const options = { objective, schedulerSeeds: [2 * seed, 2 * seed + 1], runs: 1 + (seed % 3) } as const
    const document = values.draws
      ? seededDrawDocument(seed)
      : seededDocument(seed, size, { ...target.rules, external: values.external })
    const outcome = await outcomeOfDocument(document, target, options)
    plans++
    const label = outcome.kind === 'refused' ? `refused ${outcome.code}` : outcome.kind
    const key = `${name} | ${objective} | ${label}`
    tally.set(key, (tally.get(key) ?? 0) + 1)
    const kind =
      outcome.kind === 'wrong'
        ? kindOf(outcome.fault)
        : outcome.kind === 'refused'
          ? `${label}: ${kindOf(outcome.message)}`
          : undefined
    if (kind === undefined || outcome.kind === 'right') continue
    if (outcome.kind === 'wrong') failures++
    const known = kinds.get(kind)
    if (known) {
      known.seeds.push(`${seed} ${name}`)
      continue
    }
    kinds.set(kind, { seeds: [`${seed} ${name}`], fault: outcome.kind === 'wrong' ? outcome.fault : outcome.message })
    if (outcome.kind === 'refused') continue
    console.log(`FAILED seed ${seed}, size ${size}, ${name}, objective ${objective}: ${outcome.fault.slice(0, 600)}`)
    if (values.minimise === undefined) continue
    mkdirSync(values.minimise, { recursive: true })
    const smallest = await minimise(document, async (candidate) => {
      const found = await outcomeOfDocument(candidate, target, options)
      return found.kind === 'wrong' && kindOf(found.fault) === kind
    })
    const file = join(values.minimise, `${seed}-${name.replaceAll(/[^a-z]+/g, '-')}.json`)
    writeFileSync(
      file,
      `${JSON.stringify({ fault: outcome.fault.slice(0, 1500), objective, options, doc: smallest, profile: target.profile })}\n`,
    )
    console.log(`  smallest: ${file}, ${smallest.passes.length} passes`)
  }
  if (graphs % 100 === 0)
    console.log(
      `${graphs} graphs, ${plans} plans, ${failures} failures, ${Math.round((Date.now() - started) / 1000)} s`,
    )
}
for (const [key, n] of [...tally].toSorted(([a], [b]) => (a < b ? -1 : 1)))
  console.log(`${String(n).padStart(7)}  ${key}`)
for (const [kind, { seeds, fault }] of [...kinds].toSorted(([, a], [, b]) => b.seeds.length - a.seeds.length))
  console.log(
    `${String(seeds.length).padStart(7)} × ${kind}\n          e.g. ${seeds[0]}: ${fault.split('\n')[0]!.slice(0, 300)}`,
  )
console.log(`${plans} plans of ${graphs} graphs from seed ${firstSeed}: ${failures} failures`)
process.exitCode = failures > 0 ? 1 : 0
