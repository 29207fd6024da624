/** The real command line in a process of its own: from the sources, or from the build where that is under test. */
import { spawn } from 'node:child_process'
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { onTestFinished } from 'vitest'

const root = fileURLToPath(new URL('../..', import.meta.url))
const program = process.env['MEMKIT_DIST']
  ? [join(root, 'dist/cli/main.js')]
  : ['--import', 'tsx', join(root, 'src/cli/main.ts')]

export interface Ended {
  readonly code: number | null
  readonly out: string
  readonly err: string
}

/** Runs `memkit-gpu …args` with the repository as its folder. */
export function memkit(args: readonly string[], input: string | Uint8Array = ''): Promise<Ended> {
  const child = spawn(process.execPath, [...program, ...args], { cwd: root })
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
export function memkitPiped(args: readonly string[], rest: string): Promise<Ended> {
  const words = [process.execPath, ...program, ...args].map((word) => `'${word}'`).join(' ')
  const child = spawn('bash', ['-o', 'pipefail', '-c', `${words} | ${rest}`], { cwd: root })
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
