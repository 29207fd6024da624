/** The folders beside this one: each is a case, and a new case is a new folder. */
import { existsSync, readdirSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { expect } from 'vitest'

const root = fileURLToPath(new URL('..', import.meta.url))

export interface GoldenCase {
  readonly name: string
  readonly graphText: string
  /** How often it is run; `case.json` says so where it is not once. */
  readonly runs: number
  /** Compares with the folder's file of that name; with `UPDATE_GOLDEN=1` writes it instead. */
  expectFile(file: string, content: string): void
}

export function goldenCases(): GoldenCase[] {
  return readdirSync(root)
    .filter((name) => existsSync(join(root, name, 'graph.json')))
    .sort()
    .map((name) => {
      const path = (file: string): string => join(root, name, file)
      const settings = existsSync(path('case.json'))
        ? (JSON.parse(readFileSync(path('case.json'), 'utf8')) as { runs: number })
        : { runs: 1 }
      return {
        name,
        graphText: readFileSync(path('graph.json'), 'utf8'),
        runs: settings.runs,
        expectFile(file, content) {
          if (process.env['UPDATE_GOLDEN']) writeFileSync(path(file), content)
          expect(content, `${name}/${file} (UPDATE_GOLDEN=1 writes it anew)`).toBe(readFileSync(path(file), 'utf8'))
        },
      }
    })
}
