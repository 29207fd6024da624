/**
 * The guide's snippets. A `ts` block is a program that runs by itself. A `json` block is a document, and a `text` block behind it the plan that it
 * has on the Vulkan profile; `UPDATE_GOLDEN=1` writes those plans anew.
 */
import { existsSync, mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { fileURLToPath, pathToFileURL } from 'node:url'
import { afterAll, describe, expect, it } from 'vitest'
import { checkPlan, formatPlan, parseGraphText, planGraph, profiles } from 'memkit-gpu'

const guide = fileURLToPath(new URL('../../docs/guide', import.meta.url))
const programs = fileURLToPath(new URL('snippets', import.meta.url))
mkdirSync(programs, { recursive: true })
afterAll(() => rmSync(programs, { recursive: true, force: true }))

const pages = readdirSync(guide).filter((file) => file.endsWith('.md'))
const blocksOf = (text: string, language: string) =>
  [...text.matchAll(new RegExp(`^\`\`\`${language}\\n([\\s\\S]*?)^\`\`\``, 'gm'))].map((match) => match[1]!)

describe.each(pages)('%s', (page) => {
  const path = join(guide, page)
  const text = readFileSync(path, 'utf8')
  const snippets = blocksOf(text, 'ts')

  it.each(snippets.map((code, i) => [i + 1, code] as const))('snippet %i runs', async (number, code) => {
    const file = join(programs, `${page.replace('.md', '')}-${number}.ts`)
    writeFileSync(file, `${code}\nexport {}\n`)
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

  it('has no document without its plan', () => {
    expect(blocksOf(text, 'json').length).toBe(documents.length)
  })

  it('links to what is there', () => {
    const targets = [...text.matchAll(/\]\((?!https?:)([^)#]+)[^)]*\)/g)].map((match) => match[1]!)
    expect(targets.filter((target) => !existsSync(join(guide, target)))).toEqual([])
  })
})

it('every kind of pass is shown', () => {
  const text = pages.map((page) => readFileSync(join(guide, page), 'utf8')).join('')
  for (const kind of ['upload', 'copy', 'fill', 'readback', 'mipmap', 'compute', 'render', 'external', 'host'])
    expect(text).toContain(`"kind": "${kind}"`)
  expect(text).toContain('.custom(')
})
