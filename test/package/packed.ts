/** The package as npm would publish it, in a folder of its own. */
import { execFileSync, spawnSync } from 'node:child_process'
import { mkdirSync, mkdtempSync, readdirSync, rmSync, symlinkSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { fileURLToPath } from 'node:url'
import manifest from '../../package.json' with { type: 'json' }

export const root = fileURLToPath(new URL('../..', import.meta.url))

/** Packs the build with npm; the path of the tarball. */
export function packTo(folder: string): string {
  execFileSync('npm', ['pack', '--ignore-scripts', '--silent', '--pack-destination', folder], { cwd: root })
  return join(
    folder,
    readdirSync(folder).find((file) => file.endsWith('.tgz'))!,
  )
}

export interface Consumer {
  readonly folder: string
  readonly tarball: string
  /** Where the package is installed. */
  readonly installed: string
  remove(): void
}

/** What `npm install memkit-gpu` would leave, without asking a registry: the packed files and the dependencies, no optional peer. */
export function makeConsumer(): Consumer {
  const folder = mkdtempSync(join(tmpdir(), 'memkit-gpu-consumer-'))
  const tarball = packTo(folder)
  const installed = join(folder, 'node_modules/memkit-gpu')
  mkdirSync(installed, { recursive: true })
  execFileSync('tar', ['-xzf', tarball, '--strip-components=1', '-C', installed])
  for (const name of Object.keys(manifest.dependencies)) install(name, folder)
  writeFileSync(join(folder, 'package.json'), '{ "type": "module" }')
  return { folder, tarball, installed, remove: () => rmSync(folder, { recursive: true, force: true }) }
}

/** One of this project's packages in another one. */
export function install(name: string, folder: string): void {
  const link = join(folder, 'node_modules', name)
  mkdirSync(dirname(link), { recursive: true })
  symlinkSync(join(root, 'node_modules', name), link)
}

/** Runs files of a bundle in a folder of their own, where nothing else is installed than those packages. The status, then both streams. */
export function runAlone(
  files: Readonly<Record<string, string | Uint8Array>>,
  main: string,
  packages: readonly string[] = [],
): unknown[] {
  const alone = mkdtempSync(join(tmpdir(), 'memkit-gpu-alone-'))
  try {
    for (const [name, content] of Object.entries(files)) {
      mkdirSync(dirname(join(alone, name)), { recursive: true })
      writeFileSync(join(alone, name), content)
    }
    writeFileSync(join(alone, 'package.json'), '{ "type": "module" }')
    for (const name of packages) install(name, alone)
    const { status, stdout, stderr } = spawnSync(process.execPath, [main], { cwd: alone, encoding: 'utf8' })
    return [status, stdout, stderr]
  } finally {
    rmSync(alone, { recursive: true, force: true })
  }
}
