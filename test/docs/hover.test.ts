/** Who hovers over a field of a public interface reads what it is. */
import { readFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { fileURLToPath } from 'node:url'
import ts from 'typescript'
import { expect, it } from 'vitest'
import manifest from '../../package.json' with { type: 'json' }

const root = fileURLToPath(new URL('../..', import.meta.url))
const entries = Object.values(manifest.exports)
  .filter((path) => path.startsWith('./dist/'))
  .map((path) => join(root, path.replace('./dist/', 'src/').replace(/js$/, 'ts')))

const parsed = (file: string) => ts.createSourceFile(file, readFileSync(file, 'utf8'), ts.ScriptTarget.Latest, true)

/** The files that declare what an entry exports, with the names; through files that only export on. */
function exportsOf(
  file: string,
  wanted?: ReadonlySet<string>,
  found = new Map<string, Set<string>>(),
): Map<string, Set<string>> {
  for (const { moduleSpecifier, exportClause } of parsed(file).statements.filter(ts.isExportDeclaration)) {
    if (!moduleSpecifier || !exportClause || !ts.isNamedExports(exportClause)) continue
    const from = join(dirname(file), (moduleSpecifier as ts.StringLiteral).text)
    if (!from.startsWith(join(root, 'src'))) continue
    const taken = exportClause.elements.filter(({ name }) => !wanted || wanted.has(name.text))
    const names = new Set(taken.map(({ name, propertyName }) => (propertyName ?? name).text))
    found.set(from, new Set([...(found.get(from) ?? []), ...names]))
    exportsOf(from, names, found)
  }
  return found
}

const isCommented = (node: ts.Node): boolean => ts.getJSDocCommentsAndTags(node).length > 0

it('every field of a public interface has a comment', () => {
  const silent = new Set<string>()
  let seen = 0
  for (const [file, names] of entries
    .flatMap((entry) => [...exportsOf(entry)])
    .filter(([name]) => !name.includes('/generated/')))
    for (const statement of parsed(file).statements)
      if (ts.isInterfaceDeclaration(statement) && names.has(statement.name.text))
        for (const member of statement.members.filter(({ name }) => name)) {
          seen++
          if (!isCommented(member)) silent.add(`${statement.name.text}.${member.name!.getText()}`)
        }
  expect([...silent]).toEqual([])
  expect(seen).toBeGreaterThan(500)
})
