/**
 * The same document gives the same plan, byte for byte. The other process is one of the Node at `MEMKIT_OTHER_NODE`
 * (CI sets it); without it, of this one.
 */
import { execFile } from 'node:child_process'
import { promisify } from 'node:util'
import { expect, it } from 'vitest'
import { makeProgram } from '../support/program.ts'

const other = process.env['MEMKIT_OTHER_NODE']
if (!other) console.log('plans of one Node version are compared: MEMKIT_OTHER_NODE is not set')

const program = await makeProgram('test/determinism/plan-bytes.ts')
const run = promisify(execFile)
const planBytes = async (node: string, flags: readonly string[] = []): Promise<string[]> =>
  (await run(node, [...flags, program])).stdout.trim().split('\n')

const where = other ? 'on another version of Node' : 'in another process'

it(`plans the same bytes ${where}, whatever its hash seed`, async () => {
  if (other) expect((await run(other, ['--version'])).stdout).not.toBe(`${process.version}\n`)
  const [here, there] = await Promise.all([
    planBytes(process.execPath),
    planBytes(other ?? process.execPath, ['--hash-seed=12345']),
  ])
  expect(here.length).toBeGreaterThan(100)
  expect(there).toEqual(here)
}, 240_000)
