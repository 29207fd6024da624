/** Programs that use the package end with status 0, whatever the collector takes in between. */
import { existsSync } from 'node:fs'
import { expect, it } from 'vitest'
import { describeGpu } from '../support/gpu/describe-gpu.ts'
import { endings, endOf } from '../support/ends/index.ts'

await describeGpu('vulkan', 'a process that used Vulkan', () => {
  // The package as it was built last: the suite over the build comes after it.
  it.skipIf(!existsSync('dist/cli/main.js')).each(endings)(
    'ends with status 0: $way, collections $collects',
    async (ending) => {
      expect(await endOf('dist', ending)).toBe('status 0')
    },
  )
})
