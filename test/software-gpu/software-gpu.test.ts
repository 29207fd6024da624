import { spawnSync } from 'node:child_process'
import { fileURLToPath } from 'node:url'
import { describe, expect, it } from 'vitest'

const root = fileURLToPath(new URL('../..', import.meta.url))
const at = (path: string) => JSON.stringify(new URL(`../../src/${path}`, import.meta.url).href)

/** What a program says that starts with nothing of Vulkan in its environment. */
function said(code: string): string {
  const { VK_DRIVER_FILES: _, VK_ICD_FILENAMES: __, ...env } = process.env
  const { status, signal, stdout, stderr } = spawnSync(
    process.execPath,
    ['--import', 'tsx', '--input-type=module', '--eval', code],
    { cwd: root, env, encoding: 'utf8' },
  )
  expect({ status, signal, stderr }).toEqual({ status: 0, signal: null, stderr: '' })
  return stdout
}

/** Four bytes there and back. */
const roundTrip = `
  const { createDummyBackend } = await import(${at('backends/dummy/index.ts')})
  const { createWebGpuBackend } = await import(${at('backends/webgpu/index.ts')})
  const { createVulkanBackend } = await import(${at('backends/vulkan/index.ts')})
  const { execute, parseGraph } = await import(${at('index.ts')})
  const graph = parseGraph({
    version: 1,
    resources: [{ id: 'words', kind: 'buffer', size: 4 }],
    passes: [
      { id: 'load', kind: 'upload', to: 'words', input: 'in' },
      { id: 'get', kind: 'readback', from: 'words', output: 'out' },
    ],
  })
  for (const open of [createWebGpuBackend, createVulkanBackend]) {
    const backend = await open()
    const { outputs } = await execute(graph, backend, { inputs: { in: Uint8Array.of(1, 2, 3, 4) } })
    console.log(backend.name, outputs.out.join(' '))
    await backend.destroy()
  }`
const wentRound = 'webgpu 1 2 3 4\nvulkan 1 2 3 4\n'

describe.runIf(process.platform === 'linux' && process.arch === 'x64')('a software GPU', () => {
  it('runs WebGPU and Vulkan after one import, in a process that ends by itself', () => {
    expect(said(`import ${at('software-gpu/setup.ts')}\n${roundTrip}`)).toBe(wentRound)
  })

  it('is the same at the second call', () => {
    const calls = `
      import { useSoftwareGpu } from ${at('software-gpu/index.ts')}
      const gpu = useSoftwareGpu()
      console.log(useSoftwareGpu() === gpu, process.env.VK_DRIVER_FILES === gpu.manifest)`
    expect(said(calls)).toBe('true true\n')
  })

  it('is refused in a worker thread that started before the main thread chose it, and taken in one that started after', () => {
    const inWorker = `
      import { parentPort } from 'node:worker_threads'
      import { register } from 'tsx/esm/api'
      register()
      const { useSoftwareGpu } = await import(${at('software-gpu/index.ts')})
      let said = 'taken'
      try { useSoftwareGpu() } catch (error) { said = error.message }
      parentPort.postMessage(said)`
    const inMain = `
      import { once } from 'node:events'
      import { Worker } from 'node:worker_threads'
      import { useSoftwareGpu } from ${at('software-gpu/index.ts')}
      const ask = async () => (await once(new Worker(${JSON.stringify(inWorker)}, { eval: true }), 'message'))[0]
      console.log(await ask())
      useSoftwareGpu()
      console.log(await ask())`
    expect(said(inMain)).toMatch(/^The software GPU is chosen by the environment.*'forks'\ntaken\n$/)
  })
})
