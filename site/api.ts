/** The API of the package as pages, by TypeDoc. */
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import manifest from '../package.json' with { type: 'json' }

const root = fileURLToPath(new URL('..', import.meta.url))
/** Where a file of the repository is shown. */
export const inRepository = `${manifest.repository.url.replace(/^git\+|\.git$/g, '')}/blob/main`

/** An entry of the package: its name as behind that of the package (`./webgpu`), and its file (`./dist/webgpu.js`). */
export type Entry = readonly [name: string, file: string]
export const entries: readonly Entry[] = Object.entries(manifest.exports).filter(([, file]) =>
  file.startsWith('./dist/'),
)
export const sourceOf = (file: string): string => join(root, file.replace('./dist/', 'src/').replace(/\.js$/, '.ts'))

/** Pages of the site, from any page of the API: TypeDoc writes these links as they are, however deep the page lies. */
const site = 'site:'

/** Writes the pages of these entries into a folder of the site. */
export async function writeApi(out: string, documented: readonly Entry[]): Promise<void> {
  const { Application, PageEvent } = await import('typedoc')
  const app = await Application.bootstrap({
    entryPoints: documented.map(([, file]) => sourceOf(file)),
    tsconfig: join(root, 'tsconfig.json'),
    name: manifest.name,
    readme: 'none',
    excludePrivate: true,
    excludeInternal: true,
    // Members that the library's types inherit from the language's.
    excludeExternals: true,
    // `npm run check:types` does that.
    skipErrorChecking: true,
    disableGit: true,
    // Else paths begin at the folder that all sources share.
    displayBasePath: root,
    sourceLinkTemplate: `${inRepository}/{path}#L{line}`,
    gitRevision: 'main',
    navigationLinks: { Guide: `${site}guide.html`, Playground: `${site}playground.html` },
    logLevel: 'Error',
    validation: false,
  })
  const project = await app.convert()
  if (!project) throw new Error('TypeDoc could not read the sources')
  // Modules are called as they are imported.
  const names = new Map(
    documented.map(([name, file]) => [
      file.replace('./dist/', 'src/').replace(/(\/index)?\.js$/, ''),
      `${manifest.name}${name.slice(1)}`,
    ]),
  )
  for (const module of project.children ?? []) module.name = names.get(module.name) ?? module.name
  app.renderer.on(PageEvent.END, (page) => {
    page.contents = page.contents?.replaceAll(`"${site}`, `"${'../'.repeat(page.url.split('/').length)}`)
  })
  await app.generateDocs(project, out)
}
