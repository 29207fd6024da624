// For tests and benches alike; a test suite that needs a GPU starts from describe-gpu.ts, which imports vitest.
export { useVulkanDriver } from './vulkan-driver.ts'
export { getGpu } from './webgpu.ts'
