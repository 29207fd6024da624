/**
 * Compares the placement solver with brute force on random tiny problems: `npx tsx bench/placement/brute-force.ts [count] [first seed]`.
 * Prints the first disagreement with its seed and exits 1.
 */
import { compareWithBruteForce } from '../../test/planner/place/solver/support/compare.ts'

const count = Number(process.argv[2] ?? 100_000)
const first = Number(process.argv[3] ?? 1)
const tally = { placed: 0, impossible: 0, severalHeaps: 0 }
const started = performance.now()
for (let seed = first; seed < first + count; seed++) {
  const { fault, answer } = compareWithBruteForce(seed)
  if (fault !== null) {
    console.error(`seed ${seed}: ${fault}`)
    process.exit(1)
  }
  if (answer === null) tally.impossible++
  else tally.placed++
  if (answer !== null && answer.heaps > 1) tally.severalHeaps++
}
const seconds = ((performance.now() - started) / 1000).toFixed(1)
console.log(`${count} problems agree with brute force: ${JSON.stringify(tally)}, ${seconds} s`)
