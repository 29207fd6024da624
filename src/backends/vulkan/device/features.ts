/** Device features: those the backend requires, and those it enables for shaders where the device has them. */
import {
  type Arena,
  VkPhysicalDeviceFeatures2,
  VkPhysicalDeviceVulkan11Features,
  VkPhysicalDeviceVulkan12Features,
  VkPhysicalDeviceVulkan13Features,
  type InstanceCommands,
  type Pointer,
  type VkPhysicalDevice,
} from '../bindings/index.ts'

/** Robust access keeps shaders of the user within their bindings. */
const core = [
  'robustBufferAccess',
  'fullDrawIndexUint32',
  'imageCubeArray',
  'independentBlend',
  'sampleRateShading',
  'multiDrawIndirect',
  'drawIndirectFirstInstance',
  'depthClamp',
  'depthBiasClamp',
  'fillModeNonSolid',
  'samplerAnisotropy',
  'textureCompressionETC2',
  'textureCompressionASTC_LDR',
  'textureCompressionBC',
  'vertexPipelineStoresAndAtomics',
  'fragmentStoresAndAtomics',
  'shaderStorageImageExtendedFormats',
  'shaderStorageImageReadWithoutFormat',
  'shaderStorageImageWriteWithoutFormat',
  'shaderUniformBufferArrayDynamicIndexing',
  'shaderSampledImageArrayDynamicIndexing',
  'shaderStorageBufferArrayDynamicIndexing',
  'shaderStorageImageArrayDynamicIndexing',
  'shaderClipDistance',
  'shaderInt16',
  'shaderInt64',
] as const
const in11 = ['storageBuffer16BitAccess', 'uniformAndStorageBuffer16BitAccess', 'shaderDrawParameters'] as const
const in12 = [
  'timelineSemaphore',
  'hostQueryReset',
  'shaderFloat16',
  'vulkanMemoryModel',
  'vulkanMemoryModelDeviceScope',
] as const
const in13 = ['synchronization2', 'dynamicRendering', 'maintenance4'] as const

const keep = <Name extends string>(names: readonly Name[], has: Readonly<Record<Name, boolean>>) =>
  Object.fromEntries(names.map((name) => [name, has[name]])) as Record<Name, boolean>

/** The `pNext` chain of VkDeviceCreateInfo that enables all wanted features that the device has. */
export function wantedFeatures(
  commands: InstanceCommands,
  device: VkPhysicalDevice,
  arena: Arena,
): Pointer<'VkPhysicalDeviceFeatures2'> {
  const has13 = arena.struct(VkPhysicalDeviceVulkan13Features, {})
  const has12 = arena.struct(VkPhysicalDeviceVulkan12Features, { pNext: has13 })
  const has11 = arena.struct(VkPhysicalDeviceVulkan11Features, { pNext: has12 })
  const has = arena.struct(VkPhysicalDeviceFeatures2, { pNext: has11, features: {} })
  commands.vkGetPhysicalDeviceFeatures2(device, has)
  const use13 = keep(in13, arena.read(VkPhysicalDeviceVulkan13Features, has13))
  const use12 = keep(in12, arena.read(VkPhysicalDeviceVulkan12Features, has12))
  const use11 = keep(in11, arena.read(VkPhysicalDeviceVulkan11Features, has11))
  return arena.struct(VkPhysicalDeviceFeatures2, {
    features: keep(core, arena.read(VkPhysicalDeviceFeatures2, has).features),
    pNext: arena.struct(VkPhysicalDeviceVulkan11Features, {
      ...use11,
      pNext: arena.struct(VkPhysicalDeviceVulkan12Features, {
        ...use12,
        pNext: arena.struct(VkPhysicalDeviceVulkan13Features, use13),
      }),
    }),
  })
}
