import * as vk from '../bindings/index.ts'

/** Vulkan's comparisons for WebGPU's words. */
export const compareOps = {
  never: vk.VK_COMPARE_OP_NEVER,
  less: vk.VK_COMPARE_OP_LESS,
  equal: vk.VK_COMPARE_OP_EQUAL,
  'less-equal': vk.VK_COMPARE_OP_LESS_OR_EQUAL,
  greater: vk.VK_COMPARE_OP_GREATER,
  'not-equal': vk.VK_COMPARE_OP_NOT_EQUAL,
  'greater-equal': vk.VK_COMPARE_OP_GREATER_OR_EQUAL,
  always: vk.VK_COMPARE_OP_ALWAYS,
} as const
