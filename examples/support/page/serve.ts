/** Serves the examples that are pages, each bundled by esbuild when it is asked for. Pages may use WebGPU on localhost. */
import { readFile } from 'node:fs/promises'
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { basename } from 'node:path'
import { fileURLToPath } from 'node:url'
import { build } from 'esbuild'

const root = new URL('../../../', import.meta.url)
const pageNames = ['three', 'babylon', 'luma', 'typegpu', 'overlay'] as const
export type PageName = (typeof pageNames)[number]

/** Files of a page's program by name: `page.js`, and what it loads later. */
async function bundle(name: PageName): Promise<ReadonlyMap<string, string>> {
  const { outputFiles } = await build({
    entryPoints: [fileURLToPath(new URL(`examples/${name}/page.ts`, root))],
    outdir: '/',
    bundle: true,
    splitting: true,
    format: 'esm',
    platform: 'browser',
    target: 'es2023',
    write: false,
    logLevel: 'error',
  })
  return new Map(outputFiles.map(({ path, text }) => [basename(path), text]))
}

const index = `<!doctype html><meta charset="utf-8"><title>Examples</title><ul>${pageNames
  .map((name) => `<li><a href="/${name}/">${name}</a>`)
  .join('')}</ul>`

type Bundles = Map<PageName, Promise<ReadonlyMap<string, string>>>

async function answer(path: string, bundles: Bundles): Promise<readonly [type: string, body: string]> {
  if (path === '/') return ['text/html', index]
  if (path === '/page.css') return ['text/css', await readFile(new URL('page.css', import.meta.url), 'utf8')]
  const [, folder, file] = /^\/([a-z]+)\/([\w.-]+\.js)?$/.exec(path) ?? []
  const name = pageNames.find((one) => one === folder)
  if (!name) throw new Error(`nothing at ${path}`)
  if (file) {
    // Anew for each visit, so that a change of the sources is seen.
    if (file === 'page.js') bundles.set(name, bundle(name))
    const text = (await bundles.get(name))?.get(file)
    if (text === undefined) throw new Error(`nothing at ${path}`)
    return ['text/javascript', text]
  }
  return ['text/html', await readFile(new URL(`examples/${name}/index.html`, root), 'utf8')]
}

/** @param port 0 takes any that is free */
export async function servePages(port = 0): Promise<{ readonly url: string; close(): Promise<void> }> {
  const bundles: Bundles = new Map()
  const server = createServer((request, response) => {
    answer(new URL(request.url!, 'http://localhost').pathname, bundles).then(
      ([type, body]) => response.writeHead(200, { 'content-type': type }).end(body),
      (error: unknown) => response.writeHead(404, { 'content-type': 'text/plain' }).end(String(error)),
    )
  })
  await new Promise<void>((resolve, reject) => {
    server.on('error', reject)
    server.listen(port, '127.0.0.1', resolve)
  })
  return {
    url: `http://localhost:${(server.address() as AddressInfo).port}/`,
    close: () => new Promise((resolve, reject) => server.close((error) => (error ? reject(error) : resolve()))),
  }
}
