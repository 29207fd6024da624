/** `npm run bench -- NAME [options]`: runs `bench/NAME/index.ts`. */
import { existsSync, readdirSync } from 'node:fs'
import { fileURLToPath, pathToFileURL } from 'node:url'

const folder = fileURLToPath(new URL('.', import.meta.url))
const names = readdirSync(folder).filter((name) => existsSync(`${folder}${name}/index.ts`))
const [name, ...options] = process.argv.slice(2)

if (name === undefined || !names.includes(name)) {
  console.error(`usage: npm run bench -- ${names.join('|')} [options]`)
  process.exitCode = 2
} else {
  // A bench reads its options as if it had been started by itself.
  process.argv = [process.argv[0]!, `${folder}${name}/index.ts`, ...options]
  await import(pathToFileURL(process.argv[1]!).href)
}
