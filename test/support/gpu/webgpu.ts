import koffi, { type LibraryHandle } from 'koffi'
import { useVulkanDriver, type VulkanDriver } from './vulkan-driver.ts'

/** A WebGPU implementation for Node and what it runs on. */
export interface FoundGpu {
  gpu: GPU
  /** The adapter's description, and the Vulkan driver below it where there is one. */
  runsOn: string
}

let dawnLoader: LibraryHandle | undefined

/**
 * Dawn (npm `webgpu`) on a real GPU where there is one, else on SwiftShader from npm: see `useVulkanDriver`. The
 * object is the caller's: nothing here holds on to it, so the process can end once the caller lets it go.
 *
 * @throws Error when the package, a driver or an adapter is missing
 */
export async function getGpu(): Promise<FoundGpu> {
  const vulkan = process.platform === 'linux' ? useVulkanDriver() : undefined
  // Dawn's own `dlopen("libvulkan.so.1")` finds the loader that is loaded already. A user has it where the system looks.
  if (vulkan !== undefined && vulkan.driver !== 'swiftshader') dawnLoader ??= koffi.load(vulkan.loader)
  const { create, globals } = await import('webgpu')
  // The flags (GPUBufferUsage, GPUMapMode…) are globals in a browser; Node gets them from the package.
  Object.assign(globalThis, globals)
  const gpu = create(vulkan === undefined ? [] : ['backend=vulkan'])
  const adapter = await gpu.requestAdapter()
  if (adapter === null) throw new Error('Dawn finds no adapter on this machine')
  return { gpu, runsOn: describe(adapter, vulkan) }
}

function describe(adapter: GPUAdapter, vulkan: VulkanDriver | undefined): string {
  const name = adapter.info.description || adapter.info.device || adapter.info.vendor
  return vulkan === undefined ? name : `${name} (Vulkan driver: ${vulkan.driver})`
}
