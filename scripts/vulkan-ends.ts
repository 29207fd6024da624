/**
 * How programs that use the built package end: every way, with and without forced collections, again and again:
 *
 *     npm run build && npx tsx scripts/vulkan-ends.ts [--count 200] [--dist dist]
 *
 * Prints how many ended other than with status 0, and how; exits 1 where any did.
 */
import { parseArgs } from 'node:util'
import { endOf, endings } from '../test/support/ends/index.ts'

const { values } = parseArgs({
  options: { count: { type: 'string', default: '200' }, dist: { type: 'string', default: 'dist' } },
})
const bad = new Map<string, number>()
for (let i = 0; i < Number(values.count); i++) {
  const ending = endings[i % endings.length]!
  const how = await endOf(values.dist, ending)
  if (how === 'status 0') continue
  const key = `${ending.way}${ending.collects ? ', collections' : ''}: ${how}`
  bad.set(key, (bad.get(key) ?? 0) + 1)
}
for (const [key, count] of [...bad].sort()) console.log(`${count} × ${key}`)
const total = [...bad.values()].reduce((sum, count) => sum + count, 0)
console.log(`${total} of ${values.count} ended otherwise than with status 0`)
process.exitCode = total > 0 ? 1 : 0
