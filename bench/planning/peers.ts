/**
 * luma.gl's command graph in the same process, in turns with ours: it builds and compiles what our document says. It orders passes and
 * lets transient buffers share whole allocations; it places nothing by offset, and has no barriers, staging or proof. Its device is a
 * stand-in that makes no memory.
 */
import type { Device } from '@luma.gl/core'
import { GPUCommandGraph, type GraphBufferHandle, type GraphBufferUsage } from '@luma.gl/gpgpu/gpu-core'
import { parseGraph, planGraph, profiles, type GraphDocument } from 'memkit-gpu'
import { shapes } from './shapes.ts'
import { leastOfEach, printHeading, printRow } from './table.ts'

const device = {
  type: 'webgpu',
  isLost: false,
  features: new Set(),
  wgslLanguageFeatures: new Set(),
  info: {},
  limits: { maxBufferSize: 2 ** 31, maxStorageBufferBindingSize: 2 ** 31 },
  createBuffer: () => ({ destroy() {} }),
} as unknown as Device

const allUsages = 0xff
const encodesNothing = { compile: () => ({ encode() {} }) }
/** Bytes of each buffer of the caller, as many as any input or output of the shapes has. */
const callersBytes = 2 ** 16

type Endpoint = string | { readonly resource: string }

/**
 * The buffers of one graph. What translates a document is declared here and not in the function that does it: the loader of this file names
 * closures anew at each call.
 */
class Buffers {
  readonly graph = new GPUCommandGraph(device, { id: 'peer' })
  private readonly transient = new Map<string, GraphBufferHandle>()
  private readonly imported = new Map<string, GraphBufferHandle>()

  add(id: string, byteLength: number): void {
    this.transient.set(id, this.graph.createTransientBuffer({ id, byteLength, usage: allUsages }))
  }

  use(endpoint: Endpoint, usage: GraphBufferUsage) {
    return { buffer: this.transient.get(typeof endpoint === 'string' ? endpoint : endpoint.resource)!, usage }
  }

  /** The use of an input or output, which is one buffer of the caller however many passes name it. */
  useCallers(name: string, usage: GraphBufferUsage) {
    let buffer = this.imported.get(name)
    if (!buffer) {
      buffer = this.graph.importBuffer({ id: `${name}-host`, byteLength: callersBytes, usage: allUsages })
      this.imported.set(name, buffer)
    }
    return { buffer, usage }
  }
}

/** The stages of a document as luma.gl's nodes: transfers are copies from and to buffers of the caller. */
function compileWithLuma(document: GraphDocument): void {
  const buffers = new Buffers()
  const { graph } = buffers
  for (const resource of document.resources) {
    if (resource.kind !== 'buffer') throw new Error('the shapes of this bench have buffers only')
    buffers.add(resource.id, resource.size)
  }
  for (const pass of document.passes) {
    const { id } = pass
    if (pass.kind === 'upload') {
      const from = buffers.useCallers(typeof pass.input === 'string' ? pass.input : pass.input.name, 'copy-source')
      graph.addCopyPass({ id, resources: [from, buffers.use(pass.to, 'copy-destination')], ...encodesNothing })
    } else if (pass.kind === 'fill')
      graph.addCopyPass({ id, resources: [buffers.use(pass.to, 'copy-destination')], ...encodesNothing })
    else if (pass.kind === 'readback') {
      const to = buffers.useCallers(pass.output, 'copy-destination')
      graph.addCopyPass({ id, resources: [buffers.use(pass.from, 'copy-source'), to], ...encodesNothing })
    } else if (pass.kind === 'compute') {
      const resources = []
      for (const binding of pass.bindings ?? [])
        if ('use' in binding) resources.push(buffers.use(binding.use, usageOf(binding)))
      graph.addComputePass({ id, resources, ...encodesNothing })
    } else throw new Error(`the shapes of this bench have no ${pass.kind} passes`)
  }
  graph.compile()
}

function usageOf({ as, access }: { readonly as: string; readonly access?: string | undefined }): GraphBufferUsage {
  if (as === 'storage-read') return 'storage-read'
  return access === 'write' ? 'storage-write' : 'storage-read-write'
}

/** Rounds of all cases before anything is measured, until V8 has compiled both, and rounds of each case. */
const [warming, repeats] = [300, 600]

/** The least that a plan can be: what it takes is the fixed cost of both. */
const two: GraphDocument = {
  version: 1,
  name: 'two',
  resources: [{ id: 'b0', kind: 'buffer', size: 4096 }],
  passes: [
    { id: 'load', kind: 'upload', to: 'b0', input: 'in' },
    { id: 'get', kind: 'readback', from: 'b0', output: 'out' },
  ],
}

export function printPeers(): void {
  const documents: [name: string, document: GraphDocument][] = [['two passes', two]]
  for (const count of [10, 30, 100])
    for (const [shape, make] of Object.entries(shapes)) documents.push([`${shape} of ${count} passes`, make(count)])
  const cases = documents.flatMap(([name, document]) =>
    (['balanced', 'submissions'] as const).map((objective) => ({
      name: `${name}, webgpu, ${objective}`,
      works: [
        () => void planGraph(parseGraph(document), profiles.webgpu, { objective }),
        () => compileWithLuma(document),
      ],
    })),
  )
  for (let k = 0; k < warming; k++) for (const { works } of cases) for (const work of works) work()
  printHeading('beside luma.gl 9.4, in turns, ms', ['memkit-gpu', 'luma.gl', 'ratio'])
  let logs = 0
  for (const { name, works } of cases) {
    const [ours, theirs] = leastOfEach(works, repeats) as [number, number]
    logs += Math.log(ours / theirs)
    printRow(name, [ours, theirs, (ours / theirs).toFixed(2)])
  }
  printRow('geometric mean', ['', '', Math.exp(logs / cases.length).toFixed(2)])
}
