/**
 * `npm run fresh-projects -- [bundlers] [typescript] [templates] [examples] [jest] [software-gpu]`: what strangers do with the package as npm packs it, each in a project of
 * its own with nothing else installed. Asks the npm registry. Prints one line a project, with sizes; fails where one fails.
 */
import { spawnSync } from 'node:child_process'
import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { gzipSync } from 'node:zlib'
import { programs, runExample } from '../test/package/example-runs.ts'
import { packTo } from '../test/package/packed.ts'

const work = mkdtempSync(join(tmpdir(), 'memkit-gpu-fresh-'))
const tarball = packTo(work)
const wanted = process.argv.slice(2)
const kinds = wanted.length > 0 ? wanted : ['bundlers', 'typescript', 'templates', 'examples', 'jest', 'software-gpu']
let failures = 0

const page = `
import { formatPlan, isMemkitError, parseGraph, planGraph, profiles } from 'memkit-gpu'
import { createWebGpuBackend } from 'memkit-gpu/webgpu'
const graph = parseGraph({
  version: 1,
  resources: [{ id: 'words', kind: 'buffer', size: 8 }],
  passes: [
    { id: 'load', kind: 'upload', to: 'words', input: 'in' },
    { id: 'get', kind: 'readback', from: 'words', output: 'out' },
  ],
})
console.log(formatPlan(planGraph(graph, profiles.webgpu)).split('\\n')[0])
await createWebGpuBackend().then(
  () => console.log('a device'),
  (error) => console.log(isMemkitError(error) && error.code),
)
`
const expected = /^plan "" for webgpu.*\n(NO_DEVICE|a device)\n$/

interface Bundler {
  readonly packages: readonly string[]
  readonly files?: Readonly<Record<string, string>>
  readonly command: string
  /** The folder that the bundle is in. */
  readonly out: string
}
const bundlers: Readonly<Record<string, Bundler>> = {
  esbuild: {
    packages: ['esbuild'],
    command: 'esbuild main.js --bundle --minify --format=esm --outfile=out/main.js',
    out: 'out',
  },
  vite: {
    packages: ['vite'],
    files: { 'index.html': '<!doctype html><title>page</title><script type="module" src="/main.js"></script>' },
    command: 'vite build',
    out: 'dist/assets',
  },
  webpack: {
    packages: ['webpack', 'webpack-cli'],
    command: 'webpack --mode production --entry ./main.js',
    out: 'dist',
  },
  rollup: {
    packages: ['rollup', '@rollup/plugin-node-resolve'],
    command: 'rollup main.js --plugin node-resolve --format es --dir out',
    out: 'out',
  },
  deno: { packages: ['deno'], command: 'deno bundle --minify --platform browser main.js -o out/main.js', out: 'out' },
}

const entries = [
  'memkit-gpu',
  'memkit-gpu/dummy',
  'memkit-gpu/webgpu',
  'memkit-gpu/vulkan',
  'memkit-gpu/gpu',
  'memkit-gpu/inspect',
  'memkit-gpu/json-schema',
  'memkit-gpu/worker',
  'memkit-gpu/three',
  'memkit-gpu/babylon',
  'memkit-gpu/software-gpu',
  'memkit-gpu/cli',
]
/** Uses of the types in a program: documents, a builder that knows its ids, options, a run. */
const typed = `
export const document: entry0.GraphDocument = { version: 1, resources: [], passes: [] }
export const graph: entry0.FrameGraph = entry0
  .frameGraph('frame')
  .buffer('camera', { size: 64, lifetime: 'persistent', history: 1 })
  .repeat(2, (builder, i) => builder.texture(\`bloom\${i}\`, { format: 'rgba16float', size: [8, 8] }).fill(\`bloom\${i}\`))
  .upload('camera', { input: 'camera' })
  .readback('camera', { output: 'seen' })
  .build()
export const plan: entry0.Plan = entry0.planGraph(graph, entry0.profiles.webgpu, { objective: 'memory' })
export async function seen(backend: entry0.Backend): Promise<Uint8Array | undefined> {
  const executor = await entry0.createExecutor(plan, backend)
  await executor.write('camera', new Uint8Array(64), { offset: 0 })
  const { outputs } = await executor.run({ inputs: { camera: new Uint8Array(64) } })
  return outputs['seen']
}
// @ts-expect-error no resource is called so
export const misspelt = (): unknown => entry0.frameGraph().buffer('camera', { size: 64 }).fill('camrea')
`
const versions = ['5.4', '5.5', '5.6', '5.7', '5.8', '5.9', '6.0', '7']

