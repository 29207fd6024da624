/**
 * The snippets of the guide and of the README. A `ts` block is a program that runs by itself, and compiles strictly. A `json` block is a document, and a `text` block behind it the plan that it
 * has on the Vulkan profile; `UPDATE_GOLDEN=1` writes those plans anew.
 */
import { existsSync, mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { basename, join } from 'node:path'
import { fileURLToPath, pathToFileURL } from 'node:url'
import ts from 'typescript'
import { afterAll, describe, expect, it } from 'vitest'
import { checkPlan, execute, formatPlan, parseGraphText, planGraph, profiles } from 'memkit-gpu'
import { createDummyBackend } from 'memkit-gpu/dummy'

const root = fileURLToPath(new URL('../..', import.meta.url))
const guide = join(root, 'docs/guide')
const programs = fileURLToPath(new URL('snippets', import.meta.url))
mkdirSync(programs, { recursive: true })
afterAll(() => rmSync(programs, { recursive: true, force: true }))

const pages = [
  ...readdirSync(guide).flatMap((file) => (file.endsWith('.md') ? [`docs/guide/${file}`] : [])),
  'README.md',
]
const blocksOf = (text: string, language: string) =>
  [...text.matchAll(new RegExp(`^\`\`\`${language}\\n([\\s\\S]*?)^\`\`\``, 'gm'))].map((match) => match[1]!)
const programsOf = (page: string): string[] =>
  blocksOf(readFileSync(join(root, page), 'utf8'), 'ts').map((code, i) => {
    const file = join(programs, `${page.replaceAll('/', '-').replace('.md', '')}-${i + 1}.ts`)
    writeFileSync(file, `${code}\nexport {}\n`)
    return file
  })
const snippets = new Map(pages.map((page) => [page, programsOf(page)]))

it('all compile, strictly, without a DOM', () => {
  const { config } = ts.readConfigFile(join(root, 'tsconfig.json'), (path) => readFileSync(path, 'utf8')) as {
    config: { compilerOptions: object }
  }
  const strict = {
    noUncheckedIndexedAccess: true,
    noUnusedLocals: false,
    lib: ['ES2023', 'ESNext.Disposable'],
    types: ['node'],
  }
  const { options } = ts.convertCompilerOptionsFromJson({ ...config.compilerOptions, ...strict }, root)
  const files = [...snippets.values()].flat()
  const program = ts.createProgram(files, options)
  const faults = files.flatMap((file) => ts.getPreEmitDiagnostics(program, program.getSourceFile(file)))
  expect(
    faults.map(({ file, messageText }) => `${file?.fileName}: ${ts.flattenDiagnosticMessageText(messageText, ' ')}`),
  ).toEqual([])
  expect(files.length).toBeGreaterThan(20)
})

describe.each(pages)('%s', (page) => {
  const path = join(root, page)
  const text = readFileSync(path, 'utf8')

  it.each(snippets.get(page)!.map((file) => [basename(file), file] as const))('%s runs', async (_, file) => {
    await import(pathToFileURL(file).href)
  })

  const pair = /^```json\n([\s\S]*?)^```\n\n```text\n([\s\S]*?)^```/gm
  const documents = [...text.matchAll(pair)]
  it.each(documents.map((match, i) => [i + 1, match[1]!, match[2]!] as const))(
    'document %i has the plan that is shown',
    (number, json, shown) => {
      const graph = parseGraphText(json)
      const plan = planGraph(graph, profiles.vulkan)
      expect(checkPlan(graph, plan, profiles.vulkan)).toMatchObject({ ok: true })
      const written = formatPlan(plan)
      if (process.env['UPDATE_GOLDEN'])
        writeFileSync(
          path,
          readFileSync(path, 'utf8').replace(
            `${json}\`\`\`\n\n\`\`\`text\n${shown}`,
            () => `${json}\`\`\`\n\n\`\`\`text\n${written}`,
          ),
        )
      else expect(shown, `document ${number}`).toBe(written)
    },
  )

  it.each(documents.map((match, i) => [i + 1, match[1]!] as const))('document %i runs', async (_, json) => {
    const graph = parseGraphText(json)
    const backend = createDummyBackend()
    const plan = planGraph(graph, backend.profile)
    const asked = plan.inputs.filter(({ producer }) => producer === undefined)
    const inputs = Object.fromEntries(asked.map(({ name, sizeBytes }) => [name, new Uint8Array(sizeBytes)]))
    const bodies = Object.fromEntries(plan.bodies.map(({ name }) => [name, () => undefined]))
    const imports = Object.fromEntries(
      plan.placements.flatMap(({ resource, sizeBytes, lifetime }) =>
        lifetime === 'imported' ? [[resource, new Uint8Array(sizeBytes)]] : [],
      ),
    )
    const { outputs } = await execute(graph, backend, { inputs, bodies, imports })
    expect(Object.keys(outputs).toSorted()).toEqual(plan.outputs.map(({ name }) => name).toSorted())
    await backend.destroy()
  })

  it('has no document without its plan', () => {
    expect(blocksOf(text, 'json').length).toBe(documents.length)
  })

  it('links to what is there', () => {
    const targets = [...text.matchAll(/\]\((?!https?:)([^)#]+)[^)]*\)/g)].map((match) => match[1]!)
    expect(targets.filter((target) => !existsSync(join(path, '..', target)))).toEqual([])
  })
})

it('every kind of pass is shown', () => {
  const text = pages.map((page) => readFileSync(join(root, page), 'utf8')).join('')
  for (const kind of ['upload', 'copy', 'fill', 'readback', 'mipmap', 'compute', 'render', 'external', 'host'])
    expect(text).toContain(`"kind": "${kind}"`)
  expect(text).toContain('.custom(')
})
