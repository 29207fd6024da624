/** Programs over the built package, each in a fresh process. */
import { execFile } from 'node:child_process'
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { delimiter, dirname, join, resolve } from 'node:path'
import { fileURLToPath } from 'node:url'
import { useVulkanDriver } from '../gpu/index.ts'

export type EndingBackend = 'vulkan' | 'webgpu'

const ways = {
  vulkan: ['one', 'five', 'update', 'lost', 'dropped', 'busy', 'timed out', 'views kept', 'command line'],
  webgpu: [
    'one',
    'five',
    'update',
    'lost',
    'dropped',
    'busy',
    'timed out',
    'views kept',
    'queue kept',
    'buffer kept',
    'import kept',
    'command line',
  ],
} as const

export interface Ending {
  readonly backend: EndingBackend
  readonly way: (typeof ways)[EndingBackend][number]
  /** The collector runs between any two calls. */
  readonly collects: boolean
}

export const endingsOf = (backend: EndingBackend): readonly Ending[] =>
  ways[backend].flatMap((way) => [
    { backend, way, collects: true },
    { backend, way, collects: false },
  ])

const program = fileURLToPath(new URL('program.mjs', import.meta.url))
/** A process that has not ended by then hangs. */
const patienceMs = 180_000
const graph = {
  version: 1,
  resources: [{ id: 'bytes', kind: 'buffer', size: 64 }],
  passes: [
    { id: 'fill', kind: 'fill', to: 'bytes', value: 7 },
    { id: 'read', kind: 'readback', from: 'bytes', output: 'out' },
  ],
}

/** `status 0`, or how else it ended. The environment names the driver that this process uses. */
export async function endOf(dist: string, { backend, way, collects }: Ending): Promise<string> {
  const { loader } = useVulkanDriver()
  const at = resolve(dist)
  const folder = mkdtempSync(join(tmpdir(), 'memkit-end-'))
  const document = join(folder, 'graph.json')
  writeFileSync(document, JSON.stringify(graph))
  // The command line collects by itself: a small young generation has it do so all the time.
  const collecting = way === 'command line' ? ['--gc-interval=500'] : ['--expose-gc']
  const args =
    way === 'command line'
      ? [join(at, 'cli/main.js'), 'run', document, '--backend', backend, '--output', `out=${join(folder, 'out')}`]
      : [program, at, backend, way, loader]
  // Where the system looks for a loader, which a user has installed there.
  const LD_LIBRARY_PATH = [dirname(loader), process.env['LD_LIBRARY_PATH']].filter(Boolean).join(delimiter)
  const options = { timeout: patienceMs, killSignal: 'SIGKILL', env: { ...process.env, LD_LIBRARY_PATH } } as const
  try {
    return await new Promise((done) => {
      execFile(process.execPath, [...(collects ? collecting : []), ...args], options, (error, _out, said) => {
        if (error === null) done('status 0')
        else if (error.killed) done('it hangs')
        else done(`${error.signal ?? `status ${error.code}`} ${said.trim().split('\n').slice(0, 2).join(' / ')}`.trim())
      })
    })
  } finally {
    rmSync(folder, { recursive: true })
  }
}
