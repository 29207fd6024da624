/** A Vulkan backend for the tests of one file, under the validation layer where it is installed: any message fails the test. */
import { afterAll, afterEach, beforeAll, expect } from 'vitest'
import {
  createVulkanBackend,
  type DebugMessage,
  type VulkanBackend,
  type VulkanOptions,
} from '../../../src/backends/vulkan/index.ts'
import type { VulkanDriver } from './vulkan-driver.ts'

export interface VulkanSuite {
  /** There while tests run. */
  readonly backend: VulkanBackend
  /** What the layer said; whoever expects messages takes them out. */
  readonly messages: DebugMessage[]
}

export function vulkanSuite({ loader, validationLayers }: VulkanDriver, options: VulkanOptions = {}): VulkanSuite {
  const messages: DebugMessage[] = []
  let backend: VulkanBackend
  beforeAll(async () => {
    const validation = validationLayers && ((message: DebugMessage) => void messages.push(message))
    backend = await createVulkanBackend({ loader, validation, ...options })
  })
  afterEach(() => {
    // oxlint-disable-next-line vitest/no-standalone-expect -- it is one of every test
    expect(messages.splice(0)).toEqual([])
    // oxlint-disable-next-line vitest/no-standalone-expect
    expect(Object.values(backend.liveObjects()).every((count) => count === 0)).toBe(true)
  })
  afterAll(async () => {
    await backend.destroy()
    // What is alive when the device ends is told then.
    // oxlint-disable-next-line vitest/no-standalone-expect
    expect(messages).toEqual([])
  })
  return {
    get backend() {
      return backend
    },
    messages,
  }
}
