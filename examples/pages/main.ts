/** `npx tsx examples/pages/main.ts [port]`: serves the examples that are pages. */
import { servePages } from '../support/page/serve.ts'

const port = Number(process.argv[2] ?? 8080)
if (!Number.isInteger(port) || port < 0 || port > 65_535) {
  console.error('usage: tsx examples/pages/main.ts [port]')
  process.exit(2)
}
const { url } = await servePages(port)
console.log(`open ${url} in a browser with WebGPU; Ctrl+C ends`)
