/** The pages that TypeDoc makes of the API, here of one small entry. */
import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { afterAll, expect, it } from 'vitest'
import { entries, inRepository, writeApi } from '../../site/api.ts'

const root = fileURLToPath(new URL('../..', import.meta.url))
const site = mkdtempSync(join(tmpdir(), 'memkit-gpu-api-'))
afterAll(() => rmSync(site, { recursive: true, force: true }))

it('links to pages of the site and to files of the repository, from pages in folders too', async () => {
  await writeApi(
    join(site, 'api'),
    entries.filter(([name]) => name === './software-gpu'),
  )
  const pages = readdirSync(site, { recursive: true, encoding: 'utf8' }).filter((file) => file.endsWith('.html'))
  const dangling: string[] = []
  const toSite = new Set<string>()
  for (const page of pages)
    for (const [, href = ''] of readFileSync(join(site, page), 'utf8').matchAll(/(?:href|src)="([^"#]+)/g)) {
      const path = join(dirname(page), href)
      if (href.startsWith(`${inRepository}/`)) {
        if (!existsSync(join(root, href.slice(inRepository.length)))) dangling.push(`${page}: ${href}`)
      } else if (/^\w+:/.test(href)) continue
      else if (!path.startsWith('api/')) toSite.add(path)
      else if (!existsSync(join(site, path))) dangling.push(`${page}: ${href}`)
    }
  expect(dangling).toEqual([])
  expect([...toSite].toSorted()).toEqual(['guide.html', 'playground.html'])
  expect(pages.some((page) => page.split('/').length > 2)).toBe(true)
  expect(readFileSync(join(site, 'api/index.html'), 'utf8')).toContain('<h1>memkit-gpu')
}, 240_000)
