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

/** Import maps do not hold in workers, so their files are bundled, as a bundler would. */
const workers: Readonly<Record<string, string>> = {
  '/plan-worker.js': `import { servePlans } from 'memkit-gpu/worker'; servePlans()`,
  '/run-worker.js': `import { runGraph } from './test/browser/run-graph.js'
    onmessage = async ({ data }) => postMessage(await runGraph(data))`,
}

async function bundled(contents: string): Promise<string> {
  const { outputFiles } = await build({
    stdin: { contents, resolveDir: root },
    bundle: true,
    format: 'esm',
    // Without ours, by whose paths the package would be its sources and not its build.
    tsconfigRaw: {},
    write: false,
  })
  return outputFiles[0]!.text
}

export async function servePackage(): Promise<{ url: string; close(): Promise<void> }> {
  const server = createServer((request, response) => {
    const path = normalize(decodeURIComponent(new URL(request.url!, 'http://localhost').pathname))
    const answer = async (): Promise<[number, string, string | Buffer]> => {
      if (path === '/') return [200, 'text/html', page]
      if (path === '/page.js' || path === '/run-graph.js')
        return [200, 'text/javascript', await readFile(new URL(`.${path}`, import.meta.url))]
      const worker = workers[path]
      if (worker !== undefined) return [200, 'text/javascript', await bundled(worker)]
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
