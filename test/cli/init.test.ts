/** `memkit-gpu init`: projects of three kinds. What npm makes of them is `scripts/fresh-projects.ts`. */
import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join, relative } from 'node:path'
import { afterAll, describe, expect, it } from 'vitest'
import { formatPlan, parseGraphText, planGraph, profiles } from 'memkit-gpu'
import { runCli } from 'memkit-gpu/cli'

const folder = mkdtempSync(join(tmpdir(), 'memkit-gpu-init-'))
afterAll(() => rmSync(folder, { recursive: true, force: true }))

async function init(...args: string[]) {
  const [printed, errors]: string[][] = [[], []]
  const code = await runCli(['init', ...args], {
    print: (text) => void printed.push(text),
    error: (line) => void errors.push(line),
    progress: () => undefined,
    readInput: () => Promise.reject(new Error('nothing is read')),
  })
  return { code, printed: printed.join(''), errors: errors.join('\n') }
}

const filesIn = (project: string) =>
  readdirSync(project, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map(({ name }) => name)

describe('memkit-gpu init', () => {
  it.each(['engine', 'loader', 'test', 'examples'])(
    'makes a project of the kind %s, named like its folder',
    async (template) => {
      const project = join(folder, `My ${template}`)
      expect(await init(project, '--template', template)).toMatchObject({ code: 0, errors: '' })
      const { name, scripts, dependencies } = JSON.parse(readFileSync(join(project, 'package.json'), 'utf8'))
      expect(name).toBe(`my-${template}`)
      expect(Object.keys(scripts)).toEqual(['start', 'test', 'types'])
      expect(dependencies['memkit-gpu']).toMatch(/^\^\d/)
      expect(filesIn(project).some((file) => file.endsWith('.test.ts'))).toBe(true)
    },
  )

  it('pins the plans of the test project as this version makes them', async () => {
    const project = join(folder, 'pinned')
    await init(project, '--template', 'test')
    const graph = parseGraphText(readFileSync(join(project, 'graph.json'), 'utf8'))
    expect(readFileSync(join(project, 'plans/webgpu.txt'), 'utf8')).toBe(formatPlan(planGraph(graph, profiles.webgpu)))
  })

  it.each([
    ['plain_name-1', 'plain_name-1'],
    ['ünï', 'ünï'],
    ['my project', "'my project'"],
    [String.raw`a\b`, String.raw`'a\b'`],
    ["it's $HOME", String.raw`'it'\''s $HOME'`],
  ])('says how a shell enters %s', async (name, quoted) => {
    const { printed } = await init(join(folder, name))
    const path = relative(process.cwd(), folder)
    expect(printed).toContain(
      name === quoted ? `  cd ${path}/${name}\n  npm install\n` : `  cd '${path}/${quoted.slice(1)}\n  npm install\n`,
    )
  })

  it('takes the package from where it is told', async () => {
    const project = join(folder, 'local')
    await init(project, '--package', 'file:../memkit-gpu.tgz')
    const { dependencies } = JSON.parse(readFileSync(join(project, 'package.json'), 'utf8'))
    expect(dependencies['memkit-gpu']).toBe('file:../memkit-gpu.tgz')
  })

  it('overwrites nothing: one file in the way, and no file is written', async () => {
    const project = join(folder, 'taken')
    mkdirSync(join(project, 'src'), { recursive: true })
    writeFileSync(join(project, 'src/main.ts'), '// mine')
    const { code, errors } = await init(project)
    expect(code).toBe(2)
    expect(errors).toContain('src/main.ts')
    expect(filesIn(project)).toEqual(['main.ts'])
    expect(readFileSync(join(project, 'src/main.ts'), 'utf8')).toBe('// mine')
  })

  let halves = 0
  it.each([
    [
      'a file where a folder should be',
      () => writeFileSync(join(folder, 'half-0/src'), ''),
      2,
      'half-0 has src already',
    ],
    [
      'a link that leads nowhere',
      () => symlinkSync('nowhere', join(folder, 'half-1/test')),
      2,
      /half-1\/test\/.* cannot be written \(E/,
    ],
    [
      'a link in place of a file',
      () => symlinkSync('nowhere', join(folder, 'half-2/package.json')),
      2,
      'half-2 has package.json already',
    ],
  ] as const)('makes no half of a project: %s', async (_, spoil, expected, why) => {
    const project = join(folder, `half-${halves++}`)
    mkdirSync(project)
    spoil()
    const before = readdirSync(project)
    const { code, errors } = await init(project)
    expect([code, errors]).toEqual([
      expected,
      typeof why === 'string' ? expect.stringContaining(why) : expect.stringMatching(why),
    ])
    expect(readdirSync(project)).toEqual(before)
  })

  it('says why a folder cannot be made', async () => {
    writeFileSync(join(folder, 'file'), '')
    const { code, errors } = await init(join(folder, 'file/project'))
    expect([code, errors]).toEqual([2, expect.stringMatching(/cannot be written \(ENOTDIR\): .* is no folder$/)])
    expect((await init(join(folder, 'x'.repeat(300)))).errors).toMatch(/\(ENAMETOOLONG\): its name is too long$/)
  })

  it('asks npm for something', async () => {
    expect(await init(join(folder, 'none'), '--package', '')).toMatchObject({ code: 2, printed: '' })
  })

  it('refuses a kind of project that it does not know', async () => {
    const { code, errors } = await init(join(folder, 'other'), '--template', 'game')
    expect(code).toBe(2)
    expect(errors).toContain('engine, loader, test')
  })
})
