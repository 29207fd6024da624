/**
 * Layers, one way: errors ← graph ← cpu ← reference ← planner ← check ← backends, executor ← cli.
 * A folder may import what stands in its row, and nothing else of src.
 */
const mayImport = {
  errors: [],
  graph: ['graph', 'errors'],
  cpu: ['cpu', 'graph', 'errors'],
  reference: ['reference', 'backends/backend[.]ts', 'cpu', 'graph', 'errors'],
  planner: ['planner', 'graph', 'errors'],
  // The checker proves the planner's work, so it shares nothing with what makes plans: it knows the two documents, the profile and
  // the plan's hash, and reads from them itself what each pass does.
  check: ['check', 'planner/(plan|profile|hash)[.]ts', 'graph/document[.]ts'],
  'backends/backend': ['planner/(plan|profile)[.]ts', 'errors'],
  'backends/on-chip': ['planner/plan[.]ts'],
  'backends/level-boxes': ['planner/plan[.]ts'],
  'backends/native-handles': ['errors[.]ts'],
  executor: ['executor', 'backends/backend[.]ts', 'planner', 'cpu', 'graph', 'errors'],
  vitest: ['vitest', 'index[.]ts'],
  cli: ['cli', 'index[.]ts', 'errors[.]ts', 'backends/[a-z]+/index[.]ts'],
}
const backend = [
  'backends/$1',
  'backends/(backend|on-chip|level-boxes|native-handles)[.]ts',
  'planner/(plan|profile|queue-abilities)[.]ts',
  'cpu',
  'graph',
  'errors',
]

const rule = (name, from, allowed) => ({
  name,
  severity: 'error',
  from: { path: `^src/${from}` },
  to: { path: '^src/', pathNot: allowed.map((layer) => `^src/${layer}`) },
})

export default {
  forbidden: [
    { name: 'no-cycles', severity: 'error', from: {}, to: { circular: true } },
    ...Object.entries(mayImport).map(([layer, allowed]) =>
      rule(`layer-${layer.replace('/', '-')}`, `${layer}(/|[.]ts)`, allowed),
    ),
    rule('layer-backend', 'backends/([^/.]+)/', backend),
    {
      name: 'runs-in-browsers',
      comment: 'The main entry and what it reaches must load where there is no Node.',
      severity: 'error',
      from: { path: '^src/', pathNot: '^src/(cli|vitest|backends/vulkan)/' },
      to: { dependencyTypes: ['core'] },
    },
    { name: 'resolvable', severity: 'error', from: {}, to: { couldNotResolve: true } },
  ],
  options: {
    tsConfig: { fileName: 'tsconfig.json' },
    tsPreCompilationDeps: true,
    doNotFollow: { path: 'node_modules' },
    enhancedResolveOptions: { exportsFields: ['exports'], conditionNames: ['import', 'types', 'default'] },
  },
}
