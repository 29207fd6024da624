/** Packages for Node that need not be installed, by Node's `require`. */
import { builtinModule } from './builtin-module.ts'

interface PackageFinder {
  (name: string): unknown
  readonly resolve: { (name: string): string; paths(name: string): string[] | null }
}

/**
 * This file, or the one that a bundler put it into, as a path or a URL. In bundles, `import.meta.url` may be where this file was on the
 * machine that built them (webpack), or nothing (esbuild, for CommonJS); there `__filename` is the bundle.
 */
export const ownFile = (): string => (typeof __filename === 'string' ? __filename : import.meta.url)

/**
 * A `require` that throws where a package is not there, as the file `from` has it. It is reached without an import, because some bundlers
 * follow `createRequire` where it stands with a name, and would demand the package of everybody.
 */
export const requireOptional = (from = ownFile()): PackageFinder =>
  builtinModule<{ createRequire(from: string): PackageFinder }>('node:module')!.createRequire(from)
