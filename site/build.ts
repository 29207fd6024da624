/** `npm run site`: the site in `site/dist`. Asks for no network. */
import { fileURLToPath } from 'node:url'
import { buildSite } from './build-site.ts'

const out = fileURLToPath(new URL('dist', import.meta.url))
await buildSite(out, { api: !process.argv.includes('--no-api') })
console.log(`the site is in ${out}: open index.html`)
