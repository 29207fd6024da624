/** The examples as somebody runs them who has them from the package: from the folder that `memkit-gpu init --template examples` made. */
import { spawn, spawnSync } from 'node:child_process'
import { join } from 'node:path'

const size = ['--size', '64x36']

/** What each program of the examples is called with, small, and what it says then. */
export const programs: readonly (readonly [name: string, args: readonly string[], says: RegExp])[] = [
  ['quick-start', [], /^bounded: 3 13 23/m],
  ['quick-start-immediate', [], /On the device: 0 1 0 1 0 0/],
  ['culling', [], /drawn by webgpu[^]*wrote out\/culling\.png/],
  ['deferred', ['64x36', 'out/deferred.png'], /wrote out\/deferred\.png/],
  ['streaming-city', ['--frames', '3', ...size], /wrote out\/streaming-city\.png\n {2}ran on +webgpu/],
  ['scene-loader', size, /ran on +webgpu[^]*wrote out\/scene\.png/],
]

export const pages = ['three', 'babylon', 'luma', 'typegpu', 'overlay'] as const

/** @throws Error with what the program said where it fails */
export function runExample(folder: string, name: string, args: readonly string[]): string {
  const tsx = join(folder, 'node_modules/tsx/dist/cli.mjs')
  const call = [tsx, `examples/${name}/main.ts`, ...args]
  const { status, stdout, stderr } = spawnSync(process.execPath, call, { cwd: folder, encoding: 'utf8' })
  if (status !== 0) throw new Error(`${call.join(' ')}: status ${status}\n${stdout}${stderr}`)
  return stdout
}

/** Serves the pages of the examples while something is done with their address. */
export async function withPages<Result>(folder: string, act: (url: string) => Promise<Result>): Promise<Result> {
  const tsx = join(folder, 'node_modules/tsx/dist/cli.mjs')
  const server = spawn(process.execPath, ['--import', join(tsx, '../esm/index.mjs'), 'examples/pages/main.ts', '0'], {
    cwd: folder,
    stdio: ['ignore', 'pipe', 'pipe'],
  })
  let said = ''
  try {
    const url = await new Promise<string>((resolve, reject) => {
      const hear = (chunk: Buffer) => {
        said += String(chunk)
        const found = /open (http:\S+) in a browser/.exec(said)?.[1]
        if (found !== undefined) resolve(found)
      }
      server.stdout.on('data', hear)
      server.stderr.on('data', hear)
      server.on('error', reject)
      server.on('exit', (code) => reject(new Error(`it ended with ${code}: ${said}`)))
    })
    return await act(url)
  } finally {
    server.kill()
  }
}
