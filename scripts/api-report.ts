/**
 * Writes the public API of every entry to `api/*.api.md`, so that a change to it shows in a diff.
 *
 *     npm run api               writes the reports
 *     npm run check:api         fails where a committed report is not up to date
 */
import { existsSync, mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import ts from 'typescript'
import manifest from '../package.json' with { type: 'json' }

const root = fileURLToPath(new URL('..', import.meta.url))
const folder = `${root}api/`

const entries = Object.entries(manifest.exports)
  .filter(([, path]) => path.startsWith('./dist/'))
  .map(([entry, path]) => ({
    name: entry === '.' ? 'memkit-gpu' : `memkit-gpu${entry.slice(1)}`,
    source: `${root}src/${path.slice('./dist/'.length, -'.js'.length)}.ts`,
  }))

/** Declaration files of everything reachable, in memory. */
function emitDeclarations(sources: readonly string[], options: ts.CompilerOptions): Map<string, string> {
  const files = new Map<string, string>()
  const program = ts.createProgram(sources, {
    ...options,
    noEmit: false,
    declaration: true,
    emitDeclarationOnly: true,
    stripInternal: true,
  })
  program.emit(undefined, (path, text) => files.set(path, text))
  return files
}

/** Exported names of one module, each with its declarations as they stand in the declaration file. */
function report(program: ts.Program, file: string, name: string): string {
  const checker = program.getTypeChecker()
  const source = program.getSourceFile(file)
  const symbol = source && checker.getSymbolAtLocation(source)
  if (!symbol) throw new Error(`${file} exports nothing`)
  const blocks = checker.getExportsOfModule(symbol).map((exported) => {
    const target = exported.flags & ts.SymbolFlags.Alias ? checker.getAliasedSymbol(exported) : exported
    const texts = (target.declarations ?? []).map((declaration) => {
      const statement = ts.isVariableDeclaration(declaration) ? declaration.parent.parent : declaration
      return publicText(statement).replace(/^export (declare )?/, '')
    })
    return { name: exported.name, text: texts.join('\n') }
  })
  blocks.sort((a, b) => (a.name < b.name ? -1 : 1))
  return `# ${name}\n\n\`\`\`ts\n${blocks.map(({ text }) => text).join('\n\n')}\n\`\`\`\n`
}

/** A declaration as it stands, without the private members of a class. */
function publicText(declaration: ts.Node): string {
  const start = declaration.getStart()
  let text = declaration.getText()
  if (!ts.isClassDeclaration(declaration)) return text
  for (const member of declaration.members.toReversed()) {
    const isPrivate =
      ts.canHaveModifiers(member) && member.modifiers?.some(({ kind }) => kind === ts.SyntaxKind.PrivateKeyword)
    if (isPrivate) text = text.slice(0, member.getFullStart() - start) + text.slice(member.getEnd() - start)
  }
  return text
}

function main(): void {
  const config = ts.readConfigFile(`${root}tsconfig.json`, ts.sys.readFile)
  const { options } = ts.parseJsonConfigFileContent(config.config, ts.sys, root)
  const emitted = emitDeclarations(
    entries.map(({ source }) => source),
    options,
  )
  const host = ts.createCompilerHost(options)
  const { readFile, fileExists } = host
  host.readFile = (path) => emitted.get(path) ?? readFile(path)
  // Sources are hidden, or else imports would find them and not their declarations.
  host.fileExists = (path) => emitted.has(path) || (!path.startsWith(`${root}src/`) && fileExists(path))
  const { getSourceFile } = host
  host.getSourceFile = (path, language, ...rest) => {
    const text = emitted.get(path)
    return text === undefined
      ? getSourceFile.call(host, path, language, ...rest)
      : ts.createSourceFile(path, text, language, true)
  }
  const declarations = entries.map(({ source }) => source.replace(/ts$/, 'd.ts'))
  const program = ts.createProgram(declarations, { ...options, noEmit: true }, host)
  const reports = new Map(
    entries.map(({ name }, i) => [`${name.replaceAll('/', '-')}.api.md`, report(program, declarations[i]!, name)]),
  )
  if (process.argv.includes('--check')) check(reports)
  else write(reports)
}

function write(reports: ReadonlyMap<string, string>): void {
  rmSync(folder, { recursive: true, force: true })
  mkdirSync(folder, { recursive: true })
  for (const [file, text] of reports) writeFileSync(folder + file, text)
}

function check(reports: ReadonlyMap<string, string>): void {
  const committed = existsSync(folder) ? readdirSync(folder) : []
  const stale = [...reports]
    .filter(([file, text]) => !committed.includes(file) || readFileSync(folder + file, 'utf8') !== text)
    .map(([file]) => file)
  const surplus = committed.filter((file) => !reports.has(file))
  if (stale.length + surplus.length === 0) return
  console.error(
    `api/: ${[...stale, ...surplus].join(', ')} not up to date; look at the change with \`npm run api && git diff api\``,
  )
  process.exitCode = 1
}

main()
