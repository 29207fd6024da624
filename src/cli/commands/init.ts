import { lstat, mkdir, readdir, readFile, rm, rmdir, stat, writeFile } from 'node:fs/promises'
import { basename, dirname, join, relative, resolve, sep } from 'node:path'
import manifest from '../../../package.json' with { type: 'json' }
import { writeFailed } from '../../errors.ts'
import { resolveOptional } from '../../require-optional.ts'
import { formatPlan, parseGraphText, planGraph, profiles } from '../../index.ts'
import type { Terminal } from '../terminal.ts'
import { systemCode, unwritable } from '../file-errors.ts'
import { choice, FileError, parseOptionalSubject, UsageError } from '../usage.ts'

const templates = ['engine', 'loader', 'test', 'examples'] as const
type Template = (typeof templates)[number]

const start: Readonly<Record<Template, string>> = {
  engine: 'tsx src/main.ts',
  loader: 'tsx src/main.ts',
  test: 'memkit-gpu plan graph.json --profile webgpu',
  examples: 'tsx examples/scene-loader/main.ts',
}

const { peerDependencies: peers, devDependencies: tools } = manifest
const only = <Packages extends object, Name extends keyof Packages>(packages: Packages, ...names: Name[]) =>
  Object.fromEntries(names.map((name) => [name, packages[name]]))

/** Packages that a project needs besides memkit-gpu, at the versions that it was tested with. */
const packages: Readonly<Record<Template, object>> = {
  engine: only(peers, 'fast-png', 'naga-wasm'),
  loader: {},
  test: {},
  examples: {
    ...only(peers, 'fast-png', 'koffi', 'naga-wasm', 'webgpu'),
    ...only(
      tools,
      '@babylonjs/core',
      '@gltf-transform/core',
      '@jsquash/jpeg',
      '@jsquash/webp',
      '@luma.gl/core',
      '@luma.gl/engine',
      '@luma.gl/webgpu',
      '@sparticuz/chromium',
      'draco3dgltf',
      'esbuild',
      'meshoptimizer',
      'pixi-basis-ktx2',
      'three',
      'typegpu',
      'zod',
    ),
  },
}

/** Makes a project that runs and tests at once. It writes all of its files or, where one of them is there already, none. */
export async function initCommand(args: readonly string[], terminal: Terminal): Promise<void> {
  const { subject = '.', values } = parseOptionalSubject(args, 'folder', {
    template: { type: 'string', default: 'engine' },
    package: { type: 'string', default: `^${manifest.version}` },
  })
  const template = choice('--template', values.template, templates)
  if (subject === '') throw new UsageError('the folder has no name')
  const folder = resolve(subject)
  if (await isNoFolder(folder)) throw new FileError(`${subject} is a file; name a folder`)
  const files = await filesOf(template, packageName(folder), values.package)
  const taken = new Set<string>()
  for (const path of files.keys()) {
    if (await exists(join(folder, path))) taken.add(path)
    else if (path.includes('/') && (await isNoFolder(join(folder, dirname(path))))) taken.add(dirname(path))
  }
  if (taken.size > 0)
    throw new FileError(
      `${subject} has ${[...taken].slice(0, 5).join(', ')}${taken.size > 5 ? ' and more' : ''} already, and nothing is overwritten; name another folder`,
    )
  await writeAll(folder, files)
  const enter = folder === process.cwd() ? '' : `  cd ${argument(relative(process.cwd(), folder))}\n`
  await terminal.print(
    `made ${template === 'examples' ? `${files.size} files` : [...files.keys()].join(', ')}\n\n${enter}  npm install\n  npm start\n  npm test\n\nThe guide: ${manifest.homepage}\n`,
  )
}

/** Writes all files of a project; where one cannot be written, those before it are taken away again. */
async function writeAll(folder: string, files: ReadonlyMap<string, string | Uint8Array>): Promise<void> {
  const [madeFiles, madeFolders]: string[][] = [[], []]
  for (const [path, content] of files) {
    const target = join(folder, path)
    try {
      madeFolders.push(...between(await mkdir(dirname(target), { recursive: true }), dirname(target)))
      // A file that was made meanwhile is not overwritten either.
      await writeFile(target, content, { flag: 'wx' })
      madeFiles.push(target)
    } catch (error) {
      const code = systemCode(error) ?? String(error)
      const isWriting = (error as NodeJS.ErrnoException).syscall === 'write'
      if (isWriting) madeFiles.push(target)
      for (const made of madeFiles) await rm(made, { force: true })
      for (const made of madeFolders.toSorted((a, b) => b.length - a.length)) await rmdir(made).catch(() => undefined)
      throw isWriting ? writeFailed(target, code, error) : unwritable(target, code)
    }
  }
}