function project(name: string, files: Readonly<Record<string, string>>, packages: readonly string[]): string {
  const folder = join(work, name)
  for (const [path, content] of Object.entries({ 'package.json': '{ "type": "module" }', ...files })) {
    mkdirSync(dirname(join(folder, path)), { recursive: true })
    writeFileSync(join(folder, path), content)
  }
  const added = packages.length > 0 ? `--save-dev ${packages.join(' ')}` : ''
  run(folder, `npm install --no-audit --no-fund --prefer-offline --silent ${added}`)
  return folder
}

/** The output of a command in which the project's binaries are found. @throws Error with all that the command said */
function run(folder: string, command: string, environment: Readonly<Record<string, string>> = {}): string {
  const { status, stdout, stderr } = spawnSync(command, {
    cwd: folder,
    shell: true,
    encoding: 'utf8',
    env: { ...process.env, PATH: `${join(folder, 'node_modules/.bin')}:${process.env['PATH']}`, ...environment },
  })
  if (status !== 0) throw new Error(`${command}: status ${status}\n${stdout}${stderr}`)
  return stdout
}

function attempt(what: string, act: () => string): void {
  try {
    console.log(`ok    ${what}: ${act()}`)
  } catch (error) {
    failures++
    console.log(`FAIL  ${what}: ${error instanceof Error ? error.message : String(error)}`)
  }
}

if (kinds.includes('bundlers'))
  for (const [name, { packages, files = {}, command, out }] of Object.entries(bundlers))
    attempt(name, () => {
      const folder = project(name, { 'main.js': page, ...files }, [tarball, ...packages])
      run(folder, command)
      const bundle = readdirSync(join(folder, out)).filter((file) => file.endsWith('.js'))
      // Alone, there is nothing that it could import.
      const alone = mkdtempSync(join(work, 'alone-'))
      let bytes = 0
      for (const file of bundle) {
        const content = readFileSync(join(folder, out, file))
        bytes += gzipSync(content, { level: 9 }).byteLength
        writeFileSync(join(alone, file), content)
      }
      writeFileSync(join(alone, 'package.json'), '{ "type": "module" }')
      const main = bundle.find((file) => file.startsWith('main')) ?? bundle.find((file) => file.startsWith('index'))!
      // Vite's bundles ask the page what it can preload.
      const stub = `globalThis.document = { createElement: () => ({ relList: { supports: () => true } }) }`
      writeFileSync(join(alone, 'run.mjs'), `${stub}\nawait import('./${main}')`)
      const said = run(alone, 'node run.mjs')
      if (!expected.test(said)) throw new Error(`it said ${said}`)
      if (name === 'deno') {
        const direct = run(folder, 'deno run --allow-read --allow-env main.js')
        if (!expected.test(direct)) throw new Error(`deno run said ${direct}`)
      }
      return `${(bytes / 1024).toFixed(1)} KiB gzip, runs`
    })

if (kinds.includes('typescript'))
  for (const version of versions)
    attempt(`TypeScript ${version}`, () => {
      const imports = entries.map((entry, i) => `import * as entry${i} from '${entry}'`).join('\n')
      const options = { target: 'ES2022', lib: ['ES2022'], types: [], strict: true, skipLibCheck: false, noEmit: true }
      const files = {
        'main.ts': `${imports}\n${typed}\nconst all = [${entries.map((_, i) => `entry${i}`).join(', ')}]\nvoid all\n`,
        'tsconfig.json': JSON.stringify({ compilerOptions: { ...options, module: 'NodeNext' }, files: ['main.ts'] }),
        'bundler.json': JSON.stringify({
          compilerOptions: {
            ...options,
            module: 'ESNext',
            moduleResolution: 'Bundler',
            exactOptionalPropertyTypes: true,
            noUncheckedIndexedAccess: true,
            verbatimModuleSyntax: true,
            // As projects that emit their own declarations have it; 5.4 does not know it.
            ...(version === '5.4' ? {} : { declaration: true, isolatedDeclarations: true }),
          },
          files: ['main.ts'],
        }),
      }
      const folder = project(`typescript-${version}`, files, [tarball, `typescript@${version}`])
      run(folder, 'tsc && tsc -p bundler.json')
      return `${run(folder, 'tsc --version').trim()}, without skipLibCheck, DOM and @webgpu/types`
    })

