import { createHash } from 'node:crypto'
import { existsSync, readFileSync, renameSync, writeFileSync } from 'node:fs'
import { createRequire } from 'node:module'
import { dirname, join } from 'node:path'
import { brotliDecompressSync } from 'node:zlib'
import { unpackOnce } from '../../src/software-gpu/archive.ts'

/** A headless Chromium, as absolute paths. */
export interface UnpackedChromium {
  executable: string
  /** Libraries that a machine without a desktop may lack, for `LD_LIBRARY_PATH`. */
  libraries: string
}

/**
 * Chromium from the npm package `@sparticuz/chromium`, with SwiftShader beside it. Its binaries are for Linux on x86-64.
 *
 * @throws Error where the platform is another, or the package is not installed
 */
export function unpackChromium(): UnpackedChromium {
  if (process.platform !== 'linux' || process.arch !== 'x64')
    throw new Error(`Chromium comes for linux-x64 only, and this is ${process.platform}-${process.arch}`)
  const entry = createRequire(import.meta.url).resolve('@sparticuz/chromium')
  const archives = join(dirname(entry), '..', '..', 'bin')
  const archive = readFileSync(join(archives, 'chromium.br'))
  // Chromium looks for SwiftShader in its own folder, which is whole or not there; the executable joins it by a rename.
  const folder = unpackOnce(join(archives, 'swiftshader.tar.br'))
  const executable = join(folder, `chromium-${createHash('sha256').update(archive).digest('hex').slice(0, 16)}`)
  if (!existsSync(executable)) {
    const draft = `${executable}.${process.pid}`
    writeFileSync(draft, brotliDecompressSync(archive), { mode: 0o755 })
    renameSync(draft, executable)
  }
  return { executable, libraries: join(unpackOnce(join(archives, 'al2023.tar.br')), 'lib') }
}
