import { existsSync, readdirSync } from 'node:fs'
import { homedir, tmpdir } from 'node:os'
import { basename, delimiter, dirname, join } from 'node:path'
import { isMainThread } from 'node:worker_threads'
import koffi from 'koffi'
import { useSoftwareGpu } from 'memkit-gpu/software-gpu'
import { unpackSwiftShader } from '../../../src/software-gpu/swiftshader.ts'
import { findValidationLayer } from './validation-layer.ts'
import { listVulkanDevices, type VulkanDevice } from './vulkan-probe.ts'

export type VulkanDriverKind = 'system' | 'swiftshader' | 'lavapipe'

/** The Vulkan driver that this process uses from now on. */
export interface VulkanDriver {
  driver: VulkanDriverKind
  /** What to hand to `dlopen`: an absolute path, or a name that the system resolves. */
  loader: string
  devices: VulkanDevice[]
  /** The Khronos validation layer is installed. */
  validationLayers: boolean
}

let current: VulkanDriver | undefined

/**
 * Settles which Vulkan driver this process uses, before its first Vulkan call: a real GPU where there is one, else
 * SwiftShader from npm, as users have it. `VULKAN_DRIVER=system|swiftshader|lavapipe` in the environment chooses instead, and
 * `VK_DRIVER_FILES`, where already set, is left as it is.
 *
 * @throws Error in a worker thread, whose `process.env` does not reach the C library (vitest: use the `forks` pool)
 * @throws Error when the machine has no driver, or not the chosen one
 */
export function useVulkanDriver(): VulkanDriver {
  if (current !== undefined) return current
  if (!isMainThread) throw new Error('useVulkanDriver needs the main thread: in vitest, set the pool to forks')
  // Without it the loader prints a warning on machines that have no desktop session.
  process.env['XDG_RUNTIME_DIR'] ??= tmpdir()

  const { driver, loader } = chooseDriver(process.env['VULKAN_DRIVER'])
  const devices = listVulkanDevices(loader)
  if (devices.length === 0) throw new Error(`The ${driver} Vulkan driver lists no device (loader ${loader})`)
  current = {
    driver,
    loader,
    devices,
    validationLayers: findValidationLayer() !== undefined,
  }
  return current
}

interface Choice {
  driver: VulkanDriverKind
  loader: string
}

function chooseDriver(wish: string | undefined): Choice {
  const given = process.env['VK_DRIVER_FILES'] ?? process.env['VK_ICD_FILENAMES']
  if (given !== undefined && given !== '') return describeGiven(given.split(delimiter)[0] ?? given)
  switch (wish) {
    case undefined:
    case '':
      return systemGpu() ?? useSwiftShader()
    case 'system': {
      const system = systemGpu()
      if (system === undefined) throw new Error('VULKAN_DRIVER=system, but this machine has no Vulkan GPU')
      return system
    }
    case 'swiftshader':
      return useSwiftShader()
    case 'lavapipe':
      return useLavapipe()
    default:
      throw new Error(`VULKAN_DRIVER is '${wish}', and must be system, swiftshader or lavapipe`)
  }
}

/** A driver that the environment names: another process of ours may have set it, or the user. */
function describeGiven(manifest: string): Choice {
  const name = basename(manifest)
  const driver = name.includes('swiftshader') ? 'swiftshader' : name.startsWith('lvp_') ? 'lavapipe' : 'system'
  const beside = join(dirname(manifest), 'libvulkan.so.1')
  return { driver, loader: existsSync(beside) ? beside : anyLoader() }
}

function systemGpu(): Choice | undefined {
  // Without a manifest no loader can find a driver, and then loading one is only in the way of SwiftShader's.
  if (process.platform === 'linux' && systemManifests().length === 0) return undefined
  const loader = systemLoader() ?? (process.platform === 'linux' ? loaderOfNpm() : undefined)
  if (loader === undefined || listVulkanDevices(loader).every((device) => device.software)) return undefined
  return { driver: 'system', loader }
}

function useSwiftShader(): Choice {
  return { driver: 'swiftshader', loader: useSoftwareGpu().loader }
}

function useLavapipe(): Choice {
  const manifest = systemManifests().find((path) => basename(path).startsWith('lvp_'))
  if (manifest === undefined) throw new Error('lavapipe is not installed (Debian: mesa-vulkan-drivers)')
  setDriverManifest(manifest)
  return { driver: 'lavapipe', loader: anyLoader() }
}

function setDriverManifest(manifest: string): void {
  process.env['VK_DRIVER_FILES'] = manifest
  // The older name, for loaders before 1.3.207.
  process.env['VK_ICD_FILENAMES'] = manifest
}

function anyLoader(): string {
  return systemLoader() ?? loaderOfNpm()
}

/** Drivers may be there without a loader, as in some containers. */
const loaderOfNpm = (): string => unpackSwiftShader([process.cwd()]).loader

function systemLoader(): string | undefined {
  const names: Partial<Record<NodeJS.Platform, string[]>> = {
    linux: ['libvulkan.so.1'],
    win32: ['vulkan-1.dll'],
    darwin: ['libvulkan.1.dylib', 'libMoltenVK.dylib'],
  }
  return names[process.platform]?.find((name) => {
    try {
      koffi.load(name)
      return true
    } catch {
      return false
    }
  })
}

/** The driver manifests where Linux loaders look for them. */
function systemManifests(): string[] {
  const folders = ['/etc', '/usr/local/etc', '/usr/local/share', '/usr/share', join(homedir(), '.local/share')]
  return folders
    .map((folder) => join(folder, 'vulkan', 'icd.d'))
    .filter((folder) => existsSync(folder))
    .flatMap((folder) => readdirSync(folder).map((name) => join(folder, name)))
}
