/**
 * WebGPU and Vulkan run on SwiftShader in what imports this: `setupFiles: ['memkit-gpu/software-gpu/setup']` in the configuration of
 * vitest, or `node --import memkit-gpu/software-gpu/setup --test`.
 */
import { useSoftwareGpu } from './index.ts'

useSoftwareGpu()
