// For tests and benches alike; a test suite that needs a GPU starts from describe-gpu.ts, which imports vitest.
export { findValidationLayer, turnOnValidationLayer } from './validation-layer.ts'
export { useVulkanDriver, type VulkanDriver, type VulkanDriverKind } from './vulkan-driver.ts'
export type { VulkanDevice } from './vulkan-probe.ts'
export { getGpu, type FoundGpu } from './webgpu.ts'
