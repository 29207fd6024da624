/** Packages for Node that need not be installed, by Node's `require`. */
import { builtinModule } from './builtin-module.ts'

interface PackageFinder {
  (name: string): unknown
  resolve(name: string): string
}

/**
 * A `require` that throws where a package is not there. It is reached without an import, because some bundlers follow `createRequire`
 * where it stands with a name, and would demand the package of everybody.
 */
export const requireOptional = (): PackageFinder =>
  builtinModule<{ createRequire(from: string): PackageFinder }>('node:module')!.createRequire(import.meta.url)
