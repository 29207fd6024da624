/**
 * Bundles the inspector's page, src/inspect/page, into text that the package ships: src/inspect/generated/page.ts.
 *
 *     npx tsx scripts/generate-inspector-page.ts [--check]
 *
 * With --check nothing is written, and the exit status is 1 when the committed file differs from what would be.
 */
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs'
import { dirname } from 'node:path'
import { fileURLToPath } from 'node:url'
import { build, type Metafile } from 'esbuild'

const folder = fileURLToPath(new URL('../src/inspect', import.meta.url))
const target = `${folder}/generated/page.ts`
const mostBytes = 600_000

async function bundle(entry: string): Promise<string> {
  const { outputFiles, metafile } = await build({
    metafile: true,
    entryPoints: [`${folder}/page/${entry}`],
    bundle: true,
    minify: true,
    format: 'iife',
    target: 'es2022',
    // Ends of script elements and the like are escaped by esbuild; other characters are written as they are.
    charset: 'utf8',
    legalComments: 'none',
    write: false,
  })
  return `${credits(metafile)}${outputFiles[0]!.text.trim()}`
}

/** A comment that names the packages inside and their licences. */
function credits({ inputs }: Metafile): string {
  const found = Object.keys(inputs).flatMap((path) => /node_modules\/((?:@[^/]+\/)?[^/]+)\//.exec(path)?.[1] ?? [])
  const lines = [...new Set(found)].sort().map((name) => {
    const manifest = new URL(`../node_modules/${name}/package.json`, import.meta.url)
    const { license, author } = JSON.parse(readFileSync(manifest, 'utf8')) as {
      license?: string
      author?: string | { name: string }
    }
    const by = typeof author === 'string' ? author.replace(/ [<(].*/, '') : author?.name
    return `${name} (${license}${by === undefined ? '' : `, ${by}`})`
  })
  return lines.length === 0 ? '' : `/* Contains ${lines.join(', ')} */\n`
}

const [script, style] = [await bundle('main.ts'), await bundle('style.css')]
const bytes = Buffer.byteLength(script) + Buffer.byteLength(style)
if (bytes > mostBytes) throw new Error(`the page has ${bytes} bytes, and ${mostBytes} are the most`)
if (/<\/script|<!--/i.test(script) || /<\/style/i.test(style)) throw new Error('the page would end its own elements')
const literal = (text: string): string =>
  `'${text.replace(/['\\]/g, '\\$&').replace(/\n/g, '\\n').replace(/\r/g, '\\r')}'`
const text = [
  '// Made by scripts/generate-inspector-page.ts of src/inspect/page. Do not edit.',
  `export const style: string = ${literal(style)}`,
  `export const script: string = ${literal(script)}`,
  '',
].join('\n')

if (process.argv.includes('--check')) {
  let committed = ''
  try {
    committed = readFileSync(target, 'utf8')
  } catch {
    // It is not there at all.
  }
  if (committed === text) console.log(`The inspector's page is what its sources make, ${bytes} bytes`)
  else {
    console.error(`${target} differs from what src/inspect/page makes: npx tsx scripts/generate-inspector-page.ts`)
    process.exitCode = 1
  }
} else {
  mkdirSync(dirname(target), { recursive: true })
  writeFileSync(target, text)
  console.log(`Wrote the inspector's page, ${bytes} bytes`)
}
