/** The reference tells of every error, and every link of the files that are packed leads somewhere. */
import { existsSync, readdirSync, readFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { describe, expect, it } from 'vitest'
import manifest from '../../package.json' with { type: 'json' }

const root = fileURLToPath(new URL('../..', import.meta.url))
const read = (path: string) => readFileSync(join(root, path), 'utf8')

describe('the list of errors', () => {
  const made = [...read('src/errors.ts').matchAll(/make\(\s*'([A-Z_]+)'/g)].map((match) => match[1]!)
  const listed = [...read('docs/reference/errors.md').matchAll(/^\| `([A-Z_]+)`/gm)].map((match) => match[1]!)

  it('has every code once, and no other', () => {
    expect(listed.toSorted()).toEqual([...new Set(made)].toSorted())
  })

  it('says cause and cure of each', () => {
    for (const line of read('docs/reference/errors.md').matchAll(/^\| `[A-Z_]+`.*$/gm))
      expect(line[0]).toMatch(/^\| `[A-Z_]+`\s+\| \S.+ \| \S.+ \|$/)
  })
})

describe('pages that are packed', () => {
  const packed = (path: string) => manifest.files.some((file) => path === file || path.startsWith(`${file}/`))
  const folders = ['docs', 'docs/guide', 'docs/reference']
  const pages = [
    'README.md',
    ...manifest.files.filter((file) => file.endsWith('.md')),
    ...folders.flatMap((folder) =>
      readdirSync(join(root, folder))
        .filter((file) => file.endsWith('.md'))
        .map((file) => `${folder}/${file}`),
    ),
  ]

  it.each(pages.filter((page) => page !== 'ARCHITECTURE.md'))('%s links to packed files or to addresses', (page) => {
    const targets = [...read(page).matchAll(/\]\((?!https?:|#)([^)#\s]+)/g)].map((match) => match[1]!)
    const fault = (target: string) => {
      const path = join(dirname(page), target)
      return !existsSync(join(root, path)) || (!packed(path) && path !== 'README.md' && path !== 'LICENSE')
    }
    expect(targets.filter(fault)).toEqual([])
  })
})
