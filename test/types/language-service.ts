/** TypeScript's language service, as editors ask it, over a program that is no file. */
import { dirname } from 'node:path'
import { fileURLToPath } from 'node:url'
import ts from 'typescript'
import manifest from '../../package.json' with { type: 'json' }

/** The name of the program, which lies beside the tests. */
export const file = fileURLToPath(new URL('hovered.ts', import.meta.url))

/** The source of each entry of the package. */
export const entries = Object.values(manifest.exports)
  .filter((path) => path.startsWith('./dist/'))
  .map((path) =>
    fileURLToPath(new URL(`../../${path.replace('dist', 'src').replace(/\.js$/, '.ts')}`, import.meta.url)),
  )

const options: ts.CompilerOptions = {
  target: ts.ScriptTarget.ES2023,
  lib: ['lib.es2023.d.ts', 'lib.es2024.string.d.ts', 'lib.esnext.disposable.d.ts', 'lib.dom.d.ts'],
  module: ts.ModuleKind.ESNext,
  moduleResolution: ts.ModuleResolutionKind.Bundler,
  strict: true,
  allowImportingTsExtensions: true,
  resolveJsonModule: true,
  skipLibCheck: true,
  noEmit: true,
}

/** The service for that program, and for files of the project. */
export function serviceFor(program: string, files: readonly string[] = []): ts.LanguageService {
  const textOf = (name: string) => (name === file ? program : ts.sys.readFile(name))
  return ts.createLanguageService({
    getCompilationSettings: () => options,
    getScriptFileNames: () => [file, ...files],
    getScriptVersion: () => '1',
    getScriptSnapshot(name) {
      const text = textOf(name)
      return text === undefined ? undefined : ts.ScriptSnapshot.fromString(text)
    },
    getCurrentDirectory: () => dirname(file),
    getDefaultLibFileName: ts.getDefaultLibFilePath,
    fileExists: (name) => name === file || ts.sys.fileExists(name),
    readFile: textOf,
  })
}
