/** What is held where a device put it, tried on devices: one life after another, and the end of the device. */
import { describe, expect, it } from 'vitest'
import { createVulkanBackend } from '../../../src/backends/vulkan/index.ts'
import { createWebGpuBackend } from '../../../src/backends/webgpu/index.ts'
import type { Life, Loss } from '../describe-in-place.ts'
import { describeGpu } from './describe-gpu.ts'
import { vulkanSuite } from './vulkan-suite.ts'

interface Lives {
  readonly lives: readonly Life[]
  /** Those that only WebGPU has. */
  readonly onWebGpu?: readonly Life[]
  readonly loseWhileHeld: Loss
}

export async function describeInPlace(what: string, { lives, onWebGpu = [], loseWhileHeld }: Lives): Promise<void> {
  await describeGpu('webgpu', what, ({ gpu }) => {
    it.each([...lives, ...onWebGpu])('%o', async (life) => {
      const backend = await createWebGpuBackend({ gpu })
      await life(backend, 'detached')
      expect(Object.values(backend.liveObjects()).every((count) => count === 0)).toBe(true)
      await backend.destroy()
    })

    it('a lost device', async () => {
      const adapter = (await gpu.requestAdapter())!
      const device = await adapter.requestDevice()
      const backend = await createWebGpuBackend({ device, gpu })
      await loseWhileHeld(backend, 'detached', () => {
        device.destroy()
        return backend.whenLost
      })
      await backend.destroy()
    })
  })

  await describeGpu('vulkan', what, (driver) => {
    // SwiftShader takes no memory of the host.
    const kind = driver.driver === 'swiftshader' ? 'none' : 'own'
    describe('on one device', () => {
      const suite = vulkanSuite(driver)
      it.each(lives)('%o', (life) => life(suite.backend, kind))
    })

    it('a device that is destroyed', async () => {
      const backend = await createVulkanBackend({ loader: driver.loader })
      await loseWhileHeld(backend, kind, () => backend.destroy())
    })
  })
}
