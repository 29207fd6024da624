/**
 * `npm run docs:fields`: takes the comments of the documents' types over into files of
 * `src/json-schema`, from where they get into the JSON Schemas and the reference. With `--check` it writes nothing, and fails where a file is not up to date.
 */
import { readFileSync, writeFileSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import ts from 'typescript'

const root = fileURLToPath(new URL('..', import.meta.url))
const targets = {
  'src/json-schema/graph-field-docs.ts': ['src/graph/types.ts'],
  'src/json-schema/plan-field-docs.ts': ['src/plan/types.ts', 'src/plan/profile-types.ts'],
}

const program = ts.createProgram(Object.values(targets).flat(), {
  strict: true,
  allowImportingTsExtensions: true,
  noEmit: true,
  target: ts.ScriptTarget.ES2023,
  moduleResolution: ts.ModuleResolutionKind.Bundler,
  module: ts.ModuleKind.ESNext,
})
const checker = program.getTypeChecker()
const commentOf = (symbol: ts.Symbol): string =>
  ts.displayPartsToString(symbol.getDocumentationComment(checker)).replaceAll(/\s+/g, ' ').trim()

/** Each interface's comment, under '', and those of its fields; then its discriminating literal. */
function docsOf(file: string): Record<string, Record<string, string>> {
  const docs: Record<string, Record<string, string>> = {}
  for (const node of program.getSourceFile(file)!.statements) {
    if (!ts.isInterfaceDeclaration(node) || node.name.text === 'GraphDocument') continue
    const symbol = checker.getSymbolAtLocation(node.name)!
    const fields: Record<string, string> = { '': commentOf(symbol) }
    for (const property of checker.getDeclaredTypeOfSymbol(symbol).getProperties()) {
      const comment = commentOf(property)
      if (comment === '') throw new Error(`${file}: ${node.name.text}.${property.name} has no comment`)
      fields[property.name] = comment
    }
    docs[node.name.text] = fields
  }
  return docs
}

let stale = false
for (const [target, sources] of Object.entries(targets)) {
  const docs = Object.assign({}, ...sources.map(docsOf)) as Record<string, Record<string, string>>
  const body = Object.entries(docs)
    .map(([name, fields]) => {
      const lines = Object.entries(fields).map(([field, comment]) => `    ${quoted(field)}: ${quoted(comment, true)},`)
      return `  ${name}: {\n${lines.join('\n')}\n  },`
    })
    .join('\n')
  const text = `/** The comments of \`${sources.map((source) => source.replace(/.*\//, '')).join('`, `')}\`, by interface and field; '' is the interface's own. Made by \`npm run docs:fields\`. */\nexport const fieldDocs: Readonly<Record<string, Readonly<Record<string, string>>>> = {\n${body}\n}\n`
  const path = `${root}${target}`
  if (!process.argv.includes('--check')) writeFileSync(path, text)
  else if (readFileSync(path, 'utf8') !== text) {
    stale = true
    console.error(`${target} is not up to date: npm run docs:fields`)
  }
}
process.exitCode = stale ? 1 : 0

function quoted(text: string, always = false): string {
  if (!always && /^[A-Za-z_]\w*$/.test(text)) return text
  const mark = text.includes("'") && !text.includes('"') ? '"' : "'"
  return mark + text.replaceAll('\\', '\\\\').replaceAll(mark, `\\${mark}`) + mark
}
