/** SwiftShader, a Vulkan 1.3 driver that runs on the CPU, with its loader: both travel inside an npm package. */
import { existsSync } from 'node:fs'
import { join } from 'node:path'
import { messageOf, noDevice } from '../errors.ts'
import { requireOf } from '../require-optional.ts'
import { unpackOnce } from './archive.ts'

/** The optional peer: its archive has the driver for Linux on x64, and it needs no install script. */
const peer = '@sparticuz/chromium'
const files = ['libvk_swiftshader.so', 'vk_swiftshader_icd.json', 'libvulkan.so.1']

/** A Vulkan driver on the CPU and the loader to reach it, as absolute paths. */
export interface SoftwareGpu {
  /** `libvulkan.so.1`, as the option `loader` of the Vulkan backend takes it. */
  readonly loader: string
  /** The driver's manifest, as `VK_DRIVER_FILES` names it. */
  readonly manifest: string
}

/**
 * Unpacks SwiftShader and its loader, once.
 *
 * @param places folders, as paths or URLs, from whose `node_modules`, and those above, the peer is taken; the first that has it
 * @throws MemkitError NO_DEVICE on another platform, and where the package, or a file in it, is missing
 */
export function unpackSwiftShader(places: readonly string[]): SoftwareGpu {
  const { platform, arch } = process
  if (platform !== 'linux' || arch !== 'x64')
    throw noDevice(
      `The software GPU runs on Linux on x64 only, and this is ${platform} on ${arch}: use the GPU of this machine there (leave out ` +
        'memkit-gpu/software-gpu), or the backend dummy',
      { platform, arch },
    )
  const archive = findArchive(places)
  const folder = unpack(archive)
  const missing = files.filter((name) => !existsSync(join(folder, name)))
  if (missing.length > 0) throw notInArchive(`${archive} has no ${missing.join(' and no ')}`)
  return { loader: join(folder, 'libvulkan.so.1'), manifest: join(folder, 'vk_swiftshader_icd.json') }
}

/** The package exports only its entry, so its folder is looked for as Node would. */
function findArchive(places: readonly string[]): string {
  const folders = places
    .flatMap((place) => requireOf(`${place}/any.js`).resolve.paths(peer) ?? [])
    .map((modules) => join(modules, peer))
  const found = folders.find((folder) => existsSync(folder))
  if (found === undefined)
    throw noDevice(
      `The software GPU comes from the package "${peer}", which is not installed: npm install --save-dev ${peer}`,
      { package: peer },
    )
  const archive = join(found, 'bin', 'swiftshader.tar.br')
  if (!existsSync(archive)) throw notInArchive(`${found} has no bin/swiftshader.tar.br`)
  return archive
}

function unpack(archive: string): string {
  try {
    return unpackOnce(archive, files)
  } catch (cause) {
    throw notInArchive(`${archive} cannot be unpacked (${messageOf(cause)})`, cause)
  }
}

const notInArchive = (what: string, cause?: unknown) =>
  noDevice(
    `No software GPU: ${what}. Install the package anew, version 143 or newer: npm install --save-dev ${peer}`,
    { package: peer },
    cause,
  )
