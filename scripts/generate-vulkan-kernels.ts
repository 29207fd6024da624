/**
 * Compiles the built-in kernels of the Vulkan backend, src/backends/vulkan/kernels/*.wgsl, to SPIR-V beside them, so that they
 * work where no WGSL compiler is installed.
 *
 *     npx tsx scripts/generate-vulkan-kernels.ts [--check]
 *
 * With --check nothing is written, and the exit status is 1 when the committed file differs from what would be.
 */
import { readFileSync, readdirSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { nagaVersion, translate } from 'naga-wasm'
import { joinAccessChains } from '../src/backends/vulkan/shaders/access-chains.ts'

const folder = fileURLToPath(new URL('../src/backends/vulkan/kernels', import.meta.url))
const target = join(folder, 'generated.ts')
const lineLength = 112

const names = readdirSync(folder)
  .filter((name) => name.endsWith('.wgsl'))
  .map((name) => name.slice(0, -'.wgsl'.length))
  .sort()

const compiled = names.map((name) => {
  const source = readFileSync(join(folder, `${name}.wgsl`), 'utf8')
  const words = joinAccessChains(translate({ from: 'wgsl', to: 'spirv', source }))
  const base64 = Buffer.from(words.buffer, words.byteOffset, words.byteLength).toString('base64')
  const lines = base64.match(new RegExp(`.{1,${lineLength}}`, 'g'))!
  return `/** ${name}.wgsl */\nexport const ${name} =\n${lines.map((line) => `  '${line}'`).join(' +\n')}\n`
})
const text = `// Made by scripts/generate-vulkan-kernels.ts with naga ${nagaVersion}. Do not edit.\n// SPIR-V modules, little-endian words in base64.\n\n${compiled.join('\n')}`

if (process.argv.includes('--check')) {
  let committed = ''
  try {
    committed = readFileSync(target, 'utf8')
  } catch {
    // It is not there at all.
  }
  if (committed === text) console.log(`The Vulkan kernels are what naga ${nagaVersion} makes of their sources`)
  else {
    console.error(`${target} differs from what naga ${nagaVersion} makes of its sources`)
    process.exitCode = 1
  }
} else {
  writeFileSync(target, text)
  console.log(`Wrote ${names.join(', ')} with naga ${nagaVersion}`)
}
