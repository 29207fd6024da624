/**
 * Capabilities of SPIR-V modules, held against the features of the device: drivers take a module whose capabilities they lack, and
 * end the process or draw something else. Numbers are those of the SPIR-V specification, names of features those of Vulkan.
 */
import { visitInstructions } from '../../../cpu/spirv/instructions.ts'
import { decoration, op } from '../../../cpu/spirv/opcodes.ts'
import { unsupported } from '../../../errors.ts'

/** A capability by its name, and the feature that it needs; without one, nothing here enables it. */
type Need = readonly [name: string, feature?: string]

/** Capabilities that not every device has. */
const needs: Readonly<Record<number, Need>> = {
  2: ['Geometry', 'geometryShader'],
  9: ['Float16', 'shaderFloat16'],
  10: ['Float64', 'shaderFloat64'],
  11: ['Int64', 'shaderInt64'],
  12: ['Int64Atomics', 'shaderBufferInt64Atomics'],
  22: ['Int16', 'shaderInt16'],
  28: ['UniformBufferArrayDynamicIndexing', 'shaderUniformBufferArrayDynamicIndexing'],
  29: ['SampledImageArrayDynamicIndexing', 'shaderSampledImageArrayDynamicIndexing'],
  30: ['StorageBufferArrayDynamicIndexing', 'shaderStorageBufferArrayDynamicIndexing'],
  31: ['StorageImageArrayDynamicIndexing', 'shaderStorageImageArrayDynamicIndexing'],
  32: ['ClipDistance', 'shaderClipDistance'],
  34: ['ImageCubeArray', 'imageCubeArray'],
  35: ['SampleRateShading', 'sampleRateShading'],
  39: ['Int8', 'shaderInt8'],
  45: ['SampledCubeArray', 'imageCubeArray'],
  49: ['StorageImageExtendedFormats', 'shaderStorageImageExtendedFormats'],
  55: ['StorageImageReadWithoutFormat', 'shaderStorageImageReadWithoutFormat'],
  56: ['StorageImageWriteWithoutFormat', 'shaderStorageImageWriteWithoutFormat'],
  4427: ['DrawParameters', 'shaderDrawParameters'],
  4433: ['StorageBuffer16BitAccess', 'storageBuffer16BitAccess'],
  4434: ['UniformAndStorageBuffer16BitAccess', 'uniformAndStorageBuffer16BitAccess'],
  4436: ['StorageInputOutput16', 'storageInputOutput16'],
  4439: ['MultiView'],
  4472: ['RayQueryKHR'],
  5284: ['FragmentBarycentricKHR'],
  5345: ['VulkanMemoryModel', 'vulkanMemoryModel'],
  5346: ['VulkanMemoryModelDeviceScope', 'vulkanMemoryModelDeviceScope'],
  6016: ['DotProductInputAll', 'shaderIntegerDotProduct'],
  6017: ['DotProductInput4x8Bit', 'shaderIntegerDotProduct'],
  6018: ['DotProductInput4x8BitPacked', 'shaderIntegerDotProduct'],
  6019: ['DotProduct', 'shaderIntegerDotProduct'],
}
/** A fragment stage with two colours for one attachment; no capability says so. */
const twoSources: Need = ['dual-source blending']

const readWithoutFormat = 55

/** Advice by capability, where WGSL that looks harmless needs it. */
const instead: Readonly<Record<string, string>> = {
  Int8: 'WGSL needs it for pack4xI8, pack4xU8, unpack4xI8, unpack4xU8 and those that clamp: shift and mask instead',
  Float16: 'WGSL needs it for f16: use f32',
  StorageInputOutput16: 'WGSL needs it for f16 between stages: pass f32',
  StorageImageReadWithoutFormat:
    'SPIR-V has no name for bgra8unorm: write to it only, as in WGSL, or declare another format',
}

/**
 * Refuses a module that the device cannot run. O(words).
 * @param features those that are enabled on the device
 * @throws MemkitError UNSUPPORTED with the capability
 */
export function checkCapabilities(shader: string, words: Uint32Array, features: ReadonlySet<string>): void {
  checkReads(shader, words)
  visitInstructions(words, (opcode, begin) => {
    const isSecondSource = opcode === op.Decorate && words[begin + 2] === decoration.index && words[begin + 3] !== 0
    const need = opcode === op.Capability ? needs[words[begin + 1]!] : isSecondSource ? twoSources : undefined
    if (!need) return
    const [name, feature] = need
    if (feature !== undefined && features.has(feature)) return
    const lack =
      feature === undefined
        ? `${name}, which this backend does not enable`
        : `the SPIR-V capability ${name}, and this device lacks ${feature}`
    throw unsupported(`The shader "${shader}" needs ${lack}; ${instead[name] ?? 'write it without'}`, {
      shader,
      capability: name,
    })
  })
}

/**
 * Refuses reads of storage images without a format in a module that does not declare them: naga makes such of `bgra8unorm`, and
 * drivers end the process there. O(words).
 */
function checkReads(shader: string, words: Uint32Array): void {
  /** Ids of types of storage images without a format, and of what was loaded of such a type. */
  const withoutFormat = new Set<number>()
  let isDeclared = false
  let isRead = false
  visitInstructions(words, (opcode, begin) => {
    if (opcode === op.Capability) isDeclared ||= words[begin + 1] === readWithoutFormat
    // Operands: id, sampled type, dimension, depth, arrayed, multisampled, sampled (2: for storage), format (0: unknown).
    else if (opcode === op.TypeImage && words[begin + 7] === 2 && words[begin + 8] === 0)
      withoutFormat.add(words[begin + 1]!)
    else if (opcode === op.Load && withoutFormat.has(words[begin + 1]!)) withoutFormat.add(words[begin + 2]!)
    else if (opcode === op.ImageRead) isRead ||= withoutFormat.has(words[begin + 3]!)
  })
  if (!isRead || isDeclared) return
  const capability = needs[readWithoutFormat]![0]
  throw unsupported(`The shader "${shader}" reads a storage texture without a format; ${instead[capability]}`, {
    shader,
    capability,
  })
}
