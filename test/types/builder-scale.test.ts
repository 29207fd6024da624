/** A long chain of builder calls stays cheap to type-check. Counted in instantiations, which do not depend on the machine. */
import ts from 'typescript'
import { expect, it } from 'vitest'

const chain = (passes: number): string => {
  const calls = Array.from({ length: passes }, (_, i) => {
    if (i % 4 === 0) return `.buffer('b${i}', { size: 16 })`
    if (i % 4 === 1) return `.upload('b${i - 1}', { input: 'i${i}', id: 'u${i}' })`
    if (i % 4 === 2)
      return `.compute('c${i}', { shader: 's', workgroups: [1, 1, 1], after: ['u${i - 1}'], bindings: [{ group: 0, binding: 0, use: 'b${i - 2}', as: 'storage' }] })`
    return `.readback('b${i - 3}', { output: 'o${i}' })`
  })
  return `import { frameGraph } from './builder.ts'\nexport const graph = frameGraph('chain').shader('s')${calls.join('')}.build()\n`
}

/** Files that all programs share, parsed once. */
const parsed = new Map<string, ts.SourceFile>()
const remember = (name: string, file: ts.SourceFile | undefined) => {
  if (file) parsed.set(name, file)
  return file
}

/** Instantiations and errors of a program whose only own file is the chain. */
function check(passes: number): { instantiations: number; errors: string[] } {
  const folder = new URL('../../src/graph/', import.meta.url).pathname
  const file = `${folder}chain.ts`
  const options: ts.CompilerOptions = {
    target: ts.ScriptTarget.ES2023,
    lib: ['lib.es2023.d.ts', 'lib.es2024.string.d.ts', 'lib.dom.d.ts'],
    types: [],
    module: ts.ModuleKind.ESNext,
    moduleResolution: ts.ModuleResolutionKind.Bundler,
    strict: true,
    allowImportingTsExtensions: true,
    skipLibCheck: true,
    noEmit: true,
  }
  const host = ts.createCompilerHost(options)
  const { getSourceFile, fileExists } = host
  host.fileExists = (name) => name === file || fileExists(name)
  host.getSourceFile = (name, ...rest) =>
    name === file
      ? ts.createSourceFile(name, chain(passes), ts.ScriptTarget.ES2023)
      : (parsed.get(name) ?? remember(name, getSourceFile(name, ...rest)))
  const program = ts.createProgram([file], options, host)
  const errors = program
    .getSemanticDiagnostics(program.getSourceFile(file))
    .map(({ messageText }) => ts.flattenDiagnosticMessageText(messageText, '\n'))
  return { instantiations: program.getInstantiationCount(), errors }
}

it('each of 400 calls costs about as much as each of 100', () => {
  const [none, some, many] = [check(0), check(100), check(400)]
  expect([none.errors, some.errors, many.errors]).toEqual([[], [], []])
  const perCall = (few: typeof none, calls: number) => (few.instantiations - none.instantiations) / calls
  if (process.env['SHOW_COUNTS']) console.log(none.instantiations, some.instantiations, many.instantiations)
  expect(perCall(many, 400)).toBeLessThan(2 * perCall(some, 100))
  expect(perCall(many, 400)).toBeLessThan(1000)
}, 60_000)