if (kinds.includes('templates'))
  for (const template of ['engine', 'loader', 'test'])
    attempt(`template ${template}`, () => {
      const starter = project(`starter-${template}`, {}, [tarball])
      run(starter, `memkit-gpu init ${join(work, template)} --template ${template} --package ${tarball}`)
      const folder = join(work, template)
      run(folder, 'npm install --no-audit --no-fund --prefer-offline --silent')
      run(folder, 'npm start --silent')
      // As on a CI machine, where vitest writes no new snapshots.
      const tests = run(folder, 'npm test --silent', { CI: '1', NO_COLOR: '1' })
      run(folder, 'npm run --silent types')
      return `starts; ${/Tests .*/.exec(tests)?.[0] ?? 'no tests'}; types hold`
    })

if (kinds.includes('examples')) {
  const starter = project('starter-examples', {}, [tarball])
  const folder = join(work, 'of-the-package')
  run(starter, `memkit-gpu init ${folder} --template examples --package ${tarball}`)
  attempt('examples', () => {
    run(folder, 'npm install --no-audit --no-fund --prefer-offline --silent')
    run(folder, 'npm start --silent')
    const tests = run(folder, 'npm test --silent', { CI: '1', NO_COLOR: '1' })
    run(folder, 'npm run --silent types')
    return `starts; ${/Tests .*/.exec(tests)?.[0] ?? 'no tests'}; types hold`
  })
  for (const [name, args, says] of programs)
    attempt(`example ${name}`, () => {
      const said = runExample(folder, name, args)
      if (!says.test(said)) throw new Error(`it said ${said}`)
      return 'runs'
    })
}

/** Plans in Jest: the serializer, and each matcher with a claim that holds and one whose failure is a snapshot. */
const jestTest = `
import { expect, it } from '@jest/globals'
import { parseGraph, planGraph, profiles } from 'memkit-gpu'
const graph = parseGraph({
  version: 1,
  name: 'copies',
  resources: ['a', 'b', 'c'].map((id) => ({ id, kind: 'buffer', size: 256 })),
  passes: [
    { id: 'load', kind: 'upload', to: 'a', input: 'in' },
    { id: 'first', kind: 'custom', body: 'first', uses: [{ use: 'a', as: 'storage-read' }, { use: 'b', as: 'storage', access: 'write' }] },
    { id: 'second', kind: 'custom', body: 'second', uses: [{ use: 'b', as: 'storage-read' }, { use: 'c', as: 'storage', access: 'write' }] },
    { id: 'get', kind: 'readback', from: 'c', output: 'out' },
  ],
})
const plan = planGraph(graph, profiles.vulkan)
it('says a plan in a snapshot as text', () => expect(plan).toMatchSnapshot())
const claims = [
  ['toPassCheck', [graph, profiles.vulkan], [graph, profiles.webgpu]],
  ['toPeakBelow', [1e6], [16]],
  ['toHaveSubmissions', [1], [2]],
  ['toHaveBarriersAtMost', [4], [0]],
  ['toBeOrdered', ['first', 'second'], ['second', 'first']],
  ['toAlias', ['a', 'c'], ['a', 'b']],
  ['toMatchPlanOf', [graph], [planGraph(graph, profiles.webgpu)]],
]
it.each(claims)('%s holds, and fails with the part of the plan concerned', (matcher, holds, fails) => {
  expect(plan)[matcher](...holds)
  expect(plan).not[matcher](...fails)
  expect(() => expect(plan)[matcher](...fails)).toThrowErrorMatchingSnapshot()
  expect(() => expect(plan).not[matcher](...holds)).toThrow(/"copies"/)
})
it('holds pictures against golden files', () => {
  const data = new Uint8Array(16).fill(200)
  expect({ width: 2, height: 2, data }).toMatchImage('grey.png')
  expect(() => expect({ width: 2, height: 2, data: data.map((value) => value - 100) }).toMatchImage('grey.png')).toThrow(/4 of 4 texels/)
})
`

