/** Random graphs whose textures are only transferred: what would draw to one, or run a shader or body on it, uploads bytes instead. */
import type { GraphDocument } from '../../../src/graph/document.ts'
import { parseGraph } from '../../../src/graph/parse.ts'
import { resolveGraph } from '../../../src/graph/resolve.ts'
import { bytesFor } from '../random/code.ts'
import type { RandomGraph } from '../random-graph.ts'

type PassDocument = GraphDocument['passes'][number]

const idOf = (use: unknown): string => (typeof use === 'string' ? use : (use as { resource: string }).resource)

/**
 * Imported textures become persistent, so that no test has to make images; and depth becomes a number, because random bytes are no
 * depths, which Vulkan wants between 0 and 1.
 */
export function transfersOnly(random: RandomGraph): RandomGraph {
  const { resources, passes } = random.document
  const textures = new Map(resources.flatMap((one) => (one.kind === 'texture' ? [[one.id, one] as const] : [])))
  const added: string[] = []
  const uploads = (pass: PassDocument, targets: readonly string[]): PassDocument[] =>
    [...new Set(targets)].map((to) => {
      const input = `${pass.id} ${to}`
      added.push(input)
      return { id: input, kind: 'upload', to, input }
    })
  const changed = passes.flatMap((pass): PassDocument[] => {
    // Passes that it names may be gone.
    const { after: _, ...rest } = pass
    const kept = rest as PassDocument
    switch (pass.kind) {
      case 'render':
        return uploads(pass, [
          ...(pass.color ?? []).map(({ use }) => idOf(use)),
          ...(pass.depth && !pass.depth.readOnly ? [idOf(pass.depth.use)] : []),
        ])
      case 'compute':
      case 'custom': {
        const uses = (pass.kind === 'compute' ? (pass.bindings ?? []) : (pass.uses ?? [])).flatMap((use) =>
          'use' in use ? [use] : [],
        )
        if (!uses.some(({ use }) => textures.has(idOf(use)))) return [kept]
        const written = uses.filter(({ as, access }) =>
          as === 'copy-dst' ? true : (as === 'storage' || as === 'storage-texture') && access !== 'read',
        )
        return uploads(
          pass,
          written.map(({ use }) => idOf(use)),
        )
      }
      case 'mipmap':
        // Floats are filtered to a rounding of the device's own.
        return textures.get(pass.texture)!.format.endsWith('8unorm') ? [kept] : uploads(pass, [pass.texture])
      default:
        return [kept]
    }
  })
  const document: GraphDocument = {
    ...random.document,
    resources: resources.map((one) => {
      if (one.kind !== 'texture') return one
      const format = one.format === 'depth32float' ? 'r32uint' : one.format
      return { ...one, format, ...(one.lifetime === 'imported' ? { lifetime: 'persistent' } : {}) }
    }),
    passes: changed,
  }
  const graph = parseGraph(document)
  const sizes = resolveGraph(graph).inputs
  const isTexture = (id: string): boolean => textures.has(id)
  return {
    ...random,
    document,
    graph,
    inputs: (run) => ({
      ...Object.fromEntries(Object.entries(random.inputs(run)).filter(([name]) => sizes.has(name))),
      ...Object.fromEntries(added.map((name) => [name, bytesFor(`${name} ${run}`, sizes.get(name)!.sizeBytes)])),
    }),
    imports: () => Object.fromEntries(Object.entries(random.imports()).filter(([id]) => !isTexture(id))),
  }
}
