/**
 * From assembled primitives to covered quads: clipping, the viewport, snapping to 1/256 pixel, facing and culling, depth bias, and
 * which shape is covered.
 */
import type { StageMemory } from '../spirv/stage.ts'
import { clipStride, createClipper, type Clipper } from './clip.ts'
import { coverLine, coverTriangle, samplePlaces, type PixelBounds, type VisitQuad } from './coverage.ts'
import { setGradients, type Gradients, type ScreenVertex } from './gradients.ts'
import type { DepthStencilState, PrimitiveState } from './state.ts'

export type Viewport = readonly [number, number, number, number, number, number]

export interface PrimitiveStage {
  /** Rasterises the primitive of the first vertices of `vertices`, rows of `stride` words with a position at `position`. */
  draw(vertices: StageMemory): void
}

export interface PrimitiveOptions {
  readonly primitive: PrimitiveState
  readonly depthStencil: DepthStencilState
  /** Unit of the depth bias: 1/65536, or in units of the last place of the primitive's depths. */
  readonly depthIsUnorm: boolean
  readonly viewport: Viewport
  readonly bounds: PixelBounds
  readonly sampleCount: 1 | 4
  readonly stride: number
  readonly position: number
}

/** Half of the range in which snapped coordinates are exact, in pixels from the viewport's centre. */
const guardPixels = 32768

export function primitiveStage(options: PrimitiveOptions, gradients: Gradients, visit: VisitQuad): PrimitiveStage {
  const { primitive, viewport, stride, position } = options
  const { topology = 'triangle-list', unclippedDepth = false } = primitive
  // A point is drawn where its centre is within the viewport, so it has no band.
  const guard = (size: number) => (topology === 'point-list' ? 1 : Math.max(1, (2 * guardPixels) / Math.max(size, 1)))
  const [left, top, width, height, minDepth, maxDepth] = viewport
  const drawing: Drawing = {
    options,
    gradients,
    visit,
    clipper: createClipper(unclippedDepth, guard(width), guard(height)),
    corners: new Float64Array(6),
    weights: new Float64Array(9),
    scaleX: width / 2,
    scaleY: height / 2,
    left,
    top,
    minDepth,
    depthRange: maxDepth - minDepth,
  }
  const { clipper } = drawing
  const vertexCount = topology === 'point-list' ? 1 : topology.startsWith('line') ? 2 : 3
  return {
    draw({ f }) {
      for (let i = 0; i < vertexCount; i++) {
        const at = i * stride + position
        clipper.set(i, f[at]!, f[at + 1]!, f[at + 2]!, f[at + 3]!)
      }
      const count = clipper.clip(vertexCount)
      if (count === 0) return
      if (vertexCount === 3) drawTriangle(drawing, count)
      else {
        gradients.front = true
        gradients.depthBias = 0
        if (vertexCount === 2) drawLine(drawing)
        else drawPoint(drawing)
      }
    },
  }
}

/** The state that the primitives of one draw share; `corners` and `weights` are the primitive's at hand. */
interface Drawing {
  readonly options: PrimitiveOptions
  readonly gradients: Gradients
  readonly visit: VisitQuad
  readonly clipper: Clipper
  readonly corners: Float64Array
  /** By vertex: the slopes of its weight in x and y, and the weight at the origin. */
  readonly weights: Float64Array
  /** The viewport in pixels and units of depth; the scales are half its width and height. */
  readonly scaleX: number
  readonly scaleY: number
  readonly left: number
  readonly top: number
  readonly minDepth: number
  readonly depthRange: number
}

function screenVertex(drawing: Drawing, index: number): ScreenVertex {
  const { vertices } = drawing.clipper
  const at = index * clipStride
  const w = vertices[at + 3]!
  return {
    x: Math.round(((vertices[at]! / w) * drawing.scaleX + drawing.left + drawing.scaleX) * 256),
    // Shaders put out positions whose y points down, as SPIR-V has it: the translation from WGSL turned it over.
    y: Math.round(((vertices[at + 1]! / w) * drawing.scaleY + drawing.top + drawing.scaleY) * 256),
    z: (vertices[at + 2]! / w) * drawing.depthRange + drawing.minDepth,
    index,
  }
}

function drawTriangle(drawing: Drawing, count: number): void {
  const { options, gradients, clipper, weights } = drawing
  const { frontFace = 'ccw', cullMode = 'none' } = options.primitive
  const points = Array.from({ length: count }, (_, i) => screenVertex(drawing, i))
  let whole = 0
  for (let i = 2; i < count; i++) whole += doubledArea(points[0]!, points[i - 1]!, points[i]!)
  if (whole === 0) return
  // Counterclockwise with y up is a negative area with y down.
  gradients.front = (frontFace === 'ccw') === whole < 0
  if (cullMode === (gradients.front ? 'front' : 'back')) return
  for (let i = 2; i < count; i++) {
    const [v0, v1, v2] = [points[0]!, points[i - 1]!, points[i]!]
    const area = doubledArea(v0, v1, v2)
    if (area === 0) continue
    setWeight(weights, 0, v1, v2, area)
    setWeight(weights, 1, v2, v0, area)
    setWeight(weights, 2, v0, v1, area)
    setGradients(gradients, clipper, [v0, v1, v2], weights)
    const greatestDepth = Math.max(v0.z, v1.z, v2.z)
    gradients.depthBias = depthBias(gradients, options.depthStencil, options.depthIsUnorm, greatestDepth)
    cover(drawing, v0.x, v0.y, v1.x, v1.y, v2.x, v2.y)
  }
}

