/** Programs that use the package, bundled for a page by each bundler as it comes, without the optional peers. */
import { readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { gzipSync } from 'node:zlib'
import { afterAll, describe, expect, it } from 'vitest'
import { parseGraph, planGraph, profiles } from '../../src/index.ts'
import { bundlers, serverBundlers } from './bundles.ts'
import { makeConsumer, root, runAlone } from './packed.ts'

const hasSoftwareGpu = process.platform === 'linux' && process.arch === 'x64'
const consumer = makeConsumer()
afterAll(() => consumer.remove())

/** Plans, then asks for devices that need packages which are not installed. */
const program = `
  import { checkShaders, execute, formatPlan, isMemkitError, parseGraph, planGraph, profiles, referenceRun } from 'memkit-gpu'
  import { createWebGpuBackend } from 'memkit-gpu/webgpu'
  const graph = parseGraph({
    version: 1,
    resources: [{ id: 'words', kind: 'buffer', size: 8 }],
    passes: [
      { id: 'load', kind: 'upload', to: 'words', input: 'in' },
      { id: 'get', kind: 'readback', from: 'words', output: 'out' },
    ],
  })
  const plan = planGraph(graph, profiles.webgpu)
  const { outputs } = await referenceRun(graph, { in: new Uint8Array([1, 2, 3, 4, 5, 6, 7, 8]) })
  console.log(plan.report.submissions.count, outputs.out.join(' '), [checkShaders, execute, formatPlan].length)
  try {
    await createWebGpuBackend()
  } catch (error) {
    console.log(isMemkitError(error), error.code, /npm install webgpu/.test(error.message))
  }
`

describe.each(Object.entries(bundlers))('%s', (_, bundle) => {
  it('bundles a program for a page, which then runs by itself and says what to install on first use', async () => {
    writeFileSync(join(consumer.folder, 'program.js'), program)
    const { files, main, warnings } = await bundle(consumer.folder, 'program.js')
    expect(warnings).toEqual([])
    expect(runAlone(files, main)).toEqual([0, '1 1 2 3 4 5 6 7 8 3\ntrue NO_DEVICE true\n', ''])
  }, 240_000)
})

describe.each(Object.entries(serverBundlers))('%s, for a server', (_, bundle) => {
  const server = `
    import { runCli } from 'memkit-gpu/cli'
    import { createDummyBackend } from 'memkit-gpu/dummy'
    import { useSoftwareGpu } from 'memkit-gpu/software-gpu'
    import { createVulkanBackend } from 'memkit-gpu/vulkan'
    import { createWebGpuBackend } from 'memkit-gpu/webgpu'
    const said = (open) => Promise.resolve().then(open).then(
      (opened) => opened?.name ?? 'done',
      ({ message }) => /npm install (--save-dev )?[@a-z/]+/.exec(message)?.[0] ?? message,
    )
    async function main() {
      for (const open of [createDummyBackend, useSoftwareGpu, createVulkanBackend, createWebGpuBackend]) console.log(await said(open))
      console.log(typeof runCli)
      process.exit()
    }
    void main()
  `
  it('leaves optional packages alone, and finds them where the bundle runs', async () => {
    writeFileSync(join(consumer.folder, 'server.js'), server)
    const { files, main, warnings } = await bundle(consumer.folder, 'server.js')
    expect(warnings).toEqual([])
    const missing = ['npm install --save-dev @sparticuz/chromium', 'npm install koffi', 'npm install webgpu']
    expect(runAlone(files, main)).toEqual([0, ['dummy', ...missing, 'function', ''].join('\n'), ''])
    if (!hasSoftwareGpu) return
    const peers = ['@sparticuz/chromium', 'koffi', 'webgpu']
    const [status, said] = runAlone(files, main, peers)
    expect([status, said]).toEqual([0, ['dummy', 'done', 'vulkan', 'webgpu', 'function', ''].join('\n')])
  }, 240_000)
})

describe('a bundle', () => {
  const bundled = async (name: string, code: string) => {
    writeFileSync(join(consumer.folder, name), code)
    const { files } = await bundlers['esbuild']!(consumer.folder, name)
    return Object.values(files).map((content) => Buffer.from(content))
  }

  it('is empty where a program imports and uses nothing', async () => {
    const files = await bundled(
      'nothing.js',
      `import 'memkit-gpu'; import 'memkit-gpu/webgpu'; import 'memkit-gpu/dummy'`,
    )
    expect(files.map(String).join('').trim()).toBe('')
  })

  const sizes = new Map<string, number>()
  const graph = parseGraph({
    version: 1,
    resources: [{ id: 'words', kind: 'buffer', size: 8, lifetime: 'persistent' }],
    passes: [{ id: 'load', kind: 'upload', to: 'words', input: 'in' }],
  })
  writeFileSync(join(consumer.folder, 'plan.json'), JSON.stringify(planGraph(graph, profiles.webgpu)))

  it('that brings its plan as JSON runs it, and writes and reads between runs', async () => {
    const page = `
      import { createExecutor } from 'memkit-gpu'
      import { createDummyBackend } from 'memkit-gpu/dummy'
      import plan from './plan.json'
      const executor = await createExecutor(plan, createDummyBackend({ profile: ${JSON.stringify(profiles.webgpu)} }))
      await executor.run({ inputs: { in: Uint8Array.of(1, 2, 3, 4, 5, 6, 7, 8) } })
      await executor.write('words', Uint8Array.of(9, 9, 9, 9), { offset: 4 })
      console.log((await executor.read('words')).join(' '))
    `
    writeFileSync(join(consumer.folder, 'runs.js'), page)
    const { files } = await bundlers['esbuild']!(consumer.folder, 'runs.js')
    expect(runAlone(files, 'runs.js')).toEqual([0, '1 2 3 4 9 9 9 9\n', ''])
  })

  // KiB, minified and gzipped. A limit is about a percent above what there is; lower it where the package shrinks.
  it.each([
    ['parses documents', 30, `export { parseGraph } from 'memkit-gpu'`],
    ['asks a worker for plans', 33, `export { createWorkerPlanner } from 'memkit-gpu/worker'`],
    ['plans them too', 165, `export { parseGraph, planGraph, profiles } from 'memkit-gpu'`],
    ['exports all of memkit-gpu', 334, `export * from 'memkit-gpu'`],
    [
      'runs a plan on WebGPU',
      143,
      `export { createExecutor } from 'memkit-gpu'; export { createWebGpuBackend } from 'memkit-gpu/webgpu'; export { default } from './plan.json'`,
    ],
    [
      'plans and runs on WebGPU',
      244,
      `export { createExecutor, parseGraph, planGraph } from 'memkit-gpu'; export * from 'memkit-gpu/webgpu'`,
    ],
  ])('that %s is at most %i KiB', async (what, limit, code) => {
    const files = await bundled('sized.js', code)
    const bytes = files.reduce((sum, file) => sum + gzipSync(file, { level: 9 }).byteLength, 0)
    console.log(`a bundle that ${what}: ${(bytes / 1024).toFixed(1)} KiB minified and gzipped`)
    sizes.set(what, bytes / 1024)
    expect(bytes / 1024).toBeLessThanOrEqual(limit)
  })

  it('is as large as the guide says, within 3 %', () => {
    const guide = readFileSync(join(root, 'docs/guide/devices.md'), 'utf8')
    const said =
      /about (\d+) KiB to parse\s+documents, (\d+) with the planner, (\d+) to run plans on WebGPU, and (\d+) to do both/.exec(
        guide,
      )!
    const is = ['parses documents', 'plans them too', 'runs a plan on WebGPU', 'plans and runs on WebGPU'].map((what) =>
      sizes.get(what)!,
    )
    for (const [i, size] of is.entries()) expect(Math.abs(Number(said[i + 1]) / size - 1)).toBeLessThan(0.03)
    const inWorker = /about\s+(\d+) KiB \(minified and gzipped\) instead of (\d+)/.exec(
      readFileSync(join(root, 'docs/guide/plans.md'), 'utf8'),
    )!
    for (const [i, what] of ['asks a worker for plans', 'plans them too'].entries())
      expect(Math.abs(Number(inWorker[i + 1]) / sizes.get(what)! - 1)).toBeLessThan(0.03)
  })

  it('for WebGPU alone holds nothing of naga', async () => {
    const files = await bundled(
      'webgpu-only.js',
      `export { createExecutor, parseGraph, planGraph } from 'memkit-gpu'; export * from 'memkit-gpu/webgpu'`,
    )
    expect(files.map(String).join('')).not.toMatch(/naga/i)
  })
})
