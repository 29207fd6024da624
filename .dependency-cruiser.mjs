/**
 * Layers, one way: errors ← schema ← graph ← plan ← planner, and plan ← cpu ← reference, check, executor, backends ← cli; plan ← inspect ← cli.
 * A folder may import what stands in its row, and nothing else of src.
 */
const mayImport = {
  errors: [],
  'nearest-id': [],
  'builtin-module': [],
  'require-optional': ['builtin-module'],
  'new-promise': [],
  'placed-list': [],
  given: ['errors', 'nearest-id'],
  'timed-wait': ['errors', 'given'],
  schema: ['schema', 'errors'],
  graph: ['graph', 'schema', 'errors', 'given', 'nearest-id'],
  plan: ['plan', 'graph', 'schema', 'errors', 'given', 'builtin-module'],
  cpu: ['cpu', 'graph', 'errors', 'import-optional', 'require-optional', 'given', 'nearest-id', 'builtin-module'],
  'json-schema': ['json-schema', 'schema', 'graph/document[.]ts', 'plan/(document|profile)[.]ts'],
  reflection: ['reflection', 'cpu', 'graph', 'errors'],
  reference: ['reference', 'backends/backend[.]ts', 'cpu', 'graph', 'errors', 'given', 'nearest-id'],
  planner: ['planner', 'plan', 'graph', 'errors', 'given', 'nearest-id'],
  // The checker proves the planner's work, so it shares nothing with what makes plans: it knows the two documents, the profile and
  // the plan's hash, and reads from them itself what each pass does.
  check: ['check', 'plan/(document|profile|hash)[.]ts', 'graph/document[.]ts', 'schema'],
  'backends/backend': ['plan/(document|profile|facts/attachments)[.]ts', 'errors'],
  'backends/native-handles': ['errors[.]ts'],
  'backends/memory-parts': ['backends/backend[.]ts'],
  'backends/in-order': [],
  'backends/heap-limits': ['plan', 'errors[.]ts', 'builtin-module'],
  executor: [
    'executor',
    'backends/backend[.]ts',
    'planner/(index|plan-transfers)[.]ts',
    'plan',
    'cpu',
    'graph',
    'errors',
    'given',
    'nearest-id',
    'builtin-module',
    'new-promise',
    'placed-list',
    'timed-wait',
    'global-types',
  ],
  inspect: ['inspect', 'plan', 'graph', 'errors', 'given', 'global-types'],
  worker: ['worker', 'planner', 'plan', 'graph', 'errors', 'given', 'builtin-module', 'global-types'],
  babylon: ['babylon', 'errors', 'given', 'global-types'],
  three: ['three', 'errors', 'given', 'global-types'],
  vitest: ['vitest', 'index[.]ts', 'errors[.]ts', 'nearest-id[.]ts', 'plan/(format/words|validate/shape)[.]ts'],
  'software-gpu': ['software-gpu', 'errors[.]ts', 'require-optional[.]ts'],
  cli: [
    'cli',
    'index[.]ts',
    'inspect/index[.]ts',
    'json-schema/index[.]ts',
    'errors[.]ts',
    'graph/(json-path|json-text|parse|text-position)[.]ts',
    'plan/format/words[.]ts',
    'nearest-id[.]ts',
    'backends/[a-z]+/index[.]ts',
    'software-gpu/index[.]ts',
    'import-optional[.]ts',
    'require-optional[.]ts',
  ],
}
const backend = [
  'backends/$1',
  'backends/(backend|native-handles|memory-parts|heap-limits|in-order)[.]ts',
  'plan',
  'cpu',
  'graph',
  'errors',
  'given',
  'import-optional',
  'require-optional',
  'builtin-module',
  'new-promise',
  'placed-list',
  'timed-wait',
  'global-types',
]

/** Wings of a folder, each above those before it: a wing imports its own files and what lies below. */
const wings = {
  cpu: ['spirv', 'raster'],
  plan: ['facts', 'rewrites', 'validate', 'format', 'diff'],
  planner: [
    'support',
    'normalise',
    'staging',
    'analyse',
    'schedule',
    'place',
    'lower',
    'synchronise',
    'choose',
    'emit',
  ],
  'backends/vulkan': ['bindings', 'device', 'memory', 'shaders', 'record', 'session'],
  'backends/webgpu': ['device', 'memory', 'encode', 'session'],
  'backends/dummy': ['scheduler', 'device', 'run'],
  inspect: ['model', 'scene', 'page'],
}

const rule = (name, from, allowed) => ({
  name,
  severity: 'error',
  from: { path: `^src/${from}` },
  // `plan` is not `planner`.
  to: { path: '^src/', pathNot: allowed.map((layer) => `^src/${layer}(/|[.]|$)`) },
})

/** A wing does not reach up. */
const wingRules = Object.entries(wings).flatMap(([folder, names]) =>
  names.map((name, i) => ({
    name: `wing-${folder.replace('/', '-')}-${name}`,
    severity: 'error',
    from: { path: `^src/${folder}/${name}/` },
    to: { path: names.slice(i + 1).map((above) => `^src/${folder}/${above}/`) },
  })),
)

export default {
  forbidden: [
    { name: 'no-cycles', severity: 'error', from: {}, to: { circular: true } },
    ...Object.entries(mayImport).map(([layer, allowed]) =>
      rule(`layer-${layer.replace('/', '-')}`, `${layer}(/|[.]ts)`, allowed),
    ),
    rule('layer-backend', 'backends/([^/.]+)/', backend),
    ...wingRules.filter(({ to }) => to.path.length > 0),
    {
      name: 'runs-in-browsers',
      comment: 'The main entry and what it reaches must load where there is no Node.',
      severity: 'error',
      from: { path: '^src/', pathNot: '^src/(cli|vitest|software-gpu|backends/vulkan)/' },
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
