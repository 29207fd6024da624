/**
 * Random edit sequences against a planner that keeps plans: every plan must have the bytes of `planGraph` of the graph's text.
 *
 *     npx tsx scripts/planner-edits.ts [--count 100000] [--seed 0] [--size 8] [--edits 6] [--seconds N]
 *
 * Sequences go round the targets of the properties. Exits 1 at the first fault.
 */
import { parseArgs } from 'node:util'
import { targets } from '../test/properties/profiles.ts'
import { editSequence } from '../test/support/random/edit-sequence.ts'

const { values } = parseArgs({
  options: {
    count: { type: 'string', default: '100000' },
    seed: { type: 'string', default: '0' },
    size: { type: 'string', default: '8' },
    edits: { type: 'string', default: '6' },
    seconds: { type: 'string', default: 'Infinity' },
  },
})
const [count, first, size, edits, seconds] = (['count', 'seed', 'size', 'edits', 'seconds'] as const).map((name) =>
  Number(values[name]),
) as [number, number, number, number, number]
const started = Date.now()
const totals = { sequences: 0, graphs: 0, planned: 0, sameGraph: 0, sameContent: 0 }
for (let seed = first; seed < first + count && Date.now() - started < 1000 * seconds; seed++) {
  const target = targets[seed % targets.length]!
  const { fault, valid, statistics } = editSequence(seed, { target, edits, size })
  if (fault !== undefined) {
    console.error(`seed ${seed}, ${target.name}: ${fault}`)
    process.exit(1)
  }
  totals.sequences++
  totals.graphs += valid
  for (const key of ['planned', 'sameGraph', 'sameContent'] as const) totals[key] += statistics[key]
}
console.log(JSON.stringify(totals))
