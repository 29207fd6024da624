/** What is read between runs where the device put it, on devices. */
import { describe, expect, it } from 'vitest'
import { createVulkanBackend } from '../../src/backends/vulkan/index.ts'
import { createWebGpuBackend } from '../../src/backends/webgpu/index.ts'
import { describeGpu } from '../support/gpu/describe-gpu.ts'
import { vulkanSuite } from '../support/gpu/vulkan-suite.ts'
import {
  destroyWhileHeld,
  holdMany,
  loseWhileHeld,
  readAndRelease,
  releaseOneByOne,
  updateWhileHeld,
} from '../support/reads-in-place.ts'

const lives = [readAndRelease, holdMany, releaseOneByOne, updateWhileHeld, destroyWhileHeld]

await describeGpu('webgpu', 'reads in place', ({ gpu }) => {
  it.each(lives)('%o', async (life) => {
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

await describeGpu('vulkan', 'reads in place', (driver) => {
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
