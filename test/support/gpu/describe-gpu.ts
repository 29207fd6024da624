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
  const isRequired = required().includes(api)
  const { found, runsOn, reason } = await find(api).catch((error: unknown) => {
    // Thrown while vitest collects the file, so the file fails.
    if (isRequired) throw error
    const reason = error instanceof Error ? error.message : String(error)
    return { found: undefined, runsOn: undefined, reason }
  })
  const name = found === undefined ? `${title} (no ${api}: ${reason})` : `${title} (${api})`
  console.log(found === undefined ? `skipped: ${name}` : `${name} runs on ${runsOn}`)
  // oxlint-disable-next-line vitest/valid-title -- it is a string, made above
  describe.skipIf(found === undefined)(name, () => {
    // oxlint-disable-next-line vitest/no-conditional-tests -- a suite without tests is an error, skipped or not
    if (found === undefined) it('needs a GPU', () => undefined)
    else body(found as Found[Api])
  })
}

async function find(api: keyof Found): Promise<{ found: Found[keyof Found]; runsOn: string; reason?: undefined }> {
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
