/**
 * Textures and samplers that are bound to what a shader does not declare, or does not use so. WebGPU refuses them; on Vulkan nothing does, and what is read or
 * written is undefined: so `checkShaders`, the CPU and the Vulkan backend hold bindings against shaders by rules of our own, and
 * WebGPU says whether they are right.
 */
import { expect, it } from 'vitest'
import { createVulkanBackend, type DebugMessage } from '../../src/backends/vulkan/index.ts'
import { createWebGpuBackend } from '../../src/backends/webgpu/index.ts'
import type { Backend } from '../../src/backends/backend.ts'
import { isMemkitError } from '../../src/errors.ts'
import { execute } from '../../src/executor/index.ts'
import type { FrameGraph } from '../../src/graph/document.ts'
import { textureFormatNames } from '../../src/graph/formats.ts'
import { referenceRun } from '../../src/reference/index.ts'
import { checkShaders } from '../../src/reflection/index.ts'
import { describeGpu } from '../support/gpu/describe-gpu.ts'
import { sampledTextures, shaderTextures } from '../support/shader-textures.ts'

/** The outputs of a run, or the code of the error that refuses it. */
async function outcome(run: Promise<{ readonly outputs: Readonly<Record<string, Uint8Array>> }>) {
  try {
    return { width: [...(await run).outputs['width']!] }
  } catch (error) {
    if (!isMemkitError(error)) throw error
    return error.code
  }
}

const isRefused = async (graph: FrameGraph): Promise<boolean> => {
  try {
    await checkShaders(graph)
    return false
  } catch (error) {
    expect(error).toMatchObject({ code: 'SHADER_MISMATCH', message: expect.stringMatching(/"texels"|a sampler/) })
    return true
  }
}

/** All pairs whose outcome on the backend differs from what the rules say. */
async function unlike(backend: Backend, code: string): Promise<string[]> {
  const differ: string[] = []
  const formats = textureFormatNames.filter((format) => backend.profile.formats?.[format])
  for (const graph of [...shaderTextures(), ...sampledTextures(formats)]) {
    const refused = await isRefused(graph)
    const found = await outcome(execute(graph, backend))
    // The CPU reads no compressed texels.
    if (/ (bc|etc|eac|astc)/.test(graph.name ?? '')) {
      if (refused ? found !== code : typeof found === 'string') differ.push(`${graph.name}: ${JSON.stringify(found)}`)
      continue
    }
    const reference = await outcome(referenceRun(graph))
    expect({ graph: graph.name, refused: reference === 'SHADER_FAILED' }).toEqual({ graph: graph.name, refused })
    const wanted = refused ? code : reference
    if (JSON.stringify(found) !== JSON.stringify(wanted))
      differ.push(`${graph.name}: ${JSON.stringify(found)}, not ${JSON.stringify(wanted)}`)
  }
  await backend.destroy()
  return differ
}

await describeGpu('webgpu', 'textures that shaders declare, on WebGPU', ({ gpu }) => {
  it('are those that the rules allow', { timeout: 300_000 }, async () => {
    expect(await unlike(await createWebGpuBackend({ gpu }), 'VALIDATION_FAILED')).toEqual([])
  })
})

await describeGpu('vulkan', 'textures that shaders declare, on Vulkan', ({ loader, validationLayers }) => {
  it('are those that the rules allow, and the layers say nothing', { timeout: 300_000 }, async () => {
    const messages: DebugMessage[] = []
    const validation = validationLayers && ((message: DebugMessage) => void messages.push(message))
    expect(await unlike(await createVulkanBackend({ loader, validation }), 'SHADER_FAILED')).toEqual([])
    expect(messages).toEqual([])
  })
})
