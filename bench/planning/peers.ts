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

/** The stages of a document as luma.gl's nodes: transfers are copies from and to buffers of the caller. */
function compileWithLuma(document: GraphDocument): void {
  const graph = new GPUCommandGraph(device, { id: 'peer' })
  const buffers = new Map<string, GraphBufferHandle>()
  const bytes = new Map<string, number>()
  for (const resource of document.resources) {
    if (resource.kind !== 'buffer') throw new Error('the shapes of this bench have buffers only')
    bytes.set(resource.id, resource.size)
    buffers.set(
      resource.id,
      graph.createTransientBuffer({ id: resource.id, byteLength: resource.size, usage: allUsages }),
    )
  }
  const resourceOf = (endpoint: string | { resource: string }) =>
    typeof endpoint === 'string' ? endpoint : endpoint.resource
  const use = (endpoint: string | { resource: string }, usage: GraphBufferUsage) => ({
    buffer: buffers.get(resourceOf(endpoint))!,
    usage,
  })
  const callers = (id: string, endpoint: string | { resource: string }) =>
    graph.importBuffer({ id: `${id}-host`, byteLength: bytes.get(resourceOf(endpoint))!, usage: allUsages })
  for (const pass of document.passes) {
    const { id } = pass
    if (pass.kind === 'upload')
      graph.addCopyPass({
        id,
        resources: [{ buffer: callers(id, pass.to), usage: 'copy-source' }, use(pass.to, 'copy-destination')],
        ...encodesNothing,
      })
    else if (pass.kind === 'fill')
      graph.addCopyPass({ id, resources: [use(pass.to, 'copy-destination')], ...encodesNothing })
    else if (pass.kind === 'readback')
      graph.addCopyPass({
        id,
        resources: [use(pass.from, 'copy-source'), { buffer: callers(id, pass.from), usage: 'copy-destination' }],
        ...encodesNothing,
      })
    else if (pass.kind === 'compute') {
      const resources = (pass.bindings ?? []).flatMap((binding) =>
        'use' in binding
          ? [
              use(
                binding.use,
                binding.as === 'storage-read'
                  ? 'storage-read'
                  : binding.access === 'write'
                    ? 'storage-write'
                    : 'storage-read-write',
              ),
            ]
          : [],
      )
      graph.addComputePass({ id, resources, ...encodesNothing })
    } else throw new Error(`the shapes of this bench have no ${pass.kind} passes`)
  }
  graph.compile()
}

/** Rounds of all cases before anything is measured, until V8 has compiled both, and rounds of each case. */
const [warming, repeats] = [300, 600]

export function printPeers(): void {
  const cases = [10, 30, 100].flatMap((count) =>
    Object.entries(shapes).flatMap(([shape, make]) =>
      (['balanced', 'submissions'] as const).map((objective) => {
        const document = make(count)
        const works = [
          () => void planGraph(parseGraph(document), profiles.webgpu, { objective }),
          () => compileWithLuma(document),
        ]
        return { name: `${shape} of ${count} passes, webgpu, ${objective}`, works }
      }),
    ),
  )
  for (let k = 0; k < warming; k++) for (const { works } of cases) for (const work of works) work()
  printHeading('beside luma.gl 9.4, in turns, ms', ['memkit-gpu', 'luma.gl', 'ratio'])
  for (const { name, works } of cases) {
    const [ours, theirs] = leastOfEach(works, repeats) as [number, number]
    printRow(name, [ours, theirs, (ours / theirs).toFixed(2)])
  }
}
