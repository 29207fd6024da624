/** Device features: those the backend requires, and those it enables for shaders where the device has them. */
import {
  type Arena,
  VkPhysicalDeviceDepthClipEnableFeaturesEXT,
  VkPhysicalDeviceFeatures2,
  VkPhysicalDeviceRobustness2FeaturesEXT,
  VkPhysicalDeviceVulkan11Features,
  VkPhysicalDeviceVulkan12Features,
  VkPhysicalDeviceVulkan13Features,
  type InstanceCommands,
  type Pointer,
  type VkPhysicalDevice,
} from '../bindings/index.ts'

/** Robust access, of buffers here and of images in 1.3, keeps shaders of the user within their bindings, and draws within their vertex buffers. */
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
  'shaderFloat64',
  'geometryShader',
] as const
const in11 = [
  'storageBuffer16BitAccess',
  'uniformAndStorageBuffer16BitAccess',
  'storageInputOutput16',
  'shaderDrawParameters',
] as const
const in12 = [
  'timelineSemaphore',
  'hostQueryReset',
  'shaderFloat16',
  'shaderInt8',
  'shaderBufferInt64Atomics',
  'shaderSharedInt64Atomics',
  'vulkanMemoryModel',
  'vulkanMemoryModelDeviceScope',
] as const
const in13 = [
  'synchronization2',
  'dynamicRendering',
  'robustImageAccess',
  'shaderIntegerDotProduct',
  'maintenance4',
] as const

/** Features of the device that draws and shaders depend on. */
export interface Abilities {
  /** Names of those that are enabled, of the core and of the versions of Vulkan. */
  readonly features: ReadonlySet<string>
  readonly depthBiasClamp: boolean
  /** Whether depths can be clamped while triangles are clipped. */
  readonly depthClipEnable: boolean
}

interface Enabled {
  /** The `pNext` chain of VkDeviceCreateInfo. */
  readonly chain: Pointer<'VkPhysicalDeviceFeatures2'>
  readonly abilities: Abilities
}

const keep = <Name extends string>(names: readonly Name[], has: Readonly<Record<Name, boolean>>) =>
  Object.fromEntries(names.map((name) => [name, has[name]])) as Record<Name, boolean>

/** All wanted features that the device has. `extensions` are those that are enabled with them. */
export function wantedFeatures(
  commands: InstanceCommands,
  device: VkPhysicalDevice,
  extensions: readonly string[],
  arena: Arena,
): Enabled {
  // Structs of extensions may be in the chain only where the device has these.
  const robust = extensions.includes('VK_EXT_robustness2')
  const clips = extensions.includes('VK_EXT_depth_clip_enable')
  const hasRobust = arena.struct(VkPhysicalDeviceRobustness2FeaturesEXT, {})
  const hasClip = arena.struct(VkPhysicalDeviceDepthClipEnableFeaturesEXT, { pNext: robust ? hasRobust : null })
  const has13 = arena.struct(VkPhysicalDeviceVulkan13Features, { pNext: clips ? hasClip : robust ? hasRobust : null })
  const has12 = arena.struct(VkPhysicalDeviceVulkan12Features, { pNext: has13 })
  const has11 = arena.struct(VkPhysicalDeviceVulkan11Features, { pNext: has12 })
  const has = arena.struct(VkPhysicalDeviceFeatures2, { pNext: has11, features: {} })
  commands.vkGetPhysicalDeviceFeatures2(device, has)
  const use13 = keep(in13, arena.read(VkPhysicalDeviceVulkan13Features, has13))
  const use12 = keep(in12, arena.read(VkPhysicalDeviceVulkan12Features, has12))
  const use11 = keep(in11, arena.read(VkPhysicalDeviceVulkan11Features, has11))
  const useCore = keep(core, arena.read(VkPhysicalDeviceFeatures2, has).features)
  const { depthClipEnable } = arena.read(VkPhysicalDeviceDepthClipEnableFeaturesEXT, hasClip)
  const { robustBufferAccess2 } = arena.read(VkPhysicalDeviceRobustness2FeaturesEXT, hasRobust)
  const useRobust = robust
    ? arena.struct(VkPhysicalDeviceRobustness2FeaturesEXT, {
        // It needs the first one.
        robustBufferAccess2: robustBufferAccess2 && useCore.robustBufferAccess,
      })
    : null
  const useClip = clips
    ? arena.struct(VkPhysicalDeviceDepthClipEnableFeaturesEXT, { pNext: useRobust, depthClipEnable })
    : useRobust
  const chain = arena.struct(VkPhysicalDeviceFeatures2, {
    features: useCore,
    pNext: arena.struct(VkPhysicalDeviceVulkan11Features, {
      ...use11,
      pNext: arena.struct(VkPhysicalDeviceVulkan12Features, {
        ...use12,
        pNext: arena.struct(VkPhysicalDeviceVulkan13Features, { ...use13, pNext: useClip }),
      }),
    }),
  })
  const { depthBiasClamp, depthClamp } = useCore
  const used = Object.entries({ ...useCore, ...use11, ...use12, ...use13 })
  const features = new Set(used.flatMap(([name, isEnabled]) => (isEnabled ? [name] : [])))
  return { chain, abilities: { features, depthBiasClamp, depthClipEnable: clips && depthClipEnable && depthClamp } }
}
