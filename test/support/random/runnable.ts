/** Everything that a run of a random graph needs, made from its document alone. */
import type { Body, BodyContext } from '../../../src/backends/backend.ts'
import type { AccessMode } from '../../../src/cpu/access-mode.ts'
import type { Kernels } from '../../../src/cpu/kernel.ts'
import type { FrameGraph, GraphDocument, Pass, PassOf, Use } from '../../../src/graph/document.ts'
import { resolveEndpoint, type Region, type TextureRegion } from '../../../src/graph/endpoint.ts'
import { parseGraph } from '../../../src/graph/parse.ts'
import { passRegions } from '../../../src/graph/pass-regions.ts'
import { resolveGraph } from '../../../src/graph/resolve.ts'
import type { ResolvedGraph } from '../../../src/graph/resolved-graph.ts'
import { beCounts, bytesFor, mixBody, mixHostBody, mixKernel, type BodyUse } from './code.ts'
import { texelRuns } from './texels.ts'

export interface RandomGraph {
  readonly document: GraphDocument
  readonly graph: FrameGraph
  readonly kernels: Kernels
  /** Fresh bytes for one run; equal runs, equal bytes. */
  inputs(run: number): Record<string, Uint8Array>
  imports(): Record<string, Uint8Array>
  /** Bodies that note in `log` which passes they ran. */
  bodies(log: string[]): Record<string, Body>
}

/** Passes with a body of this name change nothing. */
export const stillBody = 'still'

/** Bodies whose names start so make all texels white that their pass writes and does not read. */
export const whiteBody = 'white'

/** Inputs whose names start so are workgroup counts. */
export const countsInput = 'counts'

export function runnable(document: GraphDocument): RandomGraph {
  const graph = parseGraph(structuredClone(document))
  const resolved = resolveGraph(graph)
  return {
    document,
    graph,
    kernels: { mix: mixKernel },
    inputs: (run) => inputsOf(resolved, run),
    imports: () =>
      Object.fromEntries(
        resolved.resources.flatMap((info) => {
          if (info.lifetime !== 'imported') return []
          const bytes = bytesFor(info.id, info.sizeBytes)
          if (info.layout && floatDepth.test(info.layout.formatName)) beDepth(bytes, info.layout.format.blockBytes)
          return [[info.id, bytes]]
        }),
      ),
    bodies: (log) =>
      Object.fromEntries(
        graph.passes.flatMap((pass, p): [string, Body][] => {
          if (pass.kind === 'host') return [[pass.body, mixHostBody(log)]]
          if (!('body' in pass) || pass.body === undefined) return []
          if (pass.body === stillBody) return [[pass.body, ({ pass: id }: { pass: string }) => void log.push(id)]]
          if (pass.body.startsWith(whiteBody))
            return [[pass.body, whiten(bodyUses(pass, passRegions(resolved, p), resolved), log)]]
          return [[pass.body, mixBody(bodyUses(pass, passRegions(resolved, p), resolved), log)]]
        }),
      ),
  }
}

function whiten(uses: readonly BodyUse[], log: string[]): Body {
  return ({ pass, slices }: BodyContext<unknown, Uint8Array>) => {
    log.push(pass)
    for (const { resource, runs = [] } of uses.filter(({ access }) => access === 'write'))
      for (let i = 0; i < runs.length; i += 2) slices[resource]![0]!.fill(255, runs[i]!, runs[i]! + runs[i + 1]!)
  }
}

/** Random bytes; where they are the depths of a texture, floats from 0 to 1, which is all that devices take. */
function inputsOf(resolved: ResolvedGraph, run: number): Record<string, Uint8Array> {
  const inputs: Record<string, Uint8Array> = {}
  for (const { name, sizeBytes, producer } of resolved.inputs.values())
    if (producer < 0) {
      inputs[name] = bytesFor(`${name} ${run}`, sizeBytes)
      if (name.startsWith(countsInput)) beCounts(inputs[name])
    }
  for (const pass of resolved.graph.passes) {
    if (pass.kind !== 'upload') continue
    const info =
      resolved.resources[resolved.resourceIndex.get(typeof pass.to === 'string' ? pass.to : pass.to.resource)!]!
    const region = resolveEndpoint(pass.to, info, () => '')
    const { name, offset = 0 } = typeof pass.input === 'string' ? { name: pass.input } : pass.input
    const unit = region.kind === 'texture' ? depthUnit(region, resolved) : 0
    if (unit > 0 && inputs[name])
      beDepth(inputs[name].subarray(offset, offset + (region as TextureRegion).sizeBytes), unit)
  }
  return inputs
}

/** Bytes from one 32-bit depth to the next; 0 where there are none. */
function depthUnit({ resource, aspect }: TextureRegion, { resources }: ResolvedGraph): number {
  const { format, formatName } = resources[resource]!.layout!
  if (!floatDepth.test(formatName) || aspect === 'stencil-only') return 0
  return format.stencil && aspect === 'all' ? format.blockBytes : 4
}

const floatDepth = /^(depth24plus|depth32float|depth32float-stencil8)$/

function beDepth(bytes: Uint8Array, unit: number): void {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength)
  for (let at = 0; at + 4 <= bytes.length; at += unit) view.setFloat32(at, view.getUint16(at, true) / 65536, true)
}

/** What a body may do with each endpoint of its pass, in the order of `passEndpoints`. */
function bodyUses(
  pass: PassOf<'custom' | 'external' | 'render'>,
  regions: readonly Region[],
  { resources }: ResolvedGraph,
): BodyUse[] {
  return accessesOf(pass).map((access, slot) => {
    const region = regions[slot]!
    const { id, layout } = resources[region.resource]!
    return { resource: id, access, runs: region.kind === 'texture' ? texelRuns(layout!, region) : undefined }
  })
}

function accessesOf(pass: Pass): BodyUse['access'][] {
  if (pass.kind === 'custom' || pass.kind === 'external') return (pass.uses ?? []).map(accessOf)
  if (pass.kind !== 'render') return []
  const attached = (load: string): AccessMode => (load === 'discard' ? 'write' : 'read-write')
  return [
    ...(pass.color ?? []).flatMap(({ load, resolve }): BodyUse['access'][] => [
      attached(load),
      ...(resolve === undefined ? [] : (['none'] as const)),
    ]),
    ...(pass.depth ? [pass.depth.readOnly ? ('read' as const) : attached(pass.depth.load)] : []),
    ...(pass.uses ?? []).map(accessOf),
  ]
}

const accessOf = ({ as, access }: Use): BodyUse['access'] =>
  as === 'copy-dst' || as === 'attachment'
    ? (access ?? 'write')
    : as === 'storage' || as === 'storage-texture'
      ? (access ?? 'read-write')
      : 'read'
