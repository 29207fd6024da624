import { fileURLToPath } from 'node:url'
import { defineConfig } from 'vitest/config'
import manifest from './package.json' with { type: 'json' }

/** `memkit-gpu/…` means the sources, so that tests of the public API need no build. */
const sources = Object.entries(manifest.exports)
  .filter(([, path]) => path.startsWith('./dist/'))
  .map(([entry, path]) => ({
    find: new RegExp(`^memkit-gpu${entry.slice(1)}$`),
    replacement: fileURLToPath(new URL(path.replace('./dist/', './src/').replace(/js$/, 'ts'), import.meta.url)),
  }))

/** Tests that see only the public API; they run against the sources and, with `MEMKIT_BUILT=1`, against `dist` too. */
const publicTests = ['test/golden/**/*.test.ts', 'test/cli/**/*.test.ts', 'test/vitest/**/*.test.ts']

const overBoth = process.env['MEMKIT_BUILT'] !== undefined

const common = {
  // In worker threads a change of process.env does not reach the C library, where a Vulkan loader looks.
  pool: 'forks' as const,
  setupFiles: ['test/support/seed.ts', 'test/support/equal-bytes.ts'],
  testTimeout: 30_000,
  hookTimeout: 60_000,
}

/**
 * Tests that load drivers, start browsers or servers, change the environment, replace modules, weigh what V8 keeps, or stop naga for good. All others
 * share a process with the next file: what they test keeps no state of its own, and loading the sources anew takes a second a file.
 */
const ownProcess = [
  `test/{${['babylon', 'browser', 'cli', 'determinism', 'docs', 'examples', 'gpu', 'inspect', 'site', 'software-gpu', 'three', 'types', 'vitest', 'worker'].join()}}/**`,
  'test/gpu-api/{model,on-devices,pool,quick-start}.test.ts',
  'test/check/seeded-faults.test.ts',
  'test/cpu/naga.test.ts',
  'test/planner/{handed-back-memory,short-lives}.test.ts',
]

/** Tests of the planner and of what checks its plans: half of those that share processes. Ending a process takes the runner a time that is quadratic in its tests. */
const planning = 'test/{check,planner,properties}/**'

const sharing = (name: string, include: string, exclude: readonly string[]) => ({
  resolve: { alias: sources },
  test: {
    ...common,
    isolate: false,
    name,
    include: [include],
    exclude: ['test/package/**', ...ownProcess, ...exclude],
  },
})

const overSources = [
  {
    resolve: { alias: sources },
    test: {
      ...common,
      // Projects run in the order of their names: the longest of these files would otherwise end alone.
      name: 'own-process',
      include: [
        ...ownProcess.map((glob) => glob.replace(/\*\*$/, '**/*.test.ts')),
        'examples/**/*.test.ts',
        'templates/{engine,loader}/**/*.test.ts',
      ],
      // Over the sources, too, the command line is built first: where `dist` is under test, that would be the same program twice.
      exclude: overBoth ? ['test/cli/**'] : [],
    },
  },
  sharing('planning', `${planning}/*.test.ts`, []),
  sharing('src', 'test/**/*.test.ts', [planning]),
]

/** What must not compile, and what must. */
const types = {
  test: {
    name: 'types',
    include: [],
    typecheck: { enabled: true, include: ['test/types/**/*.test-d.ts'], tsconfig: './test/types/tsconfig.json' },
  },
}

const overBuild = {
  test: {
    ...common,
    name: 'dist',
    include: [...publicTests, 'test/package/**/*.test.ts'],
    env: { MEMKIT_DIST: '1' },
  },
}

export default defineConfig({
  test: { projects: [...overSources, types, ...(overBoth ? [overBuild] : [])] },
})
