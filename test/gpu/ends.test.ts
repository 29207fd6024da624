/** Programs that use the package end with status 0, whatever the collector takes in between. */
import { existsSync } from 'node:fs'
import { expect, it } from 'vitest'
import { describeGpu } from '../support/gpu/describe-gpu.ts'
import { endingsOf, endOf, type EndingBackend } from '../support/ends/index.ts'

/** The package as it was built last: the suite over the build comes after it. */
const isBuilt = existsSync('dist/cli/main.js')
const endsWell = (backend: EndingBackend): void => {
  it.skipIf(!isBuilt).each(endingsOf(backend))('ends with status 0: $way, collections $collects', async (ending) => {
    expect(await endOf('dist', ending)).toBe('status 0')
  })
}

await describeGpu('vulkan', 'a process that used Vulkan', () => endsWell('vulkan'))
await describeGpu('webgpu', 'a process that used WebGPU', () => endsWell('webgpu'))
