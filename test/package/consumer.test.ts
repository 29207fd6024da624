/** The package as npm would publish it, used from a folder of its own. Needs a build; runs where the build is under test. */
import { execFileSync, spawnSync } from 'node:child_process'
import { existsSync, readdirSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { afterAll, describe, expect, it } from 'vitest'
import manifest from '../../package.json' with { type: 'json' }
import { makeConsumer, root } from './packed.ts'

const { folder, tarball, installed, remove } = makeConsumer()
afterAll(remove)

function runModule(code: string): string {
  writeFileSync(join(folder, 'main.js'), code)
  const { status, stdout, stderr } = spawnSync(process.execPath, ['main.js'], { cwd: folder, encoding: 'utf8' })
  expect([status, stderr]).toEqual([0, ''])
  return stdout
}

const entries = Object.entries(manifest.exports).filter(([, path]) => path.startsWith('./dist/'))

describe('the packed package', () => {
  it('holds no sources and no tests', () => {
    const listed = execFileSync('tar', ['-tzf', tarball], { encoding: 'utf8' }).split('\n')
    expect(listed.filter((path) => /^package\/(src|test|bench|scripts)\//.test(path))).toEqual([])
  })

  it('has no link in its documents that leads nowhere', () => {
    const documents = readdirSync(installed, { recursive: true, encoding: 'utf8' }).filter((path) =>
      path.endsWith('.md'),
    )
    const links = documents.flatMap((path) => {
      const text = readFileSync(join(installed, path), 'utf8').replaceAll(/^```.*?^```/gms, '')
      const targets = [...text.matchAll(/\]\(([^)\s#]+)[^)]*\)/g)].map((match) => match[1]!)
      return targets.filter((target) => !/^(https?|mailto):/.test(target)).map((target) => [path, target] as const)
    })
    expect(links.length).toBeGreaterThan(20)
    expect(links.filter(([path, target]) => !existsSync(join(installed, path, '..', target)))).toEqual([])
  })

  /** What the compiler says of files in the project, strict and without `skipLibCheck`. */
  const complaints = (files: readonly string[], options: object): string => {
    const compilerOptions = { target: 'ES2022', lib: ['ES2022'], module: 'NodeNext', strict: true, noEmit: true }
    writeFileSync(
      join(folder, 'tsconfig.json'),
      JSON.stringify({ compilerOptions: { ...compilerOptions, ...options }, files }),
    )
    const tsc = join(root, 'node_modules/typescript/bin/tsc')
    return spawnSync(process.execPath, [tsc], { cwd: folder, encoding: 'utf8' }).stdout
  }

  it('has types that need no DOM library, no @types and no skipLibCheck', () => {
    const typed = entries.filter(([entry]) => !/vitest|inspect|three|software/.test(entry))
    const imports = typed.map(([entry], i) => `import * as entry${i} from 'memkit-gpu${entry.slice(1)}'`)
    writeFileSync(
      join(folder, 'typed.ts'),
      `${imports.join('\n')}\nexport const all = [${typed.map((_, i) => `entry${i}`)}]\n`,
    )
    expect(complaints(['typed.ts'], { types: [] })).toBe('')
  }, 120_000)

  it('has a guide whose programs are free of type errors', () => {
    const guide = join(installed, 'docs/guide')
    const programs = readdirSync(guide).flatMap((page) =>
      [...readFileSync(join(guide, page), 'utf8').matchAll(/^```ts\n([\s\S]*?)^```/gm)].map((match, i) => {
        const file = `${page.replace('.md', '')}-${i + 1}.ts`
        writeFileSync(join(folder, file), `${match[1]!}\nexport {}\n`)
        return file
      }),
    )
    expect(programs.length).toBeGreaterThan(15)
    const options = {
      lib: ['ES2023'],
      skipLibCheck: true,
      types: ['node'],
      typeRoots: [join(root, 'node_modules/@types')],
    }
    expect(complaints(programs, options)).toBe('')
  }, 120_000)

  it('compiles what every plan calls with its file, and not at the first call', () => {
    const files = readdirSync(join(installed, 'dist'), { encoding: 'utf8' }).filter((file) => file.endsWith('.js'))
    const text = files.map((file) => readFileSync(join(installed, 'dist', file), 'utf8')).join('\n')
    for (const name of [
      'resolvePasses',
      'findVersions',
      'findDependencies',
      'placeValues',
      'lowerPasses',
      'lowerSteps',
    ])
      expect(text).toContain(`\nvar ${name} = (function ${name}(`)
  })

  it('plans and runs a graph for someone who installed it', () => {
    const out = runModule(`
      import { execute, parseGraph } from 'memkit-gpu'
      import { createDummyBackend } from 'memkit-gpu/dummy'
      const graph = parseGraph({
        version: 1,
        resources: [{ id: 'words', kind: 'buffer', size: 8 }],
        passes: [
          { id: 'load', kind: 'upload', to: 'words', input: 'in' },
          { id: 'get', kind: 'readback', from: 'words', output: 'out' },
        ],
      })
      const backend = createDummyBackend()
      const { outputs } = await execute(graph, backend, { inputs: { in: new Uint8Array([1, 2, 3, 4, 5, 6, 7, 8]) } })
      await backend.destroy()
      console.log(outputs.out.join(' '))`)
    expect(out).toBe('1 2 3 4 5 6 7 8\n')
  })

  it.each(entries.filter(([entry]) => !entry.startsWith('./vitest') && !entry.endsWith('/setup')))(
    'has an entry %s that loads without its optional peers',
    (entry) => {
      const out = runModule(`console.log(Object.keys(await import('memkit-gpu${entry.slice(1)}')).length > 0)`)
      expect(out).toBe('true\n')
    },
  )

  it('has a command that runs', () => {
    const bin = join(installed, manifest.bin['memkit-gpu'])
    expect(execFileSync(process.execPath, [bin, '--version'], { encoding: 'utf8' })).toBe(`${manifest.version}\n`)
    expect(readFileSync(bin, 'utf8')).toMatch(/^#!\/usr\/bin\/env node\n/)
  })

  it.each(['.', './dummy'])('has an entry %s that asks for nothing of Node, so that it loads in browsers', (entry) => {
    const seen = new Set<string>()
    const visit = (path: string): void => {
      if (seen.has(path)) return
      seen.add(path)
      const imports = [...readFileSync(path, 'utf8').matchAll(/(?:from|import)\s*\(?\s*["']([^"']+)["']/g)].map(
        (match) => match[1]!,
      )
      for (const name of imports) {
        expect(name, `imported by ${path}`).not.toMatch(/^node:/)
        if (name.startsWith('.')) visit(join(path, '..', name))
      }
    }
    visit(join(installed, manifest.exports[entry as '.']))
    expect(seen.size).toBeGreaterThan(0)
  })

  it.each([
    ['./webgpu', 'createWebGpuBackend()', 'webgpu'],
    ['./vulkan', 'createVulkanBackend()', 'koffi'],
  ])('says of %s on first use which package to install', (entry, call, name) => {
    const out = runModule(`
      import * as backend from 'memkit-gpu${entry.slice(1)}'
      await backend.${call}.catch((error) => console.log(error.message))`)
    expect(out).toContain(name)
    expect(out).toMatch(/install/)
  })

  it.runIf(process.platform === 'linux' && process.arch === 'x64')(
    'says of a software GPU which package to install',
    () => {
      const out = runModule(`
        await import('memkit-gpu/software-gpu/setup').catch((error) => console.log(error.code, error.message))`)
      expect(out).toMatch(/^NO_DEVICE .*npm install --save-dev @sparticuz\/chromium\n$/)
    },
  )
})
