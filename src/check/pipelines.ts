/**
 * Pipelines of a plan against those of the document: what a draw's pipeline is, with every default of WebGPU said and the formats
 * and samples of the attachments that it draws to.
 */
import type { Endpoint, PassOf, Pipeline } from '../graph/document.ts'
import type { PlannedPipeline } from '../plan/document.ts'
import { formatInfo, type TextureFormat } from './formats.ts'
import { reject } from './rejection.ts'
import type { ResolvedGraph } from './resolve.ts'
import { firstUnlike } from './unlike.ts'

/** The pipelines of a plan, and which of them some draw has named. */
export class Pipelines {
  private readonly resolved: ResolvedGraph
  private readonly planned: readonly PlannedPipeline[]
  private readonly declared: ReadonlyMap<string, Pipeline>
  /** Pairs of planned and declared pipelines with attachments that were compared and found equal. */
  private readonly equal = new Set<string>()
  private readonly used: Uint8Array

  constructor(resolved: ResolvedGraph, planned: readonly PlannedPipeline[] = []) {
    this.resolved = resolved
    this.planned = planned
    this.declared = new Map((resolved.graph.pipelines ?? []).map((pipeline) => [pipeline.id, pipeline]))
    this.used = new Uint8Array(planned.length)
  }

  /**
   * Compares pipeline `number` of the plan with the one that a draw of the pass names.
   * @returns the path in the draw of what differs; undefined for nothing
   */
  difference(number: number, id: string, pass: PassOf<'render'>): string | undefined {
    const planned = this.planned[number]
    const declared = this.declared.get(id)
    if (!planned || !declared) return '.pipeline'
    // Several declared pipelines may be one of the plan, which has the id of the first.
    if (this.used[number] === 0 && planned.id !== id) return '.pipeline.id'
    this.used[number] = 1
    const attachments = attachmentsOf(pass, this.resolved)
    const key = JSON.stringify([number, id, attachments])
    if (this.equal.has(key)) return undefined
    const unlike = firstUnlike({ ...complete(declared, attachments), id: planned.id }, planned)
    if (unlike !== undefined) return `.pipeline${unlike}`
    this.equal.add(key)
    return undefined
  }

  /** Refuses pipelines that no draw names: nothing would prove what they are. */
  finish(): void {
    const unused = this.used.indexOf(0)
    if (unused >= 0)
      reject('MALFORMED', `Nothing is drawn with the pipeline ${JSON.stringify(this.planned[unused]!.id)} of the plan`)
  }
}

interface Attachments {
  readonly color: readonly TextureFormat[]
  readonly depth: TextureFormat | undefined
  readonly samples: number
}

function attachmentsOf({ color = [], depth }: PassOf<'render'>, { graph, resourceIndex }: ResolvedGraph): Attachments {
  const textureOf = (endpoint: Endpoint) => {
    const resource = graph.resources[resourceIndex.get(typeof endpoint === 'string' ? endpoint : endpoint.resource)!]
    return resource?.kind === 'texture' ? resource : reject('MALFORMED', 'The graph draws to what is no texture')
  }
  const seenAs = (endpoint: Endpoint): TextureFormat =>
    (typeof endpoint === 'object' && 'format' in endpoint ? endpoint.format : undefined) ?? textureOf(endpoint).format
  return {
    color: color.map(({ use }) => seenAs(use)),
    depth: depth && seenAs(depth.use),
    samples: Math.max(...[...color, ...(depth ? [depth] : [])].map(({ use }) => textureOf(use).sampleCount ?? 1)),
  }
}

const allBits = 2 ** 32 - 1

function complete(pipeline: Pipeline, { color, depth, samples }: Attachments): object {
  const { shader, vertex, fragment, primitive = {}, depthStencil, multisample = {} } = pipeline
  const withDefaults = { constants: {} }
  return {
    vertex: {
      ...withDefaults,
      shader,
      ...vertex,
      buffers: (vertex.buffers ?? []).map((buffer) => buffer && { stepMode: 'vertex', ...buffer }),
    },
    fragment: fragment && {
      ...withDefaults,
      shader,
      ...fragment,
      targets: color.map((format, i) => completeTarget(format, fragment.targets, i)),
    },
    primitive: { topology: 'triangle-list', frontFace: 'ccw', cullMode: 'none', ...primitive },
    depthStencil: depth && completeDepth(depth, depthStencil),
    multisample: { mask: allBits, alphaToCoverageEnabled: false, ...multisample, count: samples },
  }
}

type Targets = NonNullable<Pipeline['fragment']>['targets']

/** A target that the pipeline leaves out, or says null for, keeps what it holds. */
function completeTarget(format: TextureFormat, targets: Targets, i: number): unknown {
  if (!targets) return { format, writeMask: 15 }
  const target = targets[i]
  if (!target) return { format, writeMask: 0 }
  const component = { operation: 'add', srcFactor: 'one', dstFactor: 'zero' }
  const { blend, writeMask = 15 } = target
  return {
    format,
    writeMask,
    blend: blend && { color: { ...component, ...blend.color }, alpha: { ...component, ...blend.alpha } },
  }
}

/** Without `depthStencil` the attachment is neither tested nor written; a format without depth has nothing to test. */
function completeDepth(format: TextureFormat, given: Pipeline['depthStencil'] = {}): unknown {
  const face = { compare: 'always', failOp: 'keep', depthFailOp: 'keep', passOp: 'keep' }
  const tests = formatInfo(format).depth
  return {
    stencilReadMask: allBits,
    stencilWriteMask: allBits,
    depthBias: 0,
    depthBiasSlopeScale: 0,
    depthBiasClamp: 0,
    ...given,
    format,
    depthWriteEnabled: tests ? (given.depthWriteEnabled ?? false) : false,
    depthCompare: tests ? (given.depthCompare ?? 'always') : 'always',
    stencilFront: { ...face, ...given.stencilFront },
    stencilBack: { ...face, ...given.stencilBack },
  }
}
