/** One draw: its vertices in order of instances, assembled into primitives, rasterised and shaded. */
import { unsupported } from '../../errors.ts'
import { stageMemory, type Stage } from '../spirv/stage.ts'
import { assemble } from './assemble.ts'
import { colorWriter } from './color-target.ts'
import type { PixelBounds } from './coverage.ts'
import { depthStencilTest } from './depth-stencil.ts'
import { fragmentStage } from './fragments.ts'
import { createGradients } from './gradients.ts'
import { primitiveStage, type Viewport } from './primitives.ts'
import type { RasterAttachment, RasterDraw, RasterPipeline, RasterTargets } from './state.ts'
import { vertexRunner } from './vertices.ts'

export interface Stages {
  readonly vertex: Stage
  readonly fragment: Stage | undefined
}

/** Vertices of one draw, over all instances, that the CPU takes on. */
const mostVertices = 2 ** 27

/** @throws MemkitError UNSUPPORTED for draws of more vertices than a CPU should be asked to run. */
export function drawPrimitives(
  pipeline: RasterPipeline,
  stages: Stages,
  targets: RasterTargets,
  draw: RasterDraw,
): void {
  const attachments = [...targets.color, targets.depthStencil].filter((one): one is RasterAttachment => !!one)
  const [any] = attachments
  if (!any) return
  const { width, height } = any.layout.levels[any.mipLevel]!
  const sampleCount = any.layout.sampleCount as 1 | 4
  const viewport = draw.viewport ?? [0, 0, width, height, 0, 1]
  const { vertex, fragment } = stages
  const boundVertex = vertex.bind(draw.bindings)
  const boundFragment = fragment?.bind(draw.bindings)
  const vertices = stageMemory(3 * vertex.outputWords)
  const gradients = createGradients()
  const { depthStencil: depthStencilState, primitive = {}, multisample = {} } = pipeline
  const { depthStencil: attachment } = targets
  const test = depthStencilTest(attachment, depthStencilState, draw.stencilReference ?? 0)
  const visit = fragmentStage({
    sampleCount,
    sampleMask: (multisample.mask ?? ~0) & ((1 << sampleCount) - 1),
    alphaToCoverage: multisample.alphaToCoverageEnabled ?? false,
    depthRange: [viewport[4], viewport[5]],
    depthStencil: attachment && test && { attachment, test },
    colors: fragment ? colorsOf(pipeline, fragment, targets, draw) : [],
    shader: fragment && boundFragment && { vertex, fragment, bound: boundFragment },
    vertices,
    gradients,
  })
  const rasterised = primitiveStage(
    {
      primitive,
      depthStencil: depthStencilState ?? {},
      depthIsUnorm: attachment?.format === 'depth16unorm',
      viewport,
      bounds: boundsOf(width, height, viewport, draw.scissor),
      sampleCount,
      stride: vertex.outputWords,
      position: vertex.outputs.find(({ builtIn }) => builtIn === 'position')?.word ?? 0,
    },
    gradients,
    visit,
  )
  const runner = vertexRunner(vertex, boundVertex, pipeline.vertex.buffers ?? [], draw.vertexBuffers ?? [])
  const { count, vertexAt, instanceCount, firstInstance } = vertexOrder(pipeline, draw)
  if (count * instanceCount > mostVertices)
    throw unsupported(
      `A draw of ${count * instanceCount} vertices is not run on the CPU, which takes ${mostVertices} at most`,
      { vertices: count * instanceCount, limit: mostVertices },
    )
  const emit = (a: number, b: number, c: number): void => {
    runner.run(a, vertices, 0)
    runner.run(b, vertices, 1)
    runner.run(c, vertices, 2)
    rasterised.draw(vertices)
  }
  for (let i = 0; i < (count === 0 ? 0 : instanceCount); i++) {
    runner.beginInstance((firstInstance + i) >>> 0)
    assemble(primitive.topology ?? 'triangle-list', count, vertexAt, emit)
  }
  boundVertex.finish()
  boundFragment?.finish()
}

function colorsOf({ fragment: state }: RasterPipeline, fragment: Stage, { color }: RasterTargets, draw: RasterDraw) {
  return color.flatMap((attachment, i) => {
    const output = fragment.outputs.find(({ location }) => location === i)
    const target = state?.targets ? state.targets[i] : {}
    if (!attachment || !output || !target) return []
    return colorWriter(attachment, target, output, draw.blendConstant ?? [0, 0, 0, 0]) ?? []
  })
}

/** The pixels whose centres lie in the viewport, and that the scissor and the attachments have. */
function boundsOf(width: number, height: number, viewport: Viewport, scissor: RasterDraw['scissor']): PixelBounds {
  const [left, top, across, down] = viewport
  const [cutLeft, cutTop, cutAcross, cutDown] = scissor ?? [0, 0, width, height]
  return {
    left: Math.max(0, cutLeft, Math.ceil(left - 0.5)),
    top: Math.max(0, cutTop, Math.ceil(top - 0.5)),
    right: Math.min(width, cutLeft + cutAcross, Math.ceil(left + across - 0.5)),
    bottom: Math.min(height, cutTop + cutDown, Math.ceil(top + down - 0.5)),
  }
}

/** The vertices of an instance in order; −1 begins a new strip. Indices outside of the buffer read 0. */
function vertexOrder({ primitive }: RasterPipeline, { call, indexBuffer }: RasterDraw) {
  const { instanceCount = 1, firstInstance = 0 } = call
  if ('vertexCount' in call) {
    const { vertexCount: count, firstVertex = 0 } = call
    return { count, instanceCount, firstInstance, vertexAt: (i: number) => (firstVertex + i) >>> 0 }
  }
  const { indexCount: count, firstIndex = 0, baseVertex = 0 } = call
  const { bytes = new Uint8Array(0), format = 'uint32' } = indexBuffer ?? {}
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength)
  const size = format === 'uint16' ? 2 : 4
  const restart = primitive?.topology?.endsWith('-strip') ? 2 ** (8 * size) - 1 : -1
  const vertexAt = (i: number): number => {
    const at = (firstIndex + i) * size
    const index = at + size > view.byteLength ? 0 : size === 2 ? view.getUint16(at, true) : view.getUint32(at, true)
    return index === restart ? -1 : (index + baseVertex) >>> 0
  }
  return { count, instanceCount, firstInstance, vertexAt }
}
