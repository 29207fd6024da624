/** Modules of Node where there is Node: no import of theirs stands in what pages load. */
const scope = globalThis as { readonly process?: { getBuiltinModule?(name: string): unknown } }

/** A module of Node by its name, as its user describes it; undefined elsewhere. */
export const builtinModule = <T>(name: string): T | undefined =>
  scope.process?.getBuiltinModule?.(name) as T | undefined
