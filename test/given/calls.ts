/** Every public function with arguments that it takes, and the fields of those that are replaced one by one. */
import * as babylon from 'memkit-gpu/babylon'
import * as cli from 'memkit-gpu/cli'
import * as dummy from 'memkit-gpu/dummy'
import * as gpu from 'memkit-gpu/gpu'
import * as inspect from 'memkit-gpu/inspect'
import * as jsonSchema from 'memkit-gpu/json-schema'
import * as main from 'memkit-gpu'
import * as softwareGpu from 'memkit-gpu/software-gpu'
import * as three from 'memkit-gpu/three'
import * as vitestEntry from 'memkit-gpu/vitest'
import * as vulkan from 'memkit-gpu/vulkan'
import * as webgpu from 'memkit-gpu/webgpu'
import * as worker from 'memkit-gpu/worker'

/** The entries, as `package.json` names them; `vitest/setup` and `software-gpu/setup` export nothing. */
export const entries: Readonly<Record<string, object>> = {
  '.': main,
  './babylon': babylon,
  './cli': cli,
  './dummy': dummy,
  './gpu': gpu,
  './inspect': inspect,
  './json-schema': jsonSchema,
  './software-gpu': softwareGpu,
  './three': three,
  './vitest': vitestEntry,
  './vulkan': vulkan,
  './webgpu': webgpu,
  './worker': worker,
}

export interface Call {
  /** The function as a user names it. */
  readonly name: string
  readonly call: (...args: never[]) => unknown
  readonly args: () => unknown[]
  /** By index of an argument, the fields of it that are replaced; without them the argument is replaced whole alone. */
  readonly fields?: Readonly<Record<number, readonly string[]>>
  /** Set where the good arguments need what a test has not: a page, an engine, a device. */
  readonly isRefused?: true
}

const { profiles } = main
const profile = profiles.dummy
const graph = main
  .frameGraph('copied')
  .buffer('a', { size: 16, lifetime: 'persistent' })
  .buffer('given', { size: 16, lifetime: 'imported' })
  .upload('a', { id: 'up', input: 'in' })
  .copy('a', 'given', { id: 'over' })
  .readback('given', { id: 'down', output: 'out' })
  .custom('look', { uses: [{ use: 'a', as: 'storage-read' }], sideEffects: true })
  .build()
const plan = main.planGraph(graph, profile)
const inputs = () => ({ in: new Uint8Array(16) })
const bodies = { look: () => {} }
const run = () => ({ inputs: inputs(), bodies, imports: { given: new Uint8Array(16) } })
const runFields = ['inputs', 'outputs', 'bodies', 'imports', 'signal', 'onProgress', 'onInspect']
const plannerFields = ['objective', 'memoryBudget', 'costs', 'effort']
const planFields = [...plannerFields, 'signal', 'onProgress']
const timings = { passes: [{ pass: 'up', startNs: 0, endNs: 1 }] }
const quiet = { print() {}, error() {}, progress() {}, readInput: () => Promise.resolve(new Uint8Array()) }

