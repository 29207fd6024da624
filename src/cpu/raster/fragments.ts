/**
 * Covered quads become texels: depth and stencil tests, the fragment stage, and the writes to the colour targets.
 *
 * Tests come first where nobody could tell, that is unless the fragment stage discards, decides depth or coverage itself, or
 * writes memory.
 */
import { stageMemory, type BoundStage, type Stage, type StageInvocation, type StageMemory } from '../spirv/stage.ts'
import type { Quad } from '../spirv/quads.ts'
import type { ColorWriter } from './color-target.ts'
import { samplePlaces, type VisitQuad } from './coverage.ts'
import type { DepthStencilTest } from './depth-stencil.ts'
import type { Gradients } from './gradients.ts'
import { createPlace, depthAt, fragmentInputs, moveTo, type Place } from './interpolate.ts'
import type { RasterAttachment } from './state.ts'

export interface FragmentOptions {
  readonly sampleCount: 1 | 4
  /** The pipeline's mask of samples. */
  readonly sampleMask: number
  readonly alphaToCoverage: boolean
  readonly depthRange: readonly [number, number]
  readonly depthStencil: { readonly attachment: RasterAttachment; readonly test: DepthStencilTest } | undefined
  readonly colors: readonly ColorWriter[]
  /** Absent: nothing is shaded. */
  readonly shader: FragmentShader | undefined
  /** The primitive's vertices, and what varies over it. */
  readonly vertices: StageMemory
  readonly gradients: Gradients
}

export interface FragmentShader {
  readonly vertex: Stage
  readonly fragment: Stage
  readonly bound: BoundStage
}

export function fragmentStage(options: FragmentOptions): VisitQuad {
  const { sampleCount, depthStencil, depthRange, gradients, shader } = options
  const places = samplePlaces[sampleCount]
  const masks = [0, 0, 0, 0]
  const depthOffset = depthStencil && texelOffset(depthStencil.attachment)
  const shade = shader && createShading(options, shader)
  const testsFirst = !shade || !shade.decidesLate

  const clampDepth = (depth: number): number => Math.min(Math.max(depth, depthRange[0]), depthRange[1])
  const testSample = (x: number, y: number, s: number, depth: number | undefined): boolean => {
    if (!depthStencil) return true
    const at = depthOffset!(x, y, s)
    const placed = depth ?? depthAt(gradients, x * 256 + places[2 * s]!, y * 256 + places[2 * s + 1]!)
    return depthStencil.test.test(at, clampDepth(placed), gradients.front)
  }
  /** The samples of a mask that pass; those that do not have had their effect on the stencil. */
  const testPixel = (x: number, y: number, mask: number, depth: number | undefined): number => {
    let passed = 0
    for (let s = 0; s < sampleCount; s++) if (mask & (1 << s) && testSample(x, y, s, depth)) passed |= 1 << s
    return passed
  }
  return (x, y, m0, m1, m2, m3) => {
    masks[0] = m0 & options.sampleMask
    masks[1] = m1 & options.sampleMask
    masks[2] = m2 & options.sampleMask
    masks[3] = m3 & options.sampleMask
    if (testsFirst && depthStencil)
      for (let lane = 0; lane < 4; lane++)
        if (masks[lane] !== 0) masks[lane] = testPixel(x + (lane & 1), y + (lane >> 1), masks[lane]!, undefined)
    if (shade && (masks[0]! | masks[1]! | masks[2]! | masks[3]!) !== 0)
      shade.quad(x, y, masks, testsFirst ? undefined : testPixel)
  }
}

type TestPixel = (x: number, y: number, mask: number, depth: number | undefined) => number

interface Shading {
  readonly decidesLate: boolean
  /** Shades the samples of the masks; `test` is given where they were not tested yet. */
  quad(x: number, y: number, masks: readonly number[], test: TestPixel | undefined): void
}

