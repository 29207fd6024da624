/** Each bundler as it comes: no configuration but what to build, for pages, into ES modules. */
import { readFileSync } from 'node:fs'
import { join, relative } from 'node:path'
import * as esbuild from 'esbuild'
import { nodeResolve } from '@rollup/plugin-node-resolve'
import { rollup } from 'rollup'
import { build as viteBuild } from 'vite'
import webpack from 'webpack'

export interface Bundle {
  /** Files by name; `main` is the one to run. */
  readonly files: Readonly<Record<string, string | Uint8Array>>
  readonly main: string
  /** What the bundler complained of. */
  readonly warnings: readonly string[]
}

/** Bundles the module `entry` of `folder`, where the package is installed. */
export type Bundler = (folder: string, entry: string) => Promise<Bundle>

export const bundlers: Readonly<Record<string, Bundler>> = {
  async esbuild(folder, entry) {
    const { outputFiles, warnings } = await esbuild.build({
      entryPoints: [join(folder, entry)],
      bundle: true,
      minify: true,
      splitting: true,
      format: 'esm',
      outdir: join(folder, 'out-esbuild'),
      write: false,
    })
    const files = Object.fromEntries(
      outputFiles.map(({ path, contents }) => [relative(join(folder, 'out-esbuild'), path), contents]),
    )
    return { files, main: entry, warnings: warnings.map(({ text }) => text) }
  },

  async rollup(folder, entry) {
    const warnings: string[] = []
    const build = await rollup({
      input: join(folder, entry),
      // Rollup follows bare names with this plugin only, for every package.
      plugins: [nodeResolve({ browser: true })],
      // Rollup also tells of the insides of other packages.
      onwarn: ({ message }) => void (/node_modules\/(?!memkit-gpu)/.test(message) || warnings.push(message)),
    })
    const { output } = await build.generate({ format: 'es' })
    await build.close()
    const files = Object.fromEntries(
      output.map((file) => [file.fileName, file.type === 'chunk' ? file.code : file.source]),
    )
    return { files, main: entry, warnings }
  },

  async vite(folder, entry) {
    const warnings: string[] = []
    const result = await viteBuild({
      root: folder,
      configFile: false,
      logLevel: 'silent',
      customLogger: {
        info: () => undefined,
        warn: (text) => warnings.push(text),
        warnOnce: (text) => warnings.push(text),
        error: (text) => warnings.push(text),
        clearScreen: () => undefined,
        hasErrorLogged: () => false,
        hasWarned: false,
      },
      build: { write: false, target: 'es2022', rollupOptions: { input: join(folder, entry) } },
    })
    const { output } = (Array.isArray(result) ? result[0]! : result) as Extract<typeof result, { output: unknown }>
    const main = output.find((file) => file.type === 'chunk' && file.isEntry)!.fileName
    const files = Object.fromEntries(
      output.map((file) => [file.fileName, file.type === 'chunk' ? file.code : file.source]),
    )
    return { files, main, warnings: warnings.filter((text) => !text.includes('chunks are larger than')) }
  },

  webpack: webpacked('main.js'),
}

/** For a server. */
export const serverBundlers: Readonly<Record<string, Bundler>> = {
  'webpack, which writes down where files were': webpacked('main.cjs', { target: 'node20' }),
  // As Turbopack does.
  'webpack, which follows createRequire': webpacked('main.cjs', {
    target: 'node20',
    module: { parser: { javascript: { createRequire: true } } },
  }),
  'esbuild, to CommonJS': serverBundled('main.cjs', { format: 'cjs' }),
  // As in Turbopack's bundles.
  'esbuild, where __filename is no file': serverBundled('main.mjs', {
    format: 'esm',
    define: { __filename: '"/ROOT/node_modules/memkit-gpu/dist/file.js"' },
  }),
}

function serverBundled(main: string, options: esbuild.BuildOptions): Bundler {
  return async (folder, entry) => {
    const { outputFiles, warnings } = await esbuild.build({
      entryPoints: [join(folder, entry)],
      bundle: true,
      platform: 'node',
      outfile: main,
      ...options,
      write: false,
    })
    return { files: { [main]: outputFiles[0]!.contents }, main, warnings: warnings.map(({ text }) => text) }
  }
}

function webpacked(filename: string, more: webpack.Configuration = {}): Bundler {
  return (folder, entry) =>
    new Promise((resolve, reject) => {
      const path = join(folder, 'out-webpack')
      webpack(
        {
          mode: 'production',
          context: folder,
          entry: `./${entry}`,
          output: { path, filename, clean: true },
          // Only what it says of sizes, which have limits of their own.
          performance: false,
          // Its minifier takes most of a minute; `npm run fresh-projects` bundles with it.
          optimization: { minimize: false },
          ...more,
        },
        (error, stats) => {
          if (error || !stats) return reject(error ?? new Error('webpack gave no stats'))
          const { errors = [], warnings = [], assets = [] } = stats.toJson({ assets: true })
          if (errors.length > 0) return reject(new Error(errors.map(({ message }) => message).join('\n')))
          const files = Object.fromEntries(assets.map(({ name }) => [name, readFileSync(join(path, name))]))
          resolve({ files, main: filename, warnings: warnings.map(({ message }) => message) })
        },
      )
    })
}
