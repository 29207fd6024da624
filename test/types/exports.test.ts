/** Types that the documents are made of have a name in the package, or programs cannot write functions of them. */
import { readFileSync } from 'node:fs'
import { expect, it } from 'vitest'

const read = (path: string) => readFileSync(new URL(`../../src/${path}`, import.meta.url), 'utf8')
const exported = new Set(read('index.ts').match(/\w+/g))
/** Said in the fields of others. */
const inside = new Set(['Notes', 'Writable'])

it.each(['graph/types.ts', 'plan/types.ts', 'plan/profile-types.ts'])('%s', (path) => {
  const names = [...read(path).matchAll(/^export (?:interface|type) (\w+)/gm)].map(([, name]) => name!)
  expect(names.length).toBeGreaterThan(10)
  expect(names.filter((name) => !exported.has(name) && !inside.has(name))).toEqual([])
})