function doubledArea(v0: ScreenVertex, v1: ScreenVertex, v2: ScreenVertex): number {
  return (v1.x - v0.x) * (v2.y - v0.y) - (v2.x - v0.x) * (v1.y - v0.y)
}

/** The weight of vertex `j` of a triangle whose doubled area is `area`, from the edge against it. */
function setWeight(weights: Float64Array, j: number, from: ScreenVertex, to: ScreenVertex, area: number): void {
  const a = from.y - to.y
  const b = to.x - from.x
  weights[3 * j] = a / area
  weights[3 * j + 1] = b / area
  weights[3 * j + 2] = -(a * from.x + b * from.y) / area
}

function drawLine(drawing: Drawing): void {
  const { options, gradients, visit, clipper, corners, weights } = drawing
  const [v0, v1] = [screenVertex(drawing, 0), screenVertex(drawing, 1)]
  const [dx, dy] = [v1.x - v0.x, v1.y - v0.y]
  const squared = dx * dx + dy * dy
  if (squared === 0) return
  weights[3] = dx / squared
  weights[4] = dy / squared
  weights[5] = -(dx * v0.x + dy * v0.y) / squared
  weights[0] = -weights[3]!
  weights[1] = -weights[4]!
  weights[2] = 1 - weights[5]!
  setGradients(gradients, clipper, [v0, v1], weights)
  if (options.sampleCount === 1) {
    corners[0] = v0.x
    corners[1] = v0.y
    corners[2] = v1.x
    corners[3] = v1.y
    coverLine(corners, options.bounds, visit)
    return
  }
  // With several samples a line is the rectangle of width 1 around it.
  const half = 128 / Math.sqrt(squared)
  const [ox, oy] = [Math.round(-dy * half), Math.round(dx * half)]
  cover(drawing, v0.x + ox, v0.y + oy, v0.x - ox, v0.y - oy, v1.x - ox, v1.y - oy)
  cover(drawing, v0.x + ox, v0.y + oy, v1.x - ox, v1.y - oy, v1.x + ox, v1.y + oy)
}

function drawPoint(drawing: Drawing): void {
  const { gradients, clipper, weights } = drawing
  const v = screenVertex(drawing, 0)
  weights.fill(0)
  weights[2] = 1
  setGradients(gradients, clipper, [v], weights)
  cover(drawing, v.x - 128, v.y - 128, v.x + 128, v.y - 128, v.x - 128, v.y + 128)
  cover(drawing, v.x + 128, v.y - 128, v.x + 128, v.y + 128, v.x - 128, v.y + 128)
}

type Corners = [x0: number, y0: number, x1: number, y1: number, x2: number, y2: number]

function cover({ options, visit, corners }: Drawing, ...[x0, y0, x1, y1, x2, y2]: Corners): void {
  const turn = (x1 - x0) * (y2 - y0) - (x2 - x0) * (y1 - y0)
  corners[0] = x0
  corners[1] = y0
  corners[2] = turn > 0 ? x1 : x2
  corners[3] = turn > 0 ? y1 : y2
  corners[4] = turn > 0 ? x2 : x1
  corners[5] = turn > 0 ? y2 : y1
  if (turn !== 0) coverTriangle(corners, options.bounds, samplePlaces[options.sampleCount], visit)
}

/** The bias of a triangle's depths: a constant in steps of the format, and a part of its steepest slope. */
function depthBias(
  { planes }: Gradients,
  { depthBias: constant = 0, depthBiasSlopeScale = 0, depthBiasClamp = 0 }: DepthStencilState,
  isUnorm: boolean,
  greatestDepth: number,
): number {
  if (constant === 0 && depthBiasSlopeScale === 0) return 0
  const slope = 256 * Math.max(Math.abs(planes[18]!), Math.abs(planes[19]!))
  const step = isUnorm ? 2 ** -16 : 2 ** (Math.floor(Math.log2(Math.max(Math.abs(greatestDepth), 2 ** -126))) - 23)
  const bias = constant * step + depthBiasSlopeScale * slope
  if (depthBiasClamp > 0) return Math.min(bias, depthBiasClamp)
  return depthBiasClamp < 0 ? Math.max(bias, depthBiasClamp) : bias
}
