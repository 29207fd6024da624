/** The real command line in a process of its own: built from the sources, or `dist` where the build is under test. */
import { execFileSync, spawn } from 'node:child_process'
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { afterAll, onTestFinished } from 'vitest'

const root = fileURLToPath(new URL('../..', import.meta.url))
const program = join(process.env['MEMKIT_DIST'] ? join(root, 'dist') : bundle(), 'cli/main.js')

/** Bundled once, so that each of many processes starts fast. It must lie inside the repository to find its packages. */
function bundle(): string {
  mkdirSync(join(root, '.cache'), { recursive: true })
  const folder = mkdtempSync(join(root, '.cache/cli-'))
  afterAll(() => rmSync(folder, { recursive: true, force: true }))
  const options = ['--no-dts', '--logLevel', 'error', '--out-dir', folder]
  execFileSync(process.execPath, [join(root, 'node_modules/tsdown/dist/run.mjs'), ...options], {
    cwd: root,
    stdio: 'ignore',
  })
  return folder
}

export interface Ended {
  readonly code: number | null
  readonly out: string
  readonly err: string
}

/** Runs `memkit-gpu …args` with the repository as its folder. */
export function memkit(args: readonly string[], input: string | Uint8Array = ''): Promise<Ended> {
  const child = spawn(process.execPath, [program, ...args], { cwd: root })
  const chunks = { out: [] as Buffer[], err: [] as Buffer[] }
  child.stdout.on('data', (chunk: Buffer) => chunks.out.push(chunk))
  child.stderr.on('data', (chunk: Buffer) => chunks.err.push(chunk))
  // A command that does not read its input may end before it is written.
  child.stdin.on('error', () => undefined)
  child.stdin.end(input)
  return new Promise((resolve, reject) => {
    child.on('error', reject)
    child.on('close', (code) =>
      resolve({ code, out: Buffer.concat(chunks.out).toString(), err: Buffer.concat(chunks.err).toString() }),
    )
  })
}

/** Runs the command in a shell pipeline: `memkit-gpu …args | rest`. */
export const memkitPiped = (args: readonly string[], rest: string): Promise<Ended> => memkitShell(args, `| ${rest}`)

/** Runs the command in a shell: `before memkit-gpu …args after`. */
export function memkitShell(args: readonly string[], after: string, before = ''): Promise<Ended> {
  const words = [process.execPath, program, ...args].map((word) => `'${word}'`).join(' ')
  const child = spawn('bash', ['-o', 'pipefail', '-c', `${before} ${words} ${after}`], { cwd: root })
  let [out, err] = ['', '']
  child.stdout.on('data', (chunk: Buffer) => (out += String(chunk)))
  child.stderr.on('data', (chunk: Buffer) => (err += String(chunk)))
  return new Promise((resolve) => void child.on('close', (code) => resolve({ code, out, err })))
}

/** A folder for one test, with files in it. */
export function folderWith(files: Readonly<Record<string, string | Uint8Array>>): (name: string) => string {
  const folder = mkdtempSync(join(tmpdir(), 'memkit-gpu-'))
  onTestFinished(() => rmSync(folder, { recursive: true, force: true }))
  for (const [name, content] of Object.entries(files)) writeFileSync(join(folder, name), content)
  return (name) => join(folder, name)
}
