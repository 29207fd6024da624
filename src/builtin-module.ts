/** Modules of Node where there is Node: no import of theirs stands in what pages load. */
const scope = globalThis as { readonly process?: { getBuiltinModule?(name: string): unknown } }

/** A module of Node by its name, as its user describes it; undefined elsewhere. */
export const builtinModule = <T>(name: string): T | undefined =>
  scope.process?.getBuiltinModule?.(name) as T | undefined

interface PackageFinder {
  (name: string): unknown
  resolve(name: string): string
}

/**
 * Node's `require`, for packages that need not be installed. It is reached without an import, because some bundlers follow `createRequire`
 * where it stands with a name, and would demand the package of everybody.
 */
export const requireOptional = (): PackageFinder =>
  builtinModule<{ createRequire(from: string): PackageFinder }>('node:module')!.createRequire(import.meta.url)
