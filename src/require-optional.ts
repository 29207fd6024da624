/** Packages for Node that need not be installed, by Node's `require`. */
import { builtinModule } from './builtin-module.ts'

interface PackageFinder {
  (name: string): unknown
  readonly resolve: { (name: string): string; paths(name: string): string[] | null }
}

/**
 * Where this code is: files, as paths or URLs. Bundlers leave one of the two right. `import.meta.url` is where this file was on the machine
 * that built it in webpack's bundles, and nothing in CommonJS by esbuild; `__filename` is a name that only the bundler knows in Turbopack's.
 */
export const ownFiles = (): string[] =>
  [import.meta.url, typeof __filename === 'string' ? __filename : undefined].filter((file) => file !== undefined)

/**
 * The `require` of a file. It is reached without an import, because some bundlers follow `createRequire` where it stands with a name, and
 * would demand the package of everybody.
 */
export const requireOf = (file: string): PackageFinder =>
  builtinModule<{ createRequire(file: string): PackageFinder }>('node:module')!.createRequire(file)

/** The file that a package begins with. @throws whatever `require` throws where it is not there */
export function resolveOptional(name: string): string {
  let missing: unknown
  for (const file of ownFiles())
    try {
      return requireOf(file).resolve(name)
    } catch (cause) {
      missing = cause
    }
  throw missing
}

/** The exports of a package. @throws whatever `require` throws where it is not installed */
export function requireOptional(name: string): unknown {
  const file = resolveOptional(name)
  return requireOf(file)(file)
}
