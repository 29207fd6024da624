/** The body of a custom pass on Vulkan: a shader of the test's own over copies of the pass's slices. */
import { translate } from 'naga-wasm'
import type { Body } from '../../../src/backends/backend.ts'
import {
  Arena,
  VK_ACCESS_2_MEMORY_READ_BIT,
  VK_ACCESS_2_MEMORY_WRITE_BIT,
  VK_DESCRIPTOR_TYPE_STORAGE_BUFFER,
  VK_PIPELINE_BIND_POINT_COMPUTE,
  VK_PIPELINE_STAGE_2_ALL_COMMANDS_BIT,
  VK_SHADER_STAGE_COMPUTE_BIT,
  VkComputePipelineCreateInfo,
  VkCopyBufferInfo2,
  VkDependencyInfo,
  VkDescriptorPoolCreateInfo,
  VkDescriptorSetAllocateInfo,
  VkDescriptorSetLayoutCreateInfo,
  VkPipelineLayoutCreateInfo,
  VkShaderModuleCreateInfo,
  VkWriteDescriptorSet,
  type VkBuffer,
  type VkCommandBuffer,
  type VkDescriptorPool,
  type VkDescriptorSet,
  type VkDescriptorSetLayout,
  type VkPipeline,
  type VkPipelineLayout,
  type VkShaderModule,
} from '../../../src/backends/vulkan/bindings/index.ts'
import type { VulkanBodyContext, VulkanBufferSlice, VulkanNative } from '../../../src/backends/vulkan/index.ts'
import type { PassOf } from '../../../src/graph/document.ts'
import { accessOf, type MixUse, type Used } from '../wgsl-mix.ts'
import { check } from './raw-vulkan.ts'
import { createMappedBuffer } from './vulkan-buffer.ts'

/** What the body makes is destroyed by `cleanUp`, once the device is done with it. */
export function vulkanBody(
  native: VulkanNative,
  pass: PassOf<'custom' | 'external'>,
  log: string[],
  shaderOf: (uses: readonly MixUse[]) => string,
  cleanUp: (() => void)[],
): Body {
  const accesses = (pass.uses ?? []).map((use) => accessOf(use as Used))
  return ({ native: commands, slices }: VulkanBodyContext) => {
    log.push(pass.id)
    const taken = new Map<string, number>()
    const parts = (pass.uses ?? []).map(({ use }, k) => {
      const id = typeof use === 'string' ? use : use.resource
      const nth = taken.get(id) ?? 0
      taken.set(id, nth + 1)
      const slice = slices[id]![nth]! as VulkanBufferSlice
      const copy = createMappedBuffer(native, slice.size)
      cleanUp.push(() => copy.destroy())
      return { slice, copy: copy.buffer, access: accesses[k]!, offset: 0, size: slice.size }
    })
    if (parts.every(({ access }) => access === 'read')) return
    const recorder = new BodyRecorder(native, commands, cleanUp)
    for (const { slice, copy } of parts) recorder.copy(slice.buffer, slice.offset, copy, 0, slice.size)
    recorder.barrier()
    recorder.dispatch(
      shaderOf(parts),
      parts.map(({ copy }) => copy),
    )
    recorder.barrier()
    for (const { slice, copy, access } of parts)
      if (access !== 'read') recorder.copy(copy, 0, slice.buffer, slice.offset, slice.size)
    // The plan's barriers speak of the accesses that the pass declares, which these copies are not.
    recorder.barrier()
  }
}

class BodyRecorder {
  private readonly arena = new Arena()
  private readonly out = new BigUint64Array(1)
  private readonly native: VulkanNative
  private readonly commands: VkCommandBuffer
  private readonly cleanUp: (() => void)[]

  constructor(native: VulkanNative, commands: VkCommandBuffer, cleanUp: (() => void)[]) {
    this.native = native
    this.commands = commands
    this.cleanUp = cleanUp
    this.barrier()
  }

  copy(srcBuffer: VkBuffer, srcOffset: number, dstBuffer: VkBuffer, dstOffset: number, size: number): void {
    const info = this.arena.struct(VkCopyBufferInfo2, {
      srcBuffer,
      dstBuffer,
      pRegions: [{ srcOffset, dstOffset, size }],
    })
    this.native.commands.vkCmdCopyBuffer2(this.commands, info)
  }

