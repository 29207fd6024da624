/** Serves the built package and its dependencies from localhost, where pages may use WebGPU. */
import { readFile } from 'node:fs/promises'
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { extname, join, normalize } from 'node:path'
import { fileURLToPath } from 'node:url'
import { build } from 'esbuild'

const root = fileURLToPath(new URL('../..', import.meta.url))
const types: Record<string, string> = {
  '.js': 'text/javascript',
  '.mjs': 'text/javascript',
  '.json': 'application/json',
  '.html': 'text/html',
}

/** What bundlers do with bare names, a page does with this. */
const importMap = {
  imports: {
    'memkit-gpu': '/dist/index.js',
    'memkit-gpu/webgpu': '/dist/backends/webgpu/index.js',
    'memkit-gpu/worker': '/dist/worker/index.js',
    immer: '/node_modules/immer/dist/immer.production.mjs',
    '@noble/hashes/': '/node_modules/@noble/hashes/',
  },
}

const page = `<!doctype html><title>memkit-gpu</title><script type="importmap">${JSON.stringify(importMap)}</script><script type="module" src="/page.js"></script>`

/** The file of a planning worker. Import maps do not hold in workers, so it is bundled, as a bundler would. */
async function bundledWorker(): Promise<string> {
  const contents = `import { servePlans } from './dist/worker/index.js'; servePlans()`
  const { outputFiles } = await build({
    stdin: { contents, resolveDir: root },
    bundle: true,
    format: 'esm',
    write: false,
  })
  return outputFiles[0]!.text
}

export async function servePackage(): Promise<{ url: string; close(): Promise<void> }> {
  const server = createServer((request, response) => {
    const path = normalize(decodeURIComponent(new URL(request.url!, 'http://localhost').pathname))
    const answer = async (): Promise<[number, string, string | Buffer]> => {
      if (path === '/') return [200, 'text/html', page]
      if (path === '/page.js') return [200, 'text/javascript', await readFile(new URL('page.js', import.meta.url))]
      if (path === '/plan-worker.js') return [200, 'text/javascript', await bundledWorker()]
      if (!path.startsWith('/dist/') && !path.startsWith('/node_modules/')) return [404, 'text/plain', 'not found']
      return [200, types[extname(path)] ?? 'text/plain', await readFile(join(root, path))]
    }
    answer()
      .catch((): [number, string, string] => [404, 'text/plain', 'not found'])
      .then(([status, type, body]) => response.writeHead(status, { 'content-type': type }).end(body))
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  return {
    url: `http://localhost:${(server.address() as AddressInfo).port}/`,
    close: () => new Promise((resolve, reject) => server.close((error) => (error ? reject(error) : resolve()))),
  }
}
