/** When the device worked on a run. */
import koffi from 'koffi'
import { expect, it } from 'vitest'
import { createBackendOn } from '../../src/backends/vulkan/backend.ts'
import {
  loadVulkan,
  VkQueueFamilyProperties2,
  type InstanceCommands,
} from '../../src/backends/vulkan/bindings/index.ts'
import { createExecutor } from '../../src/executor/index.ts'
import { planGraph } from '../../src/index.ts'
import { describeGpu } from '../support/gpu/describe-gpu.ts'
import { vulkanSuite } from '../support/gpu/vulkan-suite.ts'
import { twoSubmissions } from '../support/two-submissions.ts'

const run = { inputs: { in: new Uint8Array(4096) }, bodies: { think: () => undefined } }

await describeGpu('vulkan', 'timings on Vulkan', (driver) => {
  const suite = vulkanSuite(driver)

  it('say when each submission began and ended, from the start of the first, run after run', async () => {
    const plan = planGraph(twoSubmissions, suite.backend.profile)
    expect(plan.submissions).toHaveLength(2)
    const executor = await createExecutor(plan, suite.backend)
    for (let i = 0; i < 5; i++) {
      const { submissions, deviceNs } = (await executor.run(run)).timings
      expect(submissions!.map(({ submission, queue }) => [submission, queue])).toEqual(
        plan.submissions.map(({ queue }, submission) => [submission, queue]),
      )
      const [first, second] = submissions!
      expect(first!.startNs).toBe(0)
      expect(first!.endNs).toBeGreaterThanOrEqual(first!.startNs)
      // The host thinks in between.
      expect(second!.startNs).toBeGreaterThanOrEqual(first!.endNs)
      expect(second!.endNs).toBeGreaterThanOrEqual(second!.startNs)
      expect(deviceNs).toBe(second!.endNs)
    }
    await executor.destroy()
  })

  it('of passes are within those of their submissions, in order, for each pass and run', async () => {
    const { backend } = suite
    const plan = planGraph(twoSubmissions, backend.profile)
    const executor = await createExecutor(plan, backend, { timings: 'passes' })
    for (let i = 0; i < 4; i++) {
      const { submissions, passes, deviceNs } = (await executor.run(run)).timings
      expect(passes!.map(({ pass, submission }) => [pass, submission])).toEqual([
        ['load', 0],
        ['see', 0],
        ['keep', 1],
      ])
      for (const { submission, startNs, endNs } of passes!) {
        expect(startNs).toBeGreaterThanOrEqual(submissions![submission]!.startNs)
        expect(endNs).toBeGreaterThanOrEqual(startNs)
        expect(endNs).toBeLessThanOrEqual(submissions![submission]!.endNs)
      }
      expect(passes![1]!.startNs).toBeGreaterThanOrEqual(passes![0]!.endNs)
      expect(deviceNs).toBe(submissions![1]!.endNs)
    }
    await executor.destroy()
  })

  it('are absent where the queue has no clock', async () => {
    const real = loadVulkan({ loader: driver.loader })
    const withoutClock = (commands: InstanceCommands): InstanceCommands => ({
      ...commands,
      vkGetPhysicalDeviceQueueFamilyProperties2: Object.assign(
        (...args: Parameters<InstanceCommands['vkGetPhysicalDeviceQueueFamilyProperties2']>) => {
          commands.vkGetPhysicalDeviceQueueFamilyProperties2(...args)
          if (args[2] === null) return
          const { size, offsets } = VkQueueFamilyProperties2
          const families = new DataView(koffi.view(args[2] as unknown as bigint, size * args[1]![0 as never]))
          // queueFlags, queueCount, timestampValidBits
          families.setUint32(offsets.queueFamilyProperties + 8, 0, true)
        },
        { async: commands.vkGetPhysicalDeviceQueueFamilyProperties2.async },
      ),
    })
    const library = { ...real, instanceCommands: (instance: never) => withoutClock(real.instanceCommands(instance)) }
    const backend = createBackendOn(library, {})
    const executor = await createExecutor(planGraph(twoSubmissions, backend.profile), backend)
    expect((await executor.run(run)).timings).toEqual({})
    await backend.destroy()
  })
})
