/** The build. Its entries are read off package.json: `dist/NAME.js` there is built from `src/NAME.ts`. */
import { defineConfig } from 'tsdown'
import manifest from './package.json' with { type: 'json' }

const built = [...Object.values(manifest.exports), ...Object.values(manifest.bin)].filter((path) =>
  path.startsWith('./dist/'),
)
const names = built.map((path) => path.slice('./dist/'.length, -'.js'.length))

export default defineConfig({
  entry: Object.fromEntries(names.map((name) => [name, `src/${name}.ts`])),
  format: 'esm',
  fixedExtension: false,
  dts: true,
  // `Disposable` is a part of the library of no edition yet; programs need not name it.
  banner: { dts: '/// <reference lib="esnext.disposable" />' },
  target: 'es2023',
  failOnWarn: true,
  report: false,
  // The scales of the inspector's pictures; its page is bundled by scripts/generate-inspector-page.ts.
  deps: {
    onlyBundle: [
      'd3-scale',
      'd3-array',
      'd3-color',
      'd3-interpolate',
      'd3-format',
      'd3-time',
      'd3-time-format',
      'internmap',
    ],
  },
  // An import reads every file: without the comments, a sixth of all text, it takes some 2 % less. Types keep theirs.
  outputOptions: { comments: { jsdoc: false } },
  // Says how long our own tools took: true, and nobody's fault.
  inputOptions: { checks: { pluginTimings: false } },
})
