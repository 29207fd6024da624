/**
 * Imports a package that need not be installed, when it is first needed. The name is a parameter, and bundlers are told to leave it
 * alone: they would demand the package of everybody, or pack it for those who never use it.
 *
 * In a page, a bare name is resolved by an import map.
 * @throws whatever the import throws where the package is not there
 */
export const importOptional = (name: string): Promise<unknown> =>
  import(/* @vite-ignore */ /* webpackIgnore: true */ name)
