/** What strangers hover over reads as its name, not as hundreds of lines. */
import ts from 'typescript'
import { expect, it } from 'vitest'

const program = `
import { computedId, createExecutor, createPlanner, execute, frameGraph, parseGraph, planFrontier, planGraph, profiles } from '../../src/index.ts'
import { createDummyBackend } from '../../src/backends/dummy/index.ts'
import { BufferPool, BufferUsage, Gpu, MemoryType } from '../../src/gpu/index.ts'

export const graph = parseGraph({ version: 1, resources: [], passes: [] })
export const profile = profiles.webgpu
export const plan = planGraph(graph, profile)
export const frontier = planFrontier(graph, profile)
export const planner = createPlanner(profile)
export const [pass] = graph.passes
export const [resource] = graph.resources
export const [submission] = plan.submissions
export const report = plan.report
export const empty = frameGraph('bloom')
export const builder = empty.buffer('camera', { size: 64 }).upload('camera', { input: 'camera' }).texture('hdr', { format: 'rgba16float', size: [8, 8] })
export const looped = builder.repeat(3, (loop, i) => loop.texture(\`bloom\${i}\`, { format: 'rgba16float', size: [8, 8] }).copy('hdr', \`bloom\${i}\`))
export const read = looped.readback('bloom2', { output: 'picture', after: [computedId('fog')] })
export const built = read.build()
export const backend = createDummyBackend()
export const executor = await createExecutor(plan, backend)
export const ran = await executor.run()
export const executed = await execute(graph, backend)
export const gpu = new Gpu(backend)
export const buffer = gpu.createDeviceBuffer(16, BufferUsage.VERTEX)
export const pool = new BufferPool(gpu, { memory: MemoryType.HostVisible })
`

it('documents, plans, profiles, builders and what calls give hover as themselves', () => {
  const file = new URL('hovered.ts', import.meta.url).pathname
  const options: ts.CompilerOptions = {
    target: ts.ScriptTarget.ES2023,
    lib: ['lib.es2023.d.ts', 'lib.es2024.string.d.ts', 'lib.esnext.disposable.d.ts', 'lib.dom.d.ts'],
    module: ts.ModuleKind.ESNext,
    moduleResolution: ts.ModuleResolutionKind.Bundler,
    strict: true,
    allowImportingTsExtensions: true,
    resolveJsonModule: true,
    skipLibCheck: true,
    noEmit: true,
  }
  const host = ts.createCompilerHost(options)
  const { getSourceFile, fileExists } = host
  host.fileExists = (name) => name === file || fileExists(name)
  host.getSourceFile = (name, target, ...rest) =>
    name === file ? ts.createSourceFile(name, program, target) : getSourceFile(name, target, ...rest)
  const compiled = ts.createProgram([file], options, host)
  const checker = compiled.getTypeChecker()
  const source = compiled.getSourceFile(file)!
  const exported = checker.getExportsOfModule(checker.getSymbolAtLocation(source)!)
  expect(
    exported.map(
      (symbol) => `${symbol.name}: ${checker.typeToString(checker.getTypeOfSymbolAtLocation(symbol, source))}`,
    ),
  ).toMatchInlineSnapshot(`
    [
      "graph: FrameGraph",
      "profile: DeviceProfile",
      "plan: Plan",
      "frontier: Plan[]",
      "planner: Planner",
      "pass: Pass",
      "resource: Resource",
      "submission: Submission",
      "report: Report",
      "empty: GraphBuilder<never, never, never, never, never, never>",
      "builder: GraphBuilder<"camera", "hdr", never, never, never, never>",
      "looped: GraphBuilder<"camera", "hdr" | \`bloom\${number}\`, never, never, never, never>",
      "read: GraphBuilder<"camera", "hdr" | \`bloom\${number}\`, never, never, "picture", never>",
      "built: FrameGraph",
      "backend: DummyBackend",
      "executor: Executor",
      "ran: RunResult",
      "executed: RunResult",
      "gpu: Gpu<DummyBackend>",
      "buffer: DeviceBuffer",
      "pool: BufferPool<MemoryKind<"HostVisible", true, false>>",
    ]
  `)
}, 60_000)
