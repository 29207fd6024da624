/**
 * The site, as files that need no server and no network: guide and references from `docs`, the playground, and the API by TypeDoc. Links are
 * relative and scripts classic, so that pages work from a disk too.
 */
import { cpSync, mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { basename, join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { build, type BuildOptions } from 'esbuild'
import manifest from '../package.json' with { type: 'json' }
import { entries, inRepository, sourceOf, writeApi } from './api.ts'
import { exampleDocuments, exampleInputs } from './examples.ts'
import { escape, htmlOf } from './markdown.ts'

const root = fileURLToPath(new URL('..', import.meta.url))
const read = (path: string) => readFileSync(join(root, path), 'utf8')

/** Pages of the guide in the order in which they are read. */
const guide = ['start', 'document', 'lifetimes', 'plans', 'testing', 'devices', 'engines', 'migrating', 'limits']
interface Page {
  readonly source: string
  readonly file: string
  readonly title: string
}
const titleOf = (source: string) => /^# (.+)$/m.exec(read(source))![1]!
const pageOf = (source: string, file: string): Page => ({ source, file, title: titleOf(source) })
const groups: Readonly<Record<string, readonly Page[]>> = {
  Guide: [
    ...guide.map((name) => pageOf(`docs/guide/${name}.md`, `guide-${name}.html`)),
    pageOf('SECURITY.md', 'security.html'),
    pageOf('docs/migration.md', 'migration.html'),
  ],
  Reference: readdirSync(join(root, 'docs/reference'))
    .toSorted()
    .map((file) => pageOf(`docs/reference/${file}`, `reference-${basename(file, '.md')}.html`)),
  Project: [
    pageOf('ARCHITECTURE.md', 'architecture.html'),
    pageOf('docs/faults.md', 'faults.html'),
    pageOf('CHANGELOG.md', 'changelog.html'),
    pageOf('THIRD-PARTY.md', 'third-party.html'),
  ],
}
const home: Page = { source: 'README.md', file: 'index.html', title: 'memkit-gpu' }
const pages = [
  home,
  { ...home, source: 'docs/guide/README.md', file: 'guide.html', title: 'Guide' },
  ...Object.values(groups).flat(),
]

/** Writes the whole site into `out`, replacing what is there. `api: false` leaves TypeDoc's part out. */
export async function buildSite(out: string, { api }: { readonly api: boolean }): Promise<void> {
  rmSync(out, { recursive: true, force: true })
  mkdirSync(out, { recursive: true })
  for (const page of pages) writeFileSync(join(out, page.file), textPage(page, api))
  cpSync(join(root, 'site/site.css'), join(out, 'site.css'))
  for (const file of readdirSync(join(root, 'docs')))
    if (file.endsWith('.svg')) cpSync(join(root, 'docs', file), join(out, file))
  for (const file of readdirSync(join(root, 'docs/pictures')))
    cpSync(join(root, 'docs/pictures', file), join(out, file))
  cpSync(join(root, 'schema'), join(out, 'schema'), { recursive: true })
  writeFileSync(join(out, 'playground.html'), playgroundPage(api))
  await bundlePlayground(out)
  if (api) await writeApi(join(out, 'api'), entries)
}

const head = (title: string, bodyClass = '') => `<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>${escape(title)}</title>
<link rel="icon" href="data:,">
<link rel="stylesheet" href="site.css">
</head>
<body${bodyClass}>`

function header(page: Pick<Page, 'source' | 'file'>, api: boolean): string {
  const link = (file: string, title: string, isHere: boolean) =>
    `<a href="${file}"${isHere ? ` aria-current="${file === page.file ? 'page' : 'true'}"` : ''}>${title}</a>`
  return `<a class="skip" href="#main">To the text</a>
<header><strong><a href="index.html">memkit-gpu</a></strong> <small>${manifest.version}</small>
<nav aria-label="Parts of the site">${[
    link('guide.html', 'Guide', page.source.startsWith('docs/guide/')),
    link('reference-document.html', 'Reference', page.source.startsWith('docs/reference/')),
    ...(api ? ['<a href="api/index.html">API</a>'] : []),
    link('playground.html', 'Playground', page.file === 'playground.html'),
    ...(page.file === 'playground.html' ? [] : ['<a class="to-pages" href="#pages">All pages</a>']),
  ].join(' ')}</nav></header>`
}

function textPage(page: Page, api: boolean): string {
  const { html, parts } = htmlOf(page.source, linkFrom)
  const partList = parts.map(({ id, title }) => `<li><a href="#${id}">${escape(title)}</a></li>`).join('')
  const side = Object.entries(groups)
    .map(([group, listed]) => {
      const links = listed.map(({ file, title }) =>
        file === page.file
          ? `<li><a href="${file}" aria-current="page">${escape(title)}</a>${parts.length > 1 ? `<ul>${partList}</ul>` : ''}</li>`
          : `<li><a href="${file}">${escape(title)}</a></li>`,
      )
      return `<h2>${group}</h2><ul>${links.join('')}</ul>`
    })
    .join('')
  // The text comes first: on a narrow screen the list of pages is below it.
  return `${head(page === home ? 'memkit-gpu' : `${page.title} – memkit-gpu`)}
${header(page, api)}
<div class="page">
<main class="text" id="main">
${html}
</main>
<nav class="side" id="pages" aria-label="Pages">${side}</nav>
</div>
</body>
</html>
`
}

/** The address on the site of what a page of the repository links to; of what is not on the site, the address in the repository. */
function linkFrom(source: string, href: string): string {
  if (/^(https?:|#)/.test(href)) return href
  const [path = '', anchor] = href.split('#')
  const resolved = new URL(path, `file:///${source}`).pathname.slice(1)
  const page = pages.find((one) => one.source === resolved)
  const behind = anchor === undefined ? '' : `#${anchor}`
  if (page) return `${page.file}${behind}`
  if (/\.(svg|png)$/.test(resolved)) return basename(resolved)
  return `${inRepository}/${resolved}${behind}`
}

const playgroundPage = (api: boolean) => `${head('Playground – memkit-gpu', ' class="playground"')}
${header({ source: 'site/playground', file: 'playground.html' }, api)}
<main id="main">
<h1 class="unseen">Playground</h1>
<div class="controls" role="group" aria-label="What is planned">
<label>Example <select id="example"></select></label>
<label>Device <select id="profile"></select></label>
<label>Objective <select id="objective"></select></label>
<button id="run" class="main" type="button">Run on this page's WebGPU</button>
<button id="share" type="button">Copy link</button>
</div>
<div class="work">
<section class="left" aria-label="Document"><p id="notice" role="status" hidden>The link holds no document that can be read: it may have been cut on its way, or is too large.</p><div id="editor"></div><ol id="problems" aria-label="Faults" hidden></ol></section>
<section class="right" aria-label="Plan">
<div class="tabs">
<div role="tablist" aria-label="Views of the plan">
<button role="tab" id="tab-inspector" aria-controls="inspector" aria-selected="true" type="button">Inspector</button>
<button role="tab" id="tab-text" aria-controls="text" aria-selected="false" tabindex="-1" type="button">Text</button>
<button role="tab" id="tab-result" aria-controls="result" aria-selected="false" tabindex="-1" type="button">Run</button>
</div>
<output id="status"></output>
</div>
<div role="tabpanel" id="inspector" aria-labelledby="tab-inspector"></div>
<pre role="tabpanel" id="text" aria-labelledby="tab-text" tabindex="0" hidden></pre>
<div role="tabpanel" id="result" aria-labelledby="tab-result" tabindex="0" hidden>Nothing was run yet.</div>
</section>
</div>
</main>
<script src="playground.js"></script>
</body>
</html>
`

async function bundlePlayground(out: string): Promise<void> {
  const options: BuildOptions = {
    bundle: true,
    minify: true,
    // Not a module: pages from a disk may not load those.
    format: 'iife',
    target: 'es2023',
    platform: 'browser',
    // Only Node looks for files through the address of a module.
    logOverride: { 'empty-import-meta': 'silent' },
    alias: Object.fromEntries(
      entries.map(([entry, path]) => [`memkit-gpu${entry.slice(1)}`, sourceOf(path)]).toReversed(),
    ),
  }
  const worker = await build({ ...options, entryPoints: [join(root, 'site/playground/plan-worker.ts')], write: false })
  const made: Readonly<Record<string, unknown>> = {
    'playground-examples': exampleDocuments(),
    'playground-inputs': exampleInputs(),
    // As text, for nor do such pages start workers from files.
    'playground-worker': worker.outputFiles[0]!.text,
  }
  await build({
    ...options,
    entryPoints: [join(root, 'site/playground/main.ts')],
    outfile: join(out, 'playground.js'),
    plugins: [
      {
        name: 'what the build makes',
        setup(one) {
          one.onResolve({ filter: /^playground-(examples|inputs|worker)$/ }, ({ path }) => ({
            path,
            namespace: 'made',
          }))
          one.onLoad({ filter: /.*/, namespace: 'made' }, ({ path }) => ({
            contents: JSON.stringify(made[path]),
            loader: 'json',
          }))
        },
      },
    ],
  })
}
