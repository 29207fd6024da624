import { describe, it } from 'vitest'
import { useVulkanDriver, type VulkanDriver } from './vulkan-driver.ts'
import { getGpu, type FoundGpu } from './webgpu.ts'

/** What a suite gets, by the API that it asks for. */
interface Found {
  webgpu: FoundGpu
  vulkan: VulkanDriver
}

/**
 * A test suite that needs a GPU. Where there is none, the suite is skipped and its title says why; with
 * `REQUIRE_GPU=webgpu,vulkan` (or one of them) in the environment it fails instead. What it runs on is printed.
 */
export async function describeGpu<Api extends keyof Found>(
  api: Api,
  title: string,
  body: (found: Found[Api]) => void,
): Promise<void> {
  try {
    const { found, runsOn } = await find(api)
    console.log(`${title}: ${api} on ${runsOn}`)
    describe(`${title} (${api})`, () => body(found as Found[Api]))
  } catch (error) {
    const reason = error instanceof Error ? error.message : String(error)
    if (required().includes(api)) {
      describe(`${title} (${api})`, () => {
        it(`finds the GPU that REQUIRE_GPU asks for`, () => {
          throw error
        })
      })
      return
    }
    console.log(`${title}: skipped, no ${api}: ${reason}`)
    describe.skip(`${title} (no ${api}: ${reason})`, () => {
      it('needs a GPU', () => undefined)
    })
  }
}

async function find(api: keyof Found): Promise<{ found: Found[keyof Found]; runsOn: string }> {
  if (api === 'webgpu') {
    const found = await getGpu()
    return { found, runsOn: found.runsOn }
  }
  const found = useVulkanDriver()
  const devices = found.devices.map((device) => `${device.name}, Vulkan ${device.version}`).join('; ')
  return { found, runsOn: `${devices} (driver: ${found.driver})` }
}

function required(): string[] {
  const apis = (process.env['REQUIRE_GPU'] ?? '').split(',').filter((api) => api !== '')
  const unknown = apis.filter((api) => api !== 'webgpu' && api !== 'vulkan')
  if (unknown.length > 0) throw new Error(`REQUIRE_GPU names '${unknown.join(',')}': it takes webgpu and vulkan`)
  return apis
}
