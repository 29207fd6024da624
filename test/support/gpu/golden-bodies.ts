/** Bodies of golden cases on Vulkan. */
import type { Body } from '../../../src/backends/backend.ts'
import type { VulkanNative } from '../../../src/backends/vulkan/index.ts'
import type { FrameGraph } from '../../../src/graph/document.ts'
import { generateBodies } from '../../golden/support/bodies.ts'
import { stirShader } from '../wgsl-mix.ts'
import { drawsToAttachments, vulkanEngine } from './engine-bodies.ts'
import { vulkanBody } from './vulkan-body.ts'
import { submittingVulkan } from './vulkan-external.ts'

/** Bodies that do on Vulkan what those of the golden cases do on the CPU. @param cleanUp gets what is to be called afterwards */
export function goldenVulkanBodies(
  native: VulkanNative,
  graph: FrameGraph,
  cleanUp: (() => void)[],
): Record<string, Body> {
  const bodies = generateBodies(graph)
  for (const pass of graph.passes) {
    if (pass.kind !== 'custom' && pass.kind !== 'external') continue
    const body = drawsToAttachments(pass)
      ? vulkanEngine(native, graph, pass)
      : vulkanBody(native, pass, [], stirShader, cleanUp)
    bodies[pass.body] = pass.kind === 'custom' ? body : submittingVulkan(native, body, cleanUp)
  }
  return bodies
}
