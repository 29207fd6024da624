import { createRequire } from 'node:module'
import { dirname, join } from 'node:path'
import { unpackOnce } from './archive.ts'

/** A Vulkan driver and the loader to reach it, as absolute paths. */
export interface UnpackedDriver {
  loader: string
  manifest: string
}

const files = ['libvk_swiftshader.so', 'vk_swiftshader_icd.json', 'libvulkan.so.1']

/**
 * SwiftShader, a Vulkan 1.3 driver that runs on the CPU, with its loader: both travel inside the npm package
 * `@sparticuz/chromium`. Its binaries are for Linux on x86-64.
 *
 * @throws Error where the platform is another, or the package is not installed
 */
export function unpackSwiftShader(): UnpackedDriver {
  if (process.platform !== 'linux' || process.arch !== 'x64') {
    throw new Error(`SwiftShader comes for linux-x64 only, and this is ${process.platform}-${process.arch}`)
  }
  // The package exports only its entry, build/cjs/index.cjs; the archives lie in bin/, two folders up.
  const entry = createRequire(import.meta.url).resolve('@sparticuz/chromium')
  const folder = unpackOnce(join(dirname(entry), '..', '..', 'bin', 'swiftshader.tar.br'), files)
  return { loader: join(folder, 'libvulkan.so.1'), manifest: join(folder, 'vk_swiftshader_icd.json') }
}
