/** What is committed is what its sources make. */
import { execFileSync } from 'node:child_process'
import { fileURLToPath } from 'node:url'
import { expect, it } from 'vitest'

const root = fileURLToPath(new URL('../..', import.meta.url))
const check = (script: string): string =>
  execFileSync(process.execPath, ['--import', 'tsx', `scripts/${script}.ts`, '--check'], {
    cwd: root,
    encoding: 'utf8',
  })

it('the page of the inspector', () => {
  expect(check('generate-inspector-page')).toContain('is what its sources make')
})

it('the picture of the README', () => {
  expect(check('draw-inspector-picture')).toBe('')
})