  barrier(): void {
    const all = VK_PIPELINE_STAGE_2_ALL_COMMANDS_BIT
    const barrier = {
      srcStageMask: all,
      srcAccessMask: VK_ACCESS_2_MEMORY_WRITE_BIT,
      dstStageMask: all,
      dstAccessMask: VK_ACCESS_2_MEMORY_READ_BIT | VK_ACCESS_2_MEMORY_WRITE_BIT,
    }
    const info = this.arena.struct(VkDependencyInfo, { pMemoryBarriers: [barrier] })
    this.native.commands.vkCmdPipelineBarrier2(this.commands, info)
  }

  dispatch(wgsl: string, buffers: readonly VkBuffer[]): void {
    const { arena, out, commands } = this
    const { commands: vk, device } = this.native
    const made = <T>(result: number, call: string, destroy: (handle: T) => void): T => {
      check(result, call)
      const handle = out[0] as T
      this.cleanUp.push(() => destroy(handle))
      return handle
    }
    const words = translate({ from: 'wgsl', to: 'spirv', source: wgsl })
    const moduleInfo = arena.struct(VkShaderModuleCreateInfo, { codeSize: words.byteLength, pCode: words })
    const module = made<VkShaderModule>(vk.vkCreateShaderModule(device, moduleInfo, null, out), 'module', (handle) =>
      vk.vkDestroyShaderModule(device, handle, null),
    )
    const storage = { descriptorType: VK_DESCRIPTOR_TYPE_STORAGE_BUFFER, descriptorCount: 1 }
    const setInfo = arena.struct(VkDescriptorSetLayoutCreateInfo, {
      pBindings: buffers.map((_, binding) => ({ binding, ...storage, stageFlags: VK_SHADER_STAGE_COMPUTE_BIT })),
    })
    const setLayout = made<VkDescriptorSetLayout>(
      vk.vkCreateDescriptorSetLayout(device, setInfo, null, out),
      'set layout',
      (handle) => vk.vkDestroyDescriptorSetLayout(device, handle, null),
    )
    const layoutInfo = arena.struct(VkPipelineLayoutCreateInfo, { pSetLayouts: [setLayout] })
    const layout = made<VkPipelineLayout>(
      vk.vkCreatePipelineLayout(device, layoutInfo, null, out),
      'layout',
      (handle) => vk.vkDestroyPipelineLayout(device, handle, null),
    )
    const pipelineInfo = arena.struct(VkComputePipelineCreateInfo, {
      stage: { stage: VK_SHADER_STAGE_COMPUTE_BIT, module, pName: 'main' },
      layout,
      basePipelineIndex: -1,
    })
    const pipeline = made<VkPipeline>(
      vk.vkCreateComputePipelines(device, 0n, 1, pipelineInfo, null, out),
      'pipeline',
      (handle) => vk.vkDestroyPipeline(device, handle, null),
    )
    const poolInfo = arena.struct(VkDescriptorPoolCreateInfo, {
      maxSets: 1,
      pPoolSizes: [{ type: VK_DESCRIPTOR_TYPE_STORAGE_BUFFER, descriptorCount: buffers.length }],
    })
    const pool = made<VkDescriptorPool>(vk.vkCreateDescriptorPool(device, poolInfo, null, out), 'pool', (handle) =>
      vk.vkDestroyDescriptorPool(device, handle, null),
    )
    const setsInfo = arena.struct(VkDescriptorSetAllocateInfo, { descriptorPool: pool, pSetLayouts: [setLayout] })
    check(vk.vkAllocateDescriptorSets(device, setsInfo, out), 'set')
    const dstSet = out[0] as VkDescriptorSet
    const writes = buffers.map((buffer, dstBinding) => ({
      dstSet,
      dstBinding,
      dstArrayElement: 0,
      ...storage,
      pBufferInfo: [{ buffer, offset: 0, range: 0xffff_ffff_ffff_ffffn }],
    }))
    vk.vkUpdateDescriptorSets(device, writes.length, arena.structs(VkWriteDescriptorSet, writes), 0, null)
    vk.vkCmdBindPipeline(commands, VK_PIPELINE_BIND_POINT_COMPUTE, pipeline)
    const sets = BigUint64Array.of(dstSet)
    vk.vkCmdBindDescriptorSets(commands, VK_PIPELINE_BIND_POINT_COMPUTE, layout, 0, 1, sets, 0, null)
    vk.vkCmdDispatch(commands, 1, 1, 1)
  }
}
