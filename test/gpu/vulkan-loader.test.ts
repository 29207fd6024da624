import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { expect, it } from 'vitest'
import { loadVulkan, type VkInstance } from '../../src/backends/vulkan/bindings/index.ts'
import { describeGpu } from '../support/gpu/describe-gpu.ts'

it('F70: the error for a loader that is not there names it, says what to install, and keeps the cause', () => {
  const folder = mkdtempSync(join(tmpdir(), 'memkit-loader-'))
  const loader = join(folder, 'libvulkan.so.1')
  try {
    const message = expect.stringMatching(/could not open .*libvulkan\.so\.1\. Install one/)
    expect(() => loadVulkan({ loader })).toThrow(expect.objectContaining({ message, cause: expect.any(Error) }))
  } finally {
    rmSync(folder, { recursive: true })
  }
})

await describeGpu('vulkan', 'the Vulkan loader', ({ loader }) => {
  it('binds the commands that need no instance', () => {
    const { commands, path } = loadVulkan({ loader })
    const version = new Uint32Array(1)
    expect(path).toBe(loader)
    expect(commands.vkEnumerateInstanceVersion(version)).toBe(0)
    expect(version[0]! >>> 22).toBe(1)
  })

  it('refuses to bind instance commands where there is no instance', () => {
    expect(() => loadVulkan({ loader }).instanceCommands(0n as VkInstance)).toThrow(/has no vkDestroyInstance/)
  })
})
