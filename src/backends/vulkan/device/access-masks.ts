/** Pipeline stages and access flags of Vulkan for each access kind of a plan, limited to the stages that a queue has. */
import type { AccessKind } from '../../../graph/access.ts'
import {
  VK_ACCESS_2_COLOR_ATTACHMENT_READ_BIT,
  VK_ACCESS_2_COLOR_ATTACHMENT_WRITE_BIT,
  VK_ACCESS_2_DEPTH_STENCIL_ATTACHMENT_READ_BIT,
  VK_ACCESS_2_DEPTH_STENCIL_ATTACHMENT_WRITE_BIT,
  VK_ACCESS_2_HOST_READ_BIT,
  VK_ACCESS_2_HOST_WRITE_BIT,
  VK_ACCESS_2_INDEX_READ_BIT,
  VK_ACCESS_2_INDIRECT_COMMAND_READ_BIT,
  VK_ACCESS_2_SHADER_SAMPLED_READ_BIT,
  VK_ACCESS_2_SHADER_STORAGE_READ_BIT,
  VK_ACCESS_2_SHADER_STORAGE_WRITE_BIT,
  VK_ACCESS_2_TRANSFER_READ_BIT,
  VK_ACCESS_2_TRANSFER_WRITE_BIT,
  VK_ACCESS_2_UNIFORM_READ_BIT,
  VK_ACCESS_2_VERTEX_ATTRIBUTE_READ_BIT,
  VK_PIPELINE_STAGE_2_ALL_COMMANDS_BIT,
  VK_PIPELINE_STAGE_2_ALL_TRANSFER_BIT,
  VK_PIPELINE_STAGE_2_COLOR_ATTACHMENT_OUTPUT_BIT,
  VK_PIPELINE_STAGE_2_COMPUTE_SHADER_BIT,
  VK_PIPELINE_STAGE_2_DRAW_INDIRECT_BIT,
  VK_PIPELINE_STAGE_2_EARLY_FRAGMENT_TESTS_BIT,
  VK_PIPELINE_STAGE_2_FRAGMENT_SHADER_BIT,
  VK_PIPELINE_STAGE_2_HOST_BIT,
  VK_PIPELINE_STAGE_2_INDEX_INPUT_BIT,
  VK_PIPELINE_STAGE_2_LATE_FRAGMENT_TESTS_BIT,
  VK_PIPELINE_STAGE_2_VERTEX_ATTRIBUTE_INPUT_BIT,
  VK_PIPELINE_STAGE_2_VERTEX_SHADER_BIT,
} from '../bindings/index.ts'
import type { QueueChoice } from './queue-families.ts'

export interface Mask {
  readonly stages: bigint
  readonly access: bigint
}

const graphicsShaders = VK_PIPELINE_STAGE_2_VERTEX_SHADER_BIT | VK_PIPELINE_STAGE_2_FRAGMENT_SHADER_BIT
const shaders = graphicsShaders | VK_PIPELINE_STAGE_2_COMPUTE_SHADER_BIT
const depthTests = VK_PIPELINE_STAGE_2_EARLY_FRAGMENT_TESTS_BIT | VK_PIPELINE_STAGE_2_LATE_FRAGMENT_TESTS_BIT
const depthRead = VK_ACCESS_2_DEPTH_STENCIL_ATTACHMENT_READ_BIT

const masks: Readonly<Record<AccessKind, Mask>> = {
  'copy-read': { stages: VK_PIPELINE_STAGE_2_ALL_TRANSFER_BIT, access: VK_ACCESS_2_TRANSFER_READ_BIT },
  'copy-write': { stages: VK_PIPELINE_STAGE_2_ALL_TRANSFER_BIT, access: VK_ACCESS_2_TRANSFER_WRITE_BIT },
  'indirect-read': {
    stages: VK_PIPELINE_STAGE_2_DRAW_INDIRECT_BIT,
    access: VK_ACCESS_2_INDIRECT_COMMAND_READ_BIT,
  },
  'vertex-read': {
    stages: VK_PIPELINE_STAGE_2_VERTEX_ATTRIBUTE_INPUT_BIT,
    access: VK_ACCESS_2_VERTEX_ATTRIBUTE_READ_BIT,
  },
  'index-read': { stages: VK_PIPELINE_STAGE_2_INDEX_INPUT_BIT, access: VK_ACCESS_2_INDEX_READ_BIT },
  'uniform-read': { stages: shaders, access: VK_ACCESS_2_UNIFORM_READ_BIT },
  'storage-read': { stages: shaders, access: VK_ACCESS_2_SHADER_STORAGE_READ_BIT },
  // A use that writes storage may also read it.
  'storage-write': {
    stages: shaders,
    access: VK_ACCESS_2_SHADER_STORAGE_READ_BIT | VK_ACCESS_2_SHADER_STORAGE_WRITE_BIT,
  },
  'sampled-read': { stages: shaders, access: VK_ACCESS_2_SHADER_SAMPLED_READ_BIT },
  'color-attachment': {
    stages: VK_PIPELINE_STAGE_2_COLOR_ATTACHMENT_OUTPUT_BIT,
    access: VK_ACCESS_2_COLOR_ATTACHMENT_READ_BIT | VK_ACCESS_2_COLOR_ATTACHMENT_WRITE_BIT,
  },
  'depth-read': { stages: depthTests, access: depthRead },
  'depth-write': { stages: depthTests, access: depthRead | VK_ACCESS_2_DEPTH_STENCIL_ATTACHMENT_WRITE_BIT },
  'host-read': { stages: VK_PIPELINE_STAGE_2_HOST_BIT, access: VK_ACCESS_2_HOST_READ_BIT },
  'host-write': { stages: VK_PIPELINE_STAGE_2_HOST_BIT, access: VK_ACCESS_2_HOST_WRITE_BIT },
}

const always = VK_PIPELINE_STAGE_2_ALL_TRANSFER_BIT | VK_PIPELINE_STAGE_2_HOST_BIT
const ofCompute = VK_PIPELINE_STAGE_2_COMPUTE_SHADER_BIT | VK_PIPELINE_STAGE_2_DRAW_INDIRECT_BIT

/** Stages that a queue with these abilities has. */
const stagesOf = (kinds: QueueChoice['kinds']): bigint =>
  kinds.includes('graphics') ? -1n : kinds.includes('compute') ? always | ofCompute : always

/** Stages and access flags of all these accesses, limited to the stages that the queue has. */
export function maskOf(accesses: readonly AccessKind[], kinds: QueueChoice['kinds']): Mask {
  const allowed = stagesOf(kinds)
  let stages = 0n
  let access = 0n
  for (const kind of accesses) {
    const mask = masks[kind]
    // An access in stages that this queue lacks was made on another queue, and a semaphore orders it.
    if ((mask.stages & allowed) === 0n) continue
    stages |= mask.stages & allowed
    access |= mask.access
  }
  return { stages, access }
}

export const everything = VK_PIPELINE_STAGE_2_ALL_COMMANDS_BIT
