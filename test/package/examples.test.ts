/** The examples out of the packed package, in a folder of their own that has what its `package.json` asks for, and nothing of the checkout. */
import { execFileSync } from 'node:child_process'
import { readdirSync, readFileSync } from 'node:fs'
import { isBuiltin } from 'node:module'
import { join } from 'node:path'
import { afterAll, describe, expect, it } from 'vitest'
import manifest from '../../package.json' with { type: 'json' }
import { pages, programs, runExample, withPages } from './example-runs.ts'
import { install, makeConsumer, root } from './packed.ts'

const { folder, installed, remove } = makeConsumer()
afterAll(remove)
const bin = join(installed, manifest.bin['memkit-gpu'])
// In the folder in which the package is installed, as if the project had just been made there.
execFileSync('rm', [join(folder, 'package.json')])
execFileSync(process.execPath, [bin, 'init', '--template', 'examples'], { cwd: folder })
const project = JSON.parse(readFileSync(join(folder, 'package.json'), 'utf8')) as {
  dependencies: Record<string, string>
  devDependencies: Record<string, string>
}
const packages = Object.keys({ ...project.dependencies, ...project.devDependencies })
for (const name of packages) if (name !== 'memkit-gpu' && !(name in manifest.dependencies)) install(name, folder)

const files = readdirSync(join(folder, 'examples'), { recursive: true, encoding: 'utf8' })
const sources = files.filter((path) => path.endsWith('.ts') && !path.endsWith('.d.ts'))

describe('the examples of the packed package', () => {
  it('ask for the packages that they import, and for no file outside of their folder', () => {
    const imported = sources.flatMap((path) => {
      const text = readFileSync(join(folder, 'examples', path), 'utf8')
      const names = [...text.matchAll(/(?:from|import\() ?'([^']+)'/g)].map((match) => match[1]!)
      for (const name of names.filter((each) => each.startsWith('.')))
        expect(files, `imported by ${path}`).toContain(join(path, '..', name))
      return names.filter((name) => !name.startsWith('.') && !isBuiltin(name))
    })
    const nameOf = (path: string) => path.split('/', path.startsWith('@') ? 2 : 1).join('/')
    expect(packages).toEqual(expect.arrayContaining([...new Set(imported.map(nameOf))]))
  })

  it('are free of type errors', () => {
    const tsc = join(root, 'node_modules/typescript/bin/tsc')
    expect(execFileSync(process.execPath, [tsc], { cwd: folder, encoding: 'utf8' })).toBe('')
  }, 120_000)

  it.each(programs)(
    '%s runs',
    (name, args, says) => {
      expect(runExample(folder, name, args)).toMatch(says)
    },
    120_000,
  )

  it('serve pages that are bundled without the checkout', async () => {
    await withPages(folder, async (url) => {
      for (const page of pages) {
        const answer = await fetch(`${url}${page}/page.js`)
        expect([page, answer.status, answer.headers.get('content-type')]).toEqual([page, 200, 'text/javascript'])
      }
    })
  }, 120_000)

  it('are all of them tried', () => {
    const folders = readdirSync(join(folder, 'examples')).filter((name) => name !== 'support' && name !== 'pages')
    expect(folders.toSorted()).toEqual([...programs.map(([name]) => name), ...pages, 'snapshot'].toSorted())
  })
})
