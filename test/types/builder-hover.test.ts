/** Who hovers over a field in a call of the graph builder reads what the document says of it. */
import ts from 'typescript'
import { expect, it } from 'vitest'
import { file, serviceFor } from './language-service.ts'

/** Every call with every field that it takes. */
const program = `
import { frameGraph } from '../../src/index.ts'
frameGraph('all', { $schema: 'graph.json', label: 'seen', meta: {} })
  .buffer('words', { size: 64, usage: ['storage'], lifetime: 'persistent', history: 1, memory: 'device', label: 'seen', meta: {} })
  .buffer('short', { size: 64, lifetime: 'transient' })
  .texture('hdr', { format: 'rgba16float', size: [8, 8], dimension: '2d', mipLevelCount: 2, sampleCount: 1, usage: ['sampled'], lifetime: 'persistent', history: 1, memory: 'device', label: 'seen', meta: {} })
  .texture('depth', { format: 'depth24plus', size: [8, 8], lifetime: 'transient' })
  .shader('code', { wgsl: '', spirv: '', label: 'seen', meta: {} })
  .pipeline('mesh', {
    shader: 'code',
    vertex: { entryPoint: 'vs', constants: {}, buffers: [] },
    fragment: { shader: 'code', entryPoint: 'fs', constants: {} },
    primitive: {},
    depthStencil: {},
    multisample: {},
    label: 'seen',
    meta: {},
  })
  .upload({ resource: 'words', offset: 0, size: 4 }, { id: 'load', input: { name: 'in', offset: 0 }, optional: true, queue: 'graphics', sideEffects: true, bypass: {}, label: 'seen', meta: {} })
  .copy({ resource: 'words', previous: 1 }, 'short', { id: 'move', after: ['load'] })
  .copy({ resource: 'hdr', mipLevel: 0, mipLevelCount: 1, origin: [0, 0, 0], size: [1, 1, 1], aspect: 'all', previous: 1 }, { resource: 'hdr', mipLevel: 1 })
  .fill('words', { id: 'fill', value: 7 })
  .fill('hdr', { id: 'zero', value: 0 })
  .readback('words', { id: 'get', output: 'seen' })
  .mipmap('hdr', { id: 'levels' })
  .compute('run', {
    shader: 'code',
    entryPoint: 'main',
    constants: {},
    workgroups: { indirect: { resource: 'words', offset: 0 } },
    bindings: [
      { group: 0, binding: 0, use: 'words', as: 'storage', access: 'write', inPlace: true },
      { group: 0, binding: 1, use: { resource: 'hdr', format: 'rgba16float' }, as: 'sampled' },
      { group: 0, binding: 2, sampler: {} },
    ],
  })
  .render('draw', {
    color: [{ use: 'hdr', load: 'clear', clearValue: [0, 0, 0, 0], store: 'store', resolve: 'hdr' }],
    depth: { use: 'depth', load: 'clear', clearValue: 1, stencilClearValue: 0, store: 'store', readOnly: true },
    uses: [{ use: 'words', as: 'uniform', access: 'read' }],
    body: 'draw',
    bindings: [],
    draws: [{ pipeline: 'mesh', bindings: [], vertexBuffers: [], indexBuffer: { use: 'words', format: 'uint16' }, indirect: 'words' }],
  })
  .custom('native', { uses: [{ use: 'hdr', as: 'copy-src' }], body: 'native' })
  .external('engine', { uses: [], body: 'engine' })
  .host('think', { consumes: ['seen'], produces: [{ input: 'thought', size: 4 }], body: 'think' })
`
const service = serviceFor(program)

/** Whether an object may be of several types: there TypeScript says nothing of a field that not all of them have from one place. */
function isAmbiguous(checker: ts.TypeChecker, object: ts.ObjectLiteralExpression): boolean {
  const wanted = checker.getContextualType(object)
  return wanted?.isUnion() === true && wanted.types.filter(({ flags }) => flags & ts.TypeFlags.Object).length > 1
}

it('every field that the builder takes says what it is', () => {
  const compiled = service.getProgram()!
  const silent: string[] = []
  let seen = 0
  const visit = (node: ts.Node): void => {
    if (ts.isPropertyAssignment(node) && !isAmbiguous(compiled.getTypeChecker(), node.parent)) {
      seen++
      const shown = service.getQuickInfoAtPosition(file, node.name.getStart())
      if (!shown?.documentation?.length) silent.push(ts.displayPartsToString(shown?.displayParts))
    }
    node.forEachChild(visit)
  }
  expect(service.getSemanticDiagnostics(file).map(({ messageText }) => messageText)).toEqual([])
  visit(compiled.getSourceFile(file)!)
  expect(silent).toEqual([])
  expect(seen).toBeGreaterThan(90)
}, 60_000)
