/**
 * The same document gives the same plan, byte for byte. `MEMKIT_OTHER_NODE` is the path of another Node version (CI sets it);
 * without it that comparison is skipped.
 */
import { execFileSync } from 'node:child_process'
import { fileURLToPath } from 'node:url'
import { beforeAll, expect, it } from 'vitest'

const cwd = fileURLToPath(new URL('../..', import.meta.url))
const other = process.env['MEMKIT_OTHER_NODE']
if (!other) console.log('skipped: plans on another Node version (MEMKIT_OTHER_NODE is not set)')

const script = ['--import', 'tsx', 'test/determinism/plan-bytes.ts']
const planBytes = (node: string, flags: readonly string[] = []): string[] =>
  execFileSync(node, [...flags, ...script], { cwd, encoding: 'utf8' })
    .trim()
    .split('\n')

let here: readonly string[]
beforeAll(() => {
  here = planBytes(process.execPath)
}, 120_000)

it('plans the same bytes in another process, whatever its hash seed', () => {
  expect(here.length).toBeGreaterThan(100)
  expect(planBytes(process.execPath, ['--hash-seed=12345'])).toEqual(here)
}, 120_000)

it.skipIf(!other)(
  'plans the same bytes on another version of Node',
  () => {
    expect(execFileSync(other!, ['--version'], { encoding: 'utf8' })).not.toBe(`${process.version}\n`)
    expect(planBytes(other!)).toEqual(here)
  },
  120_000,
)