/** The table; objects with state are made once for all calls of them. */
export async function callsOf(): Promise<readonly Call[]> {
  const backend = dummy.createDummyBackend()
  const executor = await main.createExecutor(plan, backend)
  const reference = main.createReference(graph)
  const planner = main.createPlanner(profile)
  const immediate = new gpu.Gpu(backend)
  const inFrame = async (act: (frame: gpu.Frame) => unknown) => {
    const frame = await immediate.beginFrame()
    try {
      return act(frame)
    } finally {
      immediate.endFrame()
    }
  }
  const [device, staging] = [immediate.createDeviceBuffer(16, 63), immediate.createStagingBuffer(16)]
  const pool = new gpu.BufferPool(immediate, { sizes: 16 })
  const { port1, port2 } = new MessageChannel()
  for (const port of [port1, port2]) (port as unknown as { unref(): void }).unref()
  /** A call with one value in the midst of arguments that are right. */
  const within = (name: string, call: (value: never) => unknown, good: () => unknown, isRefused?: true): Call => ({
    name,
    call: call as Call['call'],
    args: () => [good()],
    ...(isRefused && { isRefused }),
  })
  const builder = (name: string, args: () => unknown[], fields?: Call['fields']): Call => ({
    name: `GraphBuilder.${name}`,
    call: ((...given: unknown[]) => {
      const made = main.frameGraph('x').buffer('a', { size: 16 }).buffer('b', { size: 16 })
      ;(made as unknown as Record<string, (...all: unknown[]) => void>)[name]!(...given)
      return made.build()
    }) as Call['call'],
    args,
    ...(fields && { fields }),
  })
  const passFields = ['id', 'input', 'output', 'uses', 'bindings', 'draws', 'after', 'queue', 'meta', 'bypass', 'label']

  return [
    {
      name: 'checkPlan',
      call: main.checkPlan,
      args: () => [graph, plan, profile],
      fields: { 0: ['passes', 'resources'], 2: ['limits', 'queues', 'alignments'] },
    },
    { name: 'checkShaders', call: main.checkShaders, args: () => [graph] },
    {
      name: 'composeGraphs',
      call: main.composeGraphs,
      args: () => ['n', { parts: [{ prefix: 'p', graph }] }],
      fields: { 1: ['parts', 'resources'] },
    },
    ...['prefix', 'graph', 'ports', 'inputs', 'outputs', 'bodies'].map((field) =>
      within(
        `composeGraphs: ${field} of a part`,
        (value) => main.composeGraphs('n', { parts: [{ prefix: 'p', graph, [field]: value } as never] }),
        () => ({ prefix: 'p', graph })[field] ?? {},
      ),
    ),
    within(
      'composeGraphs: a name of a part',
      (value) => main.composeGraphs('n', { parts: [{ prefix: 'p', graph, inputs: { in: value } }] }),
      () => 'in',
    ),
    { name: 'costsFrom', call: main.costsFrom, args: () => [timings], fields: { 0: ['passes'] } },
    within(
      'costsFrom: several',
      (value) => main.costsFrom([timings, value]),
      () => timings,
    ),
    within(
      'costsFrom: a pass',
      (value) => main.costsFrom({ passes: [value] }),
      () => timings.passes[0],
    ),
    within(
      'costsFrom: a time',
      (value) => main.costsFrom({ passes: [{ pass: 'up', startNs: 0, endNs: value }] }),
      () => 1,
    ),
    {
      name: 'createExecutor',
      call: main.createExecutor,
      args: () => [plan, backend, {}],
      fields: { 2: ['framesInFlight', 'timeoutMs', 'timings', 'ignoreHash'] },
    },
    {
      name: 'createPlanner',
      call: main.createPlanner,
      args: () => [profile, {}],
      fields: { 1: ['maxPlans', 'maxPasses', ...plannerFields] },
    },
    {
      name: 'createReference',
      call: main.createReference,
      args: () => [graph, {}],
      fields: { 1: ['kernels', 'maxWorkgroupsPerDimension'] },
    },
    {
      name: 'diffPlans',
      call: main.diffPlans,
      args: () => [plan, plan],
      fields: { 0: ['submissions', 'report', 'heaps'] },
    },
    { name: 'disablePasses', call: main.disablePasses, args: () => [graph, []] },
    within(
      'disablePasses: an id',
      (value) => main.disablePasses(graph, [value]),
      () => 'look',
    ),
    { name: 'editGraph', call: main.editGraph, args: () => [graph, () => {}] },
    ...(['passes', 'resources', 'meta', 'name'] as const).map((field) =>
      within(
        `editGraph: ${field}`,
        (value) => main.editGraph(graph, (draft) => void (draft[field] = value)),
        () => graph[field] ?? {},
      ),
    ),
    within(
      'editGraph: a pass',
      (value) => main.editGraph(graph, (draft) => void draft.passes.push(value)),
      () => ({ id: 'more', kind: 'fill', to: 'a', value: 0 }),
    ),
    {
      name: 'execute',
      call: main.execute,
      args: () => [graph, backend, run()],
      fields: { 2: ['plan', 'timeoutMs', 'timings'] },
    },
    {
      name: 'formatPlan',
      call: main.formatPlan,
      args: () => [plan, {}],
      fields: { 0: ['submissions', 'report', 'heaps', 'timeline'], 1: ['detail'] },
    },
    {
      name: 'formatPlanDiff',
      call: main.formatPlanDiff,
      args: () => [main.diffPlans(plan, plan)],
      fields: { 0: ['equal', 'figures', 'differences'] },
    },
    within(
      'formatPlanDiff: a difference',
      (value) => main.formatPlanDiff({ equal: false, figures: [], differences: [value] }),
      () => ({ area: 'commands', kind: 'added', id: 'x' }),
    ),
    {
      name: 'frameGraph',
      call: (...args) => main.frameGraph(...(args as [])).build(),
      args: () => ['x', {}],
      fields: { 1: ['$schema', 'label', 'meta'] },
    },
    { name: 'GraphBuilder', call: (...args: never[]) => main.frameGraph(...(args as [])), args: () => ['x', {}] },
    { name: 'isFrameGraph', call: main.isFrameGraph, args: () => [graph] },
    { name: 'isMemkitError', call: main.isMemkitError, args: () => [new Error('x')] },
    {
      name: 'parseGraph',
      call: main.parseGraph,
      args: () => [graph],
      fields: { 0: ['version', 'resources', 'passes', 'shaders', 'meta'] },
    },
    { name: 'parseGraphText', call: main.parseGraphText, args: () => [JSON.stringify(graph)] },
    {
      name: 'parsePlan',
      call: main.parsePlan,
      args: () => [plan, profile, {}],
      fields: { 0: ['heaps', 'queues'], 1: ['limits', 'queues'], 2: ['ignoreHash'] },
    },
    {
      name: 'parseProfile',
      call: main.parseProfile,
      args: () => [profile],
      fields: { 0: ['limits', 'queues', 'memory', 'formats'] },
    },
    { name: 'patchGraph', call: main.patchGraph, args: () => [graph, []] },
    within(
      'patchGraph: a patch',
      (value) => main.patchGraph(graph, [value]),
      () => ({ op: 'add', path: ['label'], value: 'x' }),
    ),
    within(
      'patchGraph: a value',
      (value) => main.patchGraph(graph, [{ op: 'add', path: ['passes', 0], value }]),
      () => ({ id: 'more', kind: 'fill', to: 'a', value: 0 }),
    ),
    {
      name: 'placeIntervals',
      call: main.placeIntervals,
      args: () => [{ blocks: [{ sizeBytes: 1, start: 0, end: 1 }] }, {}],
      fields: { 0: ['blocks', 'conflicts', 'apart', 'groups', 'heapLimitBytes', 'maxHeaps'], 1: ['effort'] },
    },
    ...['conflicts', 'apart', 'groups', 'blocks'].map((field) =>
      within(
        `placeIntervals: one of ${field}`,
        (value) => main.placeIntervals({ blocks: [], [field]: [value] }),
        () => undefined,
        true,
      ),
    ),
    {
      name: 'planFrontier',
      call: main.planFrontier,
      args: () => [graph, profile, {}],
      fields: { 2: ['effort', 'signal', 'onProgress'] },
    },
    {
      name: 'planGraph',
      call: main.planGraph,
      args: () => [graph, profile, {}],
      fields: { 1: ['limits', 'rules', 'costs', 'formats'], 2: planFields },
    },
    within(
      'planGraph: a cost',
      (value) => main.planGraph(graph, profile, { costs: { up: value } }),
      () => 1,
    ),
    {
      name: 'referenceRun',
      call: main.referenceRun,
      args: () => [graph, inputs(), { bodies, imports: run().imports }],
      fields: { 2: ['kernels', 'bodies', 'imports', 'persistent', 'maxWorkgroupsPerDimension'] },
    },
    within(
      'referenceRun: an input',
      (value) => main.referenceRun(graph, { in: value }, { bodies, imports: run().imports }),
      () => new Uint8Array(16),
    ),
    within(
      'referenceRun: an import',
      (value) => main.referenceRun(graph, inputs(), { bodies, imports: { given: value } }),
      () => new Uint8Array(16),
    ),
    within(
      'referenceRun: a body',
      (value) => main.referenceRun(graph, inputs(), { bodies: { look: value }, imports: run().imports }),
      () => () => {},
    ),
    within(
      'referenceRun: what persists',
      (value) => main.referenceRun(graph, inputs(), { bodies, imports: run().imports, persistent: { a: value } }),
      () => new Uint8Array(16),
    ),
    { name: 'staticBody', call: main.staticBody, args: () => [() => {}] },
    { name: 'validateGraph', call: main.validateGraph, args: () => [graph] },
    { name: 'withQueries', call: main.withQueries, args: () => [() => {}, {}] },

    {
      name: 'planner.plan',
      call: planner.plan.bind(planner),
      args: () => [graph, {}],
      fields: { 1: ['signal', 'onProgress'] },
    },
    { name: 'executor.run', call: executor.run, args: () => [run()], fields: { 0: runFields } },
    within(
      'executor.run: an input',
      (value) => executor.run({ ...run(), inputs: { in: value } }),
      () => new Uint8Array(16),
    ),
    within(
      'executor.run: a name of an input',
      (value) => executor.run({ ...run(), inputs: new Map([[value, new Uint8Array(16)]]) }),
      () => 'in',
    ),
    within(
      'executor.run: an output',
      (value) => executor.run({ ...run(), outputs: { out: value } }),
      () => new Uint8Array(16),
    ),
    within(
      'executor.run: an import',
      (value) => executor.run({ ...run(), imports: { given: value } }),
      () => new Uint8Array(16),
    ),
    within(
      'executor.run: a body',
      (value) => executor.run({ ...run(), bodies: { look: value } }),
      () => () => {},
    ),
    { name: 'executor.allocateInput', call: executor.allocateInput, args: () => ['in'] },
    { name: 'executor.allocateOutput', call: executor.allocateOutput, args: () => ['out'] },
    {
      name: 'executor.write',
      call: executor.write,
      args: () => ['a', new Uint8Array(16), {}],
      fields: { 2: ['offset', 'size', 'mipLevel'] },
    },
    {
      name: 'executor.read',
      call: executor.read,
      args: () => ['a', {}],
      fields: { 1: ['offset', 'size', 'into', 'origin'] },
    },
    { name: 'executor.update', call: executor.update, args: () => [plan, {}], fields: { 1: ['signal'] } },
    { name: 'executor.invalidate', call: executor.invalidate, args: () => ['look'] },
    {
      name: 'reference.run',
      call: reference.run.bind(reference),
      args: () => [run()],
      fields: { 0: ['inputs', 'bodies', 'imports'] },
    },
    {
      name: 'reference.write',
      call: reference.write.bind(reference),
      args: () => ['a', new Uint8Array(16), {}],
      fields: { 2: ['offset', 'size'] },
    },
    {
      name: 'reference.read',
      call: reference.read.bind(reference),
      args: () => ['a', {}],
      fields: { 1: ['offset', 'size'] },
    },
    { name: 'reference.update', call: reference.update.bind(reference), args: () => [graph] },

    builder('buffer', () => ['c', { size: 1 }], { 1: ['size', 'usage', 'lifetime'] }),
    builder('texture', () => ['t', { format: 'r8unorm', size: [1] }], { 1: ['size', 'format'] }),
    builder('shader', () => ['s', {}], { 1: ['wgsl', 'spirv'] }),
    { ...builder('pipeline', () => ['p', {}], { 1: ['vertex', 'fragment'] }), isRefused: true },
    builder('upload', () => ['a', { input: 'i' }], { 1: passFields }),
    { ...builder('copy', () => ['a', 'b', {}], { 2: passFields }) },
    builder('fill', () => ['a', {}], { 1: [...passFields, 'value'] }),
    builder('readback', () => ['a', { output: 'q' }], { 1: passFields }),
    { ...builder('mipmap', () => ['t', {}], { 1: passFields }), isRefused: true },
    {
      ...builder('compute', () => ['c', { shader: 's', workgroups: [1, 1, 1] }], { 1: [...passFields, 'workgroups'] }),
      isRefused: true,
    },
    { ...builder('render', () => ['r', { color: [] }], { 1: [...passFields, 'color', 'depth'] }), isRefused: true },
    builder('custom', () => ['c', {}], { 1: passFields }),
    builder('external', () => ['e', {}], { 1: passFields }),
    builder('host', () => ['h', {}], { 1: [...passFields, 'consumes', 'produces'] }),
    builder('repeat', () => [2, () => {}]),

    {
      name: 'createDummyBackend',
      call: dummy.createDummyBackend,
      args: () => [{}],
      fields: {
        0: [
          'profile',
          'kernels',
          'seed',
          'capacityBytes',
          'maxBufferBytes',
          'unmappable',
          'transferDelayNs',
          'faults',
          'hazards',
        ],
      },
    },
    within(
      'createDummyBackend: a fault',
      (value) => dummy.createDummyBackend({ faults: [value] }),
      () => ({ call: 'map', at: 0 }),
    ),
    { name: 'backend.createBuffer', call: backend.createBuffer, args: () => [16] },
    within(
      'backend.lose',
      (value) => dummy.createDummyBackend().lose(value),
      () => 'why',
    ),
    {
      name: 'createWebGpuBackend',
      call: webgpu.createWebGpuBackend,
      args: () => [{ api: 'none' }],
      fields: { 0: ['gpu', 'device', 'adapter', 'powerPreference', 'timings', 'timeoutMs'] },
      isRefused: true,
    },
    {
      name: 'createVulkanBackend',
      call: vulkan.createVulkanBackend,
      args: () => [{ copyThreads: 0 }],
      fields: { 0: ['device', 'loader', 'validation', 'timeoutMs', 'directWrites', 'timings', 'trustSpirv'] },
      isRefused: true,
    },

    {
      name: 'Gpu',
      call: (...args: never[]) => new gpu.Gpu(...(args as unknown as [never])),
      args: () => [backend, {}],
      fields: { 1: ['framesInFlight', 'timeoutMs', 'maxPlans', 'maxStagingBytes', 'onLeak'] },
    },
    {
      name: 'Gpu.createStagingBuffer',
      call: (...args) => immediate.createStagingBuffer(...(args as unknown as [number])),
      args: () => [16],
    },
    {
      name: 'Gpu.stagingBufferWithData',
      call: (...args) => immediate.stagingBufferWithData(...(args as [never])),
      args: () => [new Uint8Array(4)],
    },
    {
      name: 'Gpu.createDeviceBuffer',
      call: (...args) => immediate.createDeviceBuffer(...(args as [never, never])),
      args: () => [16, 63],
    },
    {
      name: 'Gpu.transfer',
      call: (...args) => immediate.transfer(...(args as [never, never, never])),
      args: () => [staging, device, {}],
      fields: { 2: ['sourceOffset', 'destinationOffset', 'size'] },
    },
    {
      name: 'Gpu.transferBuilder',
      call: (...args) => immediate.transferBuilder(...(args as [never, never])).submit(),
      args: () => [staging, device],
    },
    ...(['sourceOffset', 'destinationOffset', 'size'] as const).map((field) =>
      within(
        `TransferBuilder.${field}`,
        (value) => immediate.transferBuilder(staging, device)[field](value).submit(),
        () => (field === 'size' ? 16 : 0),
      ),
    ),
    {
      name: 'Gpu.readback',
      call: (...args) => immediate.readback(...(args as [never, never, never])),
      args: () => [device, 0, 4],
    },
    within(
      'Batch.copy',
      (value) => immediate.batch().copy(staging, device, value),
      () => ({}),
    ),
    {
      name: 'Frame.stagingBuffer',
      call: (...args) => inFrame((frame) => frame.stagingBuffer(...(args as [never]))),
      args: () => [16],
    },
    {
      name: 'Frame.stagingBufferWithData',
      call: (...args) => inFrame((frame) => frame.stagingBufferWithData(...(args as [never]))),
      args: () => [new Uint8Array(4)],
    },
    within(
      'Gpu.waitIdle',
      (value) => immediate.waitIdle(value),
      () => 1000,
    ),
    within(
      'Operation.wait',
      (value) => immediate.readback(device).wait(value),
      () => 1000,
    ),
    within(
      'Batch.submitAndWait',
      (value) => immediate.batch().copy(staging, device).submitAndWait(value),
      () => 1000,
    ),
    {
      name: 'StagingBuffer.write',
      call: (...args) => staging.write(...(args as [never, never])),
      args: () => [new Uint8Array(4), 0],
    },
    { name: 'StagingBuffer.slice', call: (...args) => staging.slice(...(args as [never, never])), args: () => [0, 4] },
    {
      name: 'BufferPool',
      call: (...args: never[]) => new gpu.BufferPool(...(args as unknown as [never])),
      args: () => [immediate, {}],
      fields: { 1: ['usage', 'memory', 'sizes', 'maxFree', 'maxBuffers'] },
    },
    {
      name: 'BufferPool.acquire',
      call: (...args) => pool.release(pool.acquire(...(args as [never]))),
      args: () => [16],
    },
    {
      name: 'BufferPool.acquireWhenFree',
      call: async (...args) => pool.release(await pool.acquireWhenFree(...(args as [never, never]))),
      args: () => [16, 10],
    },
    within(
      'BufferPool.release',
      (value) => pool.release(value),
      () => pool.acquire(),
    ),
    within(
      'BufferPool.trim',
      (value) => pool.trim(value),
      () => 1,
    ),
    {
      name: 'Fence',
      call: (...args: never[]) => new gpu.Fence(...(args as unknown as [never])),
      args: () => [immediate, {}],
      fields: { 1: ['signalled'] },
    },
    within(
      'Fence.wait',
      (value) => new gpu.Fence(immediate, { signalled: true }).wait(value),
      () => 10,
    ),
    { name: 'BufferUsage.contains', call: gpu.BufferUsage.contains, args: () => [1, 2] },

    { name: 'inspectDot', call: inspect.inspectDot, args: () => [plan, {}], fields: { 1: ['graph'] } },
    {
      name: 'inspectHtml',
      call: inspect.inspectHtml,
      args: () => [plan, {}],
      fields: { 1: ['graph', 'timings', 'frontier', 'before', 'state'] },
    },
    { name: 'inspectSvg', call: inspect.inspectSvg, args: () => [plan, {}], fields: { 1: ['graph', 'timings'] } },
    { name: 'inspectTrace', call: inspect.inspectTrace, args: () => [plan, {}], fields: { 1: ['graph', 'timings'] } },
    within(
      'inspectSvg: times of submissions',
      (value) => inspect.inspectSvg(plan, { timings: { submissions: [value] } }),
      () => ({ submission: 0, queue: 0, startNs: 0, endNs: 1 }),
    ),
    within(
      'inspectTrace: times of passes',
      (value) =>
        inspect.inspectTrace(plan, {
          timings: { submissions: [{ submission: 0, queue: 0, startNs: 0, endNs: 1 }], passes: [value] },
        }),
      () => timings.passes[0],
    ),
    { name: 'mountInspector', call: inspect.mountInspector, args: () => [{}, plan, {}], isRefused: true },

    { name: 'createWorkerPlanner', call: worker.createWorkerPlanner, args: () => [port1, profile, {}] },
    { name: 'servePlans', call: worker.servePlans, args: () => [port2] },

    { name: 'nativeDevice', call: three.nativeDevice, args: () => [{}], isRefused: true },
    { name: 'nativeTexture', call: three.nativeTexture, args: () => [{}, {}, 0], isRefused: true },
    { name: 'nativeBuffer', call: three.nativeBuffer, args: () => [{}, {}], isRefused: true },
    { name: 'nativeDevice of Babylon.js', call: babylon.nativeDevice, args: () => [{}], isRefused: true },
    { name: 'nativeTexture of Babylon.js', call: babylon.nativeTexture, args: () => [{}, 'color'], isRefused: true },
    { name: 'wrapTexture', call: babylon.wrapTexture, args: () => [{}, {}], isRefused: true },

    { name: 'runCli', call: (...args) => cli.runCli(...(args as [never]), quiet), args: () => [['--version']] },
  ]
}
