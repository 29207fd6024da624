/**
 * Programs for processes of their own. They are bundled first: `--import tsx` finds and transforms hundreds of files at each start,
 * which takes longer than what most of these programs do.
 */
import { spawnSync, type SpawnSyncReturns } from 'node:child_process'
import { mkdirSync, mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { join } from 'node:path'
import { fileURLToPath, pathToFileURL } from 'node:url'
import { build, type BuildOptions, type Plugin } from 'esbuild'
import { afterAll } from 'vitest'

const root = fileURLToPath(new URL('../..', import.meta.url))

/** A bundled module still finds the files beside its source. */
const ownUrls: Plugin = {
  name: 'own-urls',
  setup({ onLoad }) {
    onLoad({ filter: /\.ts$/ }, ({ path }) => ({
      contents: readFileSync(path, 'utf8').replaceAll('import.meta.url', JSON.stringify(pathToFileURL(path).href)),
      loader: 'ts',
    }))
  },
}

async function bundle(
  source: Pick<BuildOptions, 'entryPoints' | 'stdin'>,
): Promise<{ folder: string; program: string }> {
  mkdirSync(join(root, '.cache'), { recursive: true })
  // Inside the repository, where packages are found.
  const folder = mkdtempSync(join(root, '.cache/program-'))
  const program = join(folder, 'program.mjs')
  const target = { platform: 'node', target: 'node20', format: 'esm', packages: 'external' } as const
  const paths = { absWorkingDir: root, outfile: program }
  await build({ ...source, ...target, ...paths, bundle: true, plugins: [ownUrls], logLevel: 'error' })
  return { folder, program }
}

/** A module that Node runs as it is, made of a file of the repository; it is there until the tests of this file have ended. */
export async function makeProgram(file: string): Promise<string> {
  const { folder, program } = await bundle({ entryPoints: [file] })
  afterAll(() => rmSync(folder, { recursive: true, force: true }))
  return program
}

export interface ProgramOptions {
  /** Of Node itself. */
  readonly flags?: readonly string[]
  readonly args?: readonly string[]
  readonly env?: NodeJS.ProcessEnv
  /** Milliseconds after which the process is killed. */
  readonly timeout?: number
}

/** Runs a module in the repository's folder, to its end. */
export const runProgram = (program: string, options: ProgramOptions = {}): SpawnSyncReturns<string> => {
  const { flags = [], args = [], env = process.env, timeout } = options
  return spawnSync(process.execPath, [...flags, program, ...args], { cwd: root, encoding: 'utf8', env, timeout })
}

/** Runs code that imports files of the repository, as `./src/index.ts`. */
export async function runCode(code: string, options: ProgramOptions = {}): Promise<SpawnSyncReturns<string>> {
  const { folder, program } = await bundle({ stdin: { contents: code, resolveDir: root, loader: 'ts' } })
  try {
    return runProgram(program, options)
  } finally {
    rmSync(folder, { recursive: true, force: true })
  }
}
