/**
 * The same document gives the same plan, byte for byte. The other process is one of the Node at `MEMKIT_OTHER_NODE`
 * (CI sets it); without it, of this one.
 */
import { execFileSync } from 'node:child_process'
import { fileURLToPath } from 'node:url'
import { expect, it } from 'vitest'

const cwd = fileURLToPath(new URL('../..', import.meta.url))
const other = process.env['MEMKIT_OTHER_NODE']
if (!other) console.log('plans of one Node version are compared: MEMKIT_OTHER_NODE is not set')

const script = ['--import', 'tsx', 'test/determinism/plan-bytes.ts']
const planBytes = (node: string, flags: readonly string[] = []): string[] =>
  execFileSync(node, [...flags, ...script], { cwd, encoding: 'utf8' })
    .trim()
    .split('\n')

const where = other ? 'on another version of Node' : 'in another process'

it(`plans the same bytes ${where}, whatever its hash seed`, () => {
  if (other) expect(execFileSync(other, ['--version'], { encoding: 'utf8' })).not.toBe(`${process.version}\n`)
  const here = planBytes(process.execPath)
  expect(here.length).toBeGreaterThan(100)
  expect(planBytes(other ?? process.execPath, ['--hash-seed=12345'])).toEqual(here)
}, 240_000)
