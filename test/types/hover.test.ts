/** What strangers hover over reads as its name, not as hundreds of lines. */
import ts from 'typescript'
import { expect, it } from 'vitest'
import { entries, file, serviceFor } from './language-service.ts'

const program = `
import { computedId, createExecutor, createPlanner, execute, frameGraph, parseGraph, planFrontier, planGraph, profiles, type GraphDocument } from '../../src/index.ts'
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
export const drawn = builder.shader('lit', {}).pipeline('lit', { shader: 'lit', vertex: { entryPoint: 'vs' } }).render('draw', { color: [{ use: 'hdr', load: 'clear' }], draws: [{ pipeline: 'lit' }] }).mipmap('hdr').fill('camera').compute('sum', { shader: 'lit', workgroups: [1, 1, 1] }).host('think').custom('body').external('scene')
export const document: GraphDocument = { version: 1, resources: [], passes: [] }
export const backend = createDummyBackend()
export const executor = await createExecutor(plan, backend)
export const ran = await executor.run()
export const executed = await execute(graph, backend)
export const gpu = new Gpu(backend)
export const buffer = gpu.createDeviceBuffer(16, BufferUsage.VERTEX)
export const pool = new BufferPool(gpu, { memory: MemoryType.HostVisible })
`

const service = serviceFor(program, entries)

it('documents, plans, profiles, builders and what calls give hover as themselves', () => {
  const compiled = service.getProgram()!
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
      "drawn: GraphBuilder<"camera", "hdr", "lit", "draw" | "body" | "sum" | "think" | "scene", never, "lit">",
      "document: GraphDocument",
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

it('what an editor shows of a name is short', () => {
  const source = service.getProgram()!.getSourceFile(file)!
  const long: string[] = []
  const visit = (node: ts.Node): void => {
    const shown = ts.isIdentifier(node) ? service.getQuickInfoAtPosition(file, node.getStart()) : undefined
    const text = ts.displayPartsToString(shown?.displayParts)
    // A render pass of the builder says all that it may have. Fields of documents are told by the compiler itself, which cuts them.
    if (text.length > 600 && !text.startsWith('(property)')) long.push(`${node.getText()}: ${text.length}`)
    node.forEachChild(visit)
  }
  visit(source)
  expect(long).toEqual([])
}, 60_000)

it('all that the package exports says what it is', () => {
  const compiled = service.getProgram()!
  const checker = compiled.getTypeChecker()
  const silent = entries.flatMap((entry) => {
    const module = checker.getSymbolAtLocation(compiled.getSourceFile(entry)!)
    const exported = module ? checker.getExportsOfModule(module) : []
    const told = exported.map((symbol) =>
      symbol.flags & ts.SymbolFlags.Alias ? checker.getAliasedSymbol(symbol) : symbol,
    )
    return told.filter((symbol) => symbol.getDocumentationComment(checker).length === 0).map(({ name }) => name)
  })
  expect(silent).toEqual([])
}, 60_000)