if (kinds.includes('jest'))
  attempt('Jest', () => {
    const files = {
      'package.json': '{ "type": "module", "scripts": { "test": "NODE_OPTIONS=--experimental-vm-modules jest" } }',
      'jest.config.js': `export default { transform: {}, testEnvironment: 'node', setupFilesAfterEnv: ['./jest.setup.js'] }`,
      'jest.setup.js': `
import { expect } from '@jest/globals'
import { matchers, planSerializer } from 'memkit-gpu/vitest'
expect.addSnapshotSerializer(planSerializer)
expect.extend(matchers)
`,
      'plan.test.js': jestTest,
    }
    const folder = project('jest', files, [tarball, 'jest@30'])
    run(folder, 'npm test --silent -- --silent')
    const snapshots = readFileSync(join(folder, '__snapshots__/plan.test.js.snap'), 'utf8')
    if (!snapshots.includes('plan "copies" for vulkan, explicit barriers, objective balanced'))
      throw new Error(`the serializer did not write the plan:\n${snapshots}`)
    // As on a CI machine, where nothing is written.
    run(folder, 'npm test --silent -- --ci')
    return `${snapshots.split('exports[').length - 1} snapshots written, and held`
  })

/** A picture drawn on a GPU, held against a golden file. */
const gpuTest = (entry: string, create: string) => `
import { expect, it } from 'vitest'
import { execute, parseGraph } from 'memkit-gpu'
import { ${create} } from '${entry}'
const graph = parseGraph({
  version: 1,
  resources: [{ id: 'picture', kind: 'texture', format: 'rgba8unorm', size: [64, 64] }],
  shaders: [{ id: 'half', wgsl: '@vertex fn vs(@builtin(vertex_index) i: u32) -> @builtin(position) vec4f { return vec4f(f32(i & 1) * 2 - 1, f32(i >> 1) * 2 - 1, 0, 1); } @fragment fn fs() -> @location(0) vec4f { return vec4f(1, 0.6, 0.2, 1); }' }],
  pipelines: [{ id: 'half', kind: 'render', shader: 'half', vertex: { entryPoint: 'vs' }, fragment: { entryPoint: 'fs' } }],
  passes: [
    { id: 'draw', kind: 'render', color: [{ use: 'picture', load: 'clear' }], draws: [{ pipeline: 'half', vertexCount: 3 }] },
    { id: 'save', kind: 'readback', from: 'picture', output: 'picture' },
  ],
})
it('draws', async () => {
  const backend = await ${create}()
  const { outputs } = await execute(graph, backend)
  expect({ width: 64, height: 64, data: outputs.picture }).toMatchImage('half.png')
  await backend.destroy()
})
`

if (kinds.includes('software-gpu')) {
  const config = `
import { defineConfig } from 'vitest/config'
export default defineConfig({ test: { setupFiles: ['memkit-gpu/software-gpu/setup', 'memkit-gpu/vitest/setup'] } })
`
  for (const [api, create, packages] of [
    ['webgpu', 'createWebGpuBackend', ['webgpu']],
    ['vulkan', 'createVulkanBackend', ['koffi', 'naga-wasm@30.1.0']],
  ] as const)
    attempt(`${api} without a GPU`, () => {
      const files = {
        'package.json': '{ "type": "module", "scripts": { "test": "vitest run" } }',
        'vitest.config.js': config,
        'half.test.js': gpuTest(`memkit-gpu/${api}`, create),
      }
      const folder = project(`software-${api}`, files, [tarball, 'vitest@4', '@sparticuz/chromium', ...packages])
      // The first run writes the golden file, which a CI machine would have from the repository.
      run(folder, 'npm test --silent')
      const tests = run(folder, 'npm test --silent', { CI: '1', NO_COLOR: '1' })
      return /Tests .*/.exec(tests)?.[0] ?? 'no tests'
    })
}

rmSync(work, { recursive: true, force: true })
process.exitCode = failures > 0 ? 1 : 0
