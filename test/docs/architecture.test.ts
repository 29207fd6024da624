/** ARCHITECTURE.md names files and folders that are there, so that whoever follows it arrives. */
import { execFileSync } from 'node:child_process'
import { readFileSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import { expect, it } from 'vitest'

const root = fileURLToPath(new URL('../..', import.meta.url))
const text = readFileSync(`${root}/ARCHITECTURE.md`, 'utf8')
const files = execFileSync('git', ['ls-files'], { cwd: root, encoding: 'utf8' })
  .split('\n')
  .map((file) => `/${file}`)

/** Whether a name, which may leave out the folders in front of it and the ending `.ts`, is that of a file or a folder. */
const exists = (name: string): boolean => {
  const wanted = `/${name.replace(/\/$/, '')}`
  return files.some((file) => `${file}/`.includes(`${wanted}/`) || file.endsWith(`${wanted}.ts`))
}

const names = [...text.matchAll(/`([\w./-]+)`/g)].map((match) => match[1]!)
const paths = names.filter((name) => /\.(ts|mjs|md|json)$/.test(name) || /\w\/[\w.-]*$/.test(name))

it('names only files and folders that exist', () => {
  expect(paths.length).toBeGreaterThan(100)
  expect(paths.filter((path) => !exists(path))).toEqual([])
})

it('answers where to change things, each with one folder', () => {
  const rows = text
    .slice(text.indexOf('Where do I change'))
    .split('\n')
    .filter((line) => line.startsWith('| ') && line.includes('?'))
  expect(rows.length).toBeGreaterThanOrEqual(10)
  for (const row of rows) expect(row).toMatch(/`[\w./-]+`/)
})
