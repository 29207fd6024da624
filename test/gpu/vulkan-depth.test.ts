/** Uploads, readbacks and copies of depth and stencil on Vulkan give the bytes of the reference. */
import { it } from 'vitest'
import { cellsByFormat } from '../support/depth-cells.ts'
import { describeGpu } from '../support/gpu/describe-gpu.ts'
import { runDepthCells } from '../support/gpu/run-depth-cells.ts'
import { vulkanSuite } from '../support/gpu/vulkan-suite.ts'

await describeGpu('vulkan', 'depth and stencil on Vulkan', (driver) => {
  const suite = vulkanSuite(driver)
  it.each(cellsByFormat)(
    '%s goes in, comes out and is copied, by aspect',
    (_, cells) => runDepthCells(suite.backend, cells),
    120_000,
  )
})