function createShading(options: FragmentOptions, { vertex, fragment, bound }: FragmentShader): Shading {
  const { sampleCount, alphaToCoverage, colors, vertices, gradients } = options
  const inputs = fragmentInputs(vertex, fragment)
  const lanes = [0, 1, 2, 3].map((lane): StageInvocation => ({
    in: stageMemory(fragment.inputWords),
    out: stageMemory(fragment.outputWords),
    lane,
    helper: false,
  }))
  const wordOf = (name: string) => fragment.outputs.find(({ builtIn }) => builtIn === name)?.word ?? -1
  const depthWord = wordOf('frag_depth')
  const maskWord = wordOf('sample_mask')
  const first = fragment.outputs.find(({ location }) => location === 0)
  const alphaWord = alphaToCoverage && sampleCount > 1 && first?.words === 4 ? first.word + 3 : -1
  const targets = colors.map((color) => ({ color, offset: texelOffset(color.attachment) }))
  const places = samplePlaces[sampleCount]
  const perSample = inputs.perSample && sampleCount > 1
  const whole = (1 << sampleCount) - 1
  const place = createPlace()
  const centroid = createPlace()

  const prepare = (lane: number, x: number, y: number, mask: number, sample: number): void => {
    const invocation = lanes[lane]!
    const px = (x + (lane & 1)) * 256
    const py = (y + (lane >> 1)) * 256
    if (sample < 0) moveTo(place, gradients, px + 128, py + 128)
    else moveTo(place, gradients, px + places[2 * sample]!, py + places[2 * sample + 1]!)
    if (inputs.usesCentroid) moveToCentroid(centroid, gradients, px, py, mask === 0 ? whole : mask, places)
    inputs.fill(invocation.in, vertices, place, sample < 0 ? centroid : place)
    const depth = depthAt(gradients, place.x, place.y)
    inputs.fillBuiltIns(invocation.in, place, depth, gradients.front, Math.max(sample, 0), mask)
    invocation.helper = mask === 0
    if (fragment.hasPrivate) bound.own(invocation)
  }
  /** Tests and writes the samples of a pixel that was shaded. */
  const merge = (lane: number, x: number, y: number, covered: number, test: TestPixel | undefined): void => {
    const { helper, out } = lanes[lane]!
    if (helper) return
    let mask = covered
    if (maskWord >= 0) mask &= out.u[maskWord]!
    if (alphaWord >= 0) mask &= coverageOfAlpha(out.f[alphaWord]!)
    if (test && mask !== 0) mask = test(x, y, mask, depthWord >= 0 ? out.f[depthWord]! : undefined)
    for (let s = 0; s < sampleCount; s++) {
      if (!(mask & (1 << s))) continue
      for (let t = 0; t < targets.length; t++) targets[t]!.color.write(targets[t]!.offset(x, y, s), out)
    }
  }
  const shadeQuad = (
    x: number,
    y: number,
    masks: readonly number[],
    sample: number,
    test: TestPixel | undefined,
  ): void => {
    const bits = sample < 0 ? whole : 1 << sample
    const all = (masks[0]! | masks[1]! | masks[2]! | masks[3]!) & bits
    if (all === 0) return
    if (fragment.usesQuads) {
      for (let lane = 0; lane < 4; lane++) prepare(lane, x, y, masks[lane]! & bits, sample)
      runQuad(bound, lanes)
    }
    for (let lane = 0; lane < 4; lane++) {
      const mask = masks[lane]! & bits
      if (mask === 0) continue
      if (!fragment.usesQuads) {
        prepare(lane, x, y, mask, sample)
        bound.main(lanes[lane]!)
      }
      merge(lane, x + (lane & 1), y + (lane >> 1), mask, test)
    }
  }
  return {
    decidesLate: fragment.discards || fragment.writes || depthWord >= 0 || maskWord >= 0 || alphaWord >= 0,
    quad(x, y, masks, test) {
      if (!perSample) shadeQuad(x, y, masks, -1, test)
      else for (let s = 0; s < sampleCount; s++) shadeQuad(x, y, masks, s, test)
    },
  }
}

/** Runs four invocations from exchange to exchange; one that has returned is taken to have its neighbour's value. */
function runQuad(bound: BoundStage, lanes: readonly StageInvocation[]): void {
  const running = lanes.map((lane) => bound.main(lane)!)
  let results = running.map((lane) => lane.next())
  for (;;) {
    const alive = results.find(({ done }) => !done)
    if (!alive) return
    const quad = results.map(({ done, value }) => (done ? alive.value : value)) as unknown as Quad
    results = results.map((result, lane) => (result.done ? result : running[lane]!.next(quad)))
  }
}

/** The mean of the covered samples, which is inside whatever convex shape covers them. */
function moveToCentroid(
  place: Place,
  gradients: Gradients,
  px: number,
  py: number,
  mask: number,
  places: Int32Array,
): void {
  let x = 0
  let y = 0
  let count = 0
  for (let s = 0; s < places.length / 2; s++)
    if (mask & (1 << s)) {
      x += places[2 * s]!
      y += places[2 * s + 1]!
      count++
    }
  moveTo(place, gradients, px + x / count, py + y / count)
}

/** The samples that an alpha covers, one more at each fifth. Devices choose their own steps. */
function coverageOfAlpha(alpha: number): number {
  let mask = 0
  for (let s = 0; s < 4; s++) if (alpha >= (s + 1) / 5) mask |= 1 << s
  return mask
}

/** The byte offset of a sample. */
function texelOffset({ layout, mipLevel, slice }: RasterAttachment): (x: number, y: number, sample: number) => number {
  const { offset, sliceBytes, rowBytes } = layout.levels[mipLevel]!
  const { blockBytes } = layout.format
  const { sampleCount } = layout
  const begin = offset + slice * sliceBytes
  return (x, y, sample) => begin + y * rowBytes + (x * sampleCount + sample) * blockBytes
}