/** The folders from the first to the last, which lies in it; none without a first. */
function between(first: string | undefined, last: string): string[] {
  if (first === undefined || last.length < first.length) return []
  return [last, ...between(first, dirname(last))]
}

/** Every file of a project by its path in the project. */
async function filesOf(template: Template, name: string, version: string): Promise<Map<string, string | Uint8Array>> {
  const root = packageFolder()
  const files = new Map<string, string | Uint8Array>()
  files.set('package.json', packageJson(template, name, version))
  files.set('tsconfig.json', tsconfigJson(template, await readFile(join(root, 'templates/tsconfig.json'), 'utf8')))
  files.set('.gitignore', 'node_modules/\nout/\npicture.png\n')
  // The examples lie where their own texts say, so that these texts hold in the project too.
  const folder = template === 'examples' ? root : join(root, 'templates', template)
  const from = template === 'examples' ? join(folder, 'examples') : folder
  const entries = await readdir(from, { recursive: true, withFileTypes: true })
  const paths = entries
    .filter((entry) => entry.isFile())
    .map((entry) => join(entry.parentPath ?? entry.path, entry.name))
  for (const path of paths.toSorted()) files.set(relative(folder, path).split(sep).join('/'), await readFile(path))
  if (template === 'test') {
    // The first plans are pinned by this version of the planner, so that the first test already compares.
    const graph = parseGraphText(String(files.get('graph.json')))
    for (const profile of ['webgpu', 'vulkan'] as const)
      files.set(`plans/${profile}.txt`, formatPlan(planGraph(graph, profiles[profile])))
  }
  return files
}

function packageJson(template: Template, name: string, version: string): string {
  const project = {
    name,
    version: '0.0.0',
    private: true,
    type: 'module',
    scripts: { start: start[template], test: 'vitest run', types: 'tsc' },
    dependencies: { 'memkit-gpu': version, ...packages[template] },
    devDependencies: {
      '@types/node': tools['@types/node'],
      ...(template === 'examples' && only(tools, '@types/three', '@webgpu/types')),
      ...(template !== 'test' && { tsx: tools.tsx }),
      typescript: `^${tools.typescript}`,
      vitest: `^${tools.vitest}`,
    },
  }
  return `${JSON.stringify(project, null, 2)}\n`
}

/** The examples are pages too, which know WebGPU. */
function tsconfigJson(template: Template, text: string): string {
  if (template !== 'examples') return text
  const { compilerOptions } = JSON.parse(text)
  return `${JSON.stringify({ compilerOptions: { ...compilerOptions, types: ['node', '@webgpu/types'] }, include: ['examples'] }, null, 2)}\n`
}

/** A path as a shell takes it: in quotes where it has more than plain characters, and not as an option. */
function argument(path: string): string {
  const named = path.startsWith('-') ? `.${sep}${path}` : path
  const isPlain = /^[\p{L}\p{N}_./:-]+$/u.test(sep === '\\' ? named.replaceAll(sep, '/') : named)
  if (isPlain) return named
  return sep === '\\' ? `"${named}"` : `'${named.replaceAll("'", String.raw`'\''`)}'`
}

/** A name that npm takes, from that of the folder. */
const packageName = (folder: string): string =>
  basename(folder)
    .toLowerCase()
    .replaceAll(/[^a-z0-9._~-]+/g, '-')
    .replace(/^[._-]+/, '') || 'memkit-gpu-project'

/** The installed package, which has `templates` and `examples`: a bundle of this module is somewhere else. */
const packageFolder = (): string => dirname(resolveOptional('memkit-gpu/package.json'))

const isNoFolder = (path: string): Promise<boolean> =>
  stat(path).then(
    (found) => !found.isDirectory(),
    () => false,
  )

const exists = (path: string): Promise<boolean> =>
  lstat(path).then(
    () => true,
    () => false,
  )
