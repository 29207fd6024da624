/**
 * Filtered reads, as samplers do them, with exact weights in double precision. A level of detail comes from the shader, from
 * gradients, or from differences within a quad. Anisotropy is not applied: a sampler may take fewer samples than it is allowed to.
 */
import type { SamplerDescription } from '../../graph/document.ts'
import type { Texel } from '../texel.ts'
import type { Coordinate, Image } from './images.ts'
import type { Quad } from './quads.ts'

type Address = NonNullable<SamplerDescription['addressModeU']>
type Compare = NonNullable<SamplerDescription['compare']>
type Offset = Coordinate | undefined

/** A texture with its sampler; the last component of an arrayed image's coordinate is the layer. */
type Sampled = readonly [image: Image, sampler: SamplerDescription, arrayed: boolean]

const compares: Readonly<Record<Compare, (reference: number, texel: number) => boolean>> = {
  never: () => false,
  less: (a, b) => a < b,
  equal: (a, b) => a === b,
  'less-equal': (a, b) => a <= b,
  greater: (a, b) => a > b,
  'not-equal': (a, b) => a !== b,
  'greater-equal': (a, b) => a >= b,
  always: () => true,
}

const part = (value: Coordinate, axis: number): number => (typeof value === 'number' ? value : value[axis]!)

/** Level of detail from the changes of a coordinate along x and y: log₂ of the longer one, in texels. */
function levelOfChanges(image: Image, change: (axis: number, direction: 0 | 1) => number): number {
  const size = image.size(0)
  let alongX = 0
  let alongY = 0
  for (let axis = 0; axis < image.axes; axis++) {
    alongX += (change(axis, 0) * size[axis]!) ** 2
    alongY += (change(axis, 1) * size[axis]!) ** 2
  }
  return Math.log2(Math.max(alongX, alongY)) / 2
}

const levelInQuad = (image: Image, quad: Quad): number =>
  levelOfChanges(image, (axis, direction) => part(quad[direction === 0 ? 1 : 2], axis) - part(quad[0], axis))

const levelOfGradients = (image: Image, x: Coordinate, y: Coordinate): number =>
  levelOfChanges(image, (axis, direction) => part(direction === 0 ? x : y, axis))

/** Samples at a level of detail; `reference` is compared with each texel before they are filtered. */
function sampleLevel(
  [image, sampler, arrayed]: Sampled,
  coordinate: Coordinate,
  level: number,
  offset: Offset,
  reference?: number,
): Texel {
  const { lodMinClamp = 0, lodMaxClamp = 32, mipmapFilter = 'nearest' } = sampler
  const clamped = Math.min(level > lodMinClamp ? level : lodMinClamp, lodMaxClamp)
  const linear = (clamped <= 0 ? sampler.magFilter : sampler.minFilter) === 'linear'
  const last = image.levels - 1
  const at = (one: number, into: Texel) =>
    sampleOne(image, sampler, arrayed, coordinate, Math.min(Math.max(one, 0), last), linear, offset, reference, into)
  const below = Math.floor(mipmapFilter === 'nearest' ? clamped + 0.5 : clamped)
  const texel: Texel = [0, 0, 0, 0]
  at(below, texel)
  const weight = clamped - below
  if (mipmapFilter === 'nearest' || weight === 0 || below >= last) return texel
  const above: Texel = [0, 0, 0, 0]
  at(below + 1, above)
  for (let c = 0; c < 4; c++) texel[c] = texel[c]! * (1 - weight) + above[c]! * weight
  return texel
}

function sampleOne(
  image: Image,
  sampler: SamplerDescription,
  arrayed: boolean,
  coordinate: Coordinate,
  level: number,
  linear: boolean,
  offset: Offset,
  reference: number | undefined,
  into: Texel,
): void {
  const { axes } = image
  const corners = cornersOf(image, sampler, coordinate, level, linear, offset)
  const { x0, x1, y0, y1, z0, z1, fx, fy, fz } = corners
  const z = arrayed ? layerOf(image, coordinate) : z0
  const add = (x: number, y: number, slice: number, weight: number) => {
    if (weight === 0) return
    image.readInside(x, y, slice, level, scratch)
    const texel = reference === undefined ? scratch : compared(image, sampler, reference)
    for (let c = 0; c < 4; c++) into[c]! += weight * texel[c]!
  }
  if (!linear) {
    add(x0, y0, z, 1)
    return
  }
  for (let slice = 0; slice < (axes === 3 ? 2 : 1); slice++) {
    const [at, weight] = axes === 3 ? (slice === 0 ? [z0, 1 - fz] : [z1, fz]) : [z, 1]
    add(x0, y0, at, (1 - fx) * (1 - fy) * weight)
    add(x1, y0, at, fx * (1 - fy) * weight)
    if (axes === 1) continue
    add(x0, y1, at, (1 - fx) * fy * weight)
    add(x1, y1, at, fx * fy * weight)
  }
}

const scratch: Texel = [0, 0, 0, 0]
/** The texel in `scratch` as the result of its comparison. */
function compared(image: Image, { compare = 'always' }: SamplerDescription, reference: number): Texel {
  const wanted = image.clampsReference ? Math.min(Math.max(reference, 0), 1) : reference
  scratch[0] = compares[compare](wanted, scratch[0]) ? 1 : 0
  return scratch
}

/** The nearest texel (`x0` …), or with `linear` the two on each axis and the weight of the second. */
interface Corners {
  x0: number
  x1: number
  y0: number
  y1: number
  z0: number
  z1: number
  fx: number
  fy: number
  fz: number
}
/** Reused: it is read before the next one is made. */
const corners: Corners = { x0: 0, x1: 0, y0: 0, y1: 0, z0: 0, z1: 0, fx: 0, fy: 0, fz: 0 }

function cornersOf(
  image: Image,
  sampler: SamplerDescription,
  coordinate: Coordinate,
  level: number,
  linear: boolean,
  offset: Offset,
): Corners {
  const size = image.size(level)
  const { addressModeU = 'clamp-to-edge', addressModeV = 'clamp-to-edge', addressModeW = 'clamp-to-edge' } = sampler
  const place = (axis: number) =>
    part(coordinate, axis) * size[axis]! + (offset === undefined ? 0 : part(offset, axis)) - (linear ? 0.5 : 0)
  const x = place(0)
  const left = Math.floor(x)
  corners.x0 = address(left, size[0]!, addressModeU)
  corners.fx = x - left
  corners.x1 = linear ? address(left + 1, size[0]!, addressModeU) : 0
  corners.y0 = corners.y1 = corners.z0 = corners.z1 = corners.fy = corners.fz = 0
  if (image.axes > 1) {
    const y = place(1)
    const top = Math.floor(y)
    corners.y0 = address(top, size[1]!, addressModeV)
    corners.fy = y - top
    corners.y1 = linear ? address(top + 1, size[1]!, addressModeV) : 0
  }
  if (image.axes > 2) {
    const z = place(2)
    const front = Math.floor(z)
    corners.z0 = address(front, size[2]!, addressModeW)
    corners.fz = z - front
    corners.z1 = linear ? address(front + 1, size[2]!, addressModeW) : 0
  }
  return corners
}

function layerOf(image: Image, coordinate: Coordinate): number {
  const layers = image.size(0)[image.axes]!
  const layer = Math.floor(part(coordinate, image.axes) + 0.5)
  return layer > 0 ? Math.min(layer, layers - 1) : 0
}

function address(texel: number, size: number, mode: Address): number {
  if (texel >= 0 && texel < size) return texel
  // A coordinate that is no number reads the first texel, as one that is far outside may.
  if (!Number.isFinite(texel)) return 0
  if (mode === 'clamp-to-edge') return texel < 0 ? 0 : size - 1
  if (mode === 'repeat') return ((texel % size) + size) % size
  const period = ((texel % (2 * size)) + 2 * size) % (2 * size)
  return period < size ? period : 2 * size - 1 - period
}

/** The four texels that bilinear filtering would read, counterclockwise from the lower left. */
function gatherTexels(
  [image, sampler, arrayed]: Sampled,
  coordinate: Coordinate,
  offset: Offset,
  channel: number,
  reference?: number,
): Texel {
  const { x0, x1, y0, y1 } = cornersOf(image, sampler, coordinate, 0, true, offset)
  const layer = arrayed ? layerOf(image, coordinate) : 0
  const read = (x: number, y: number): number => {
    image.readInside(x, y, layer, 0, scratch)
    return (reference === undefined ? scratch : compared(image, sampler, reference))[channel]!
  }
  return [read(x0, y1), read(x1, y1), read(x1, y0), read(x0, y0)]
}

/** The functions that generated code calls as `x`. Those that compare return one number, the others a texel. */
export const sampling = {
  sample: (...[image, sampler, arrayed, at, level, offset]: [...Sampled, Coordinate, number, Offset]): Texel =>
    sampleLevel([image, sampler, arrayed], at, level, offset),
  sampleInQuad: (
    ...[image, sampler, arrayed, at, quad, bias, offset]: [...Sampled, Coordinate, Quad, number, Offset]
  ) => sampleLevel([image, sampler, arrayed], at, levelInQuad(image, quad) + bias, offset),
  sampleGradients: (
    ...[image, sampler, arrayed, at, x, y, offset]: [...Sampled, Coordinate, Coordinate, Coordinate, Offset]
  ): Texel => sampleLevel([image, sampler, arrayed], at, levelOfGradients(image, x, y), offset),
  compare: (
    ...[image, sampler, arrayed, at, reference, level, offset]: [...Sampled, Coordinate, number, number, Offset]
  ): number => sampleLevel([image, sampler, arrayed], at, level, offset, reference)[0],
  compareInQuad: (
    ...[image, sampler, arrayed, at, reference, quad, bias, offset]: [
      ...Sampled,
      Coordinate,
      number,
      Quad,
      number,
      Offset,
    ]
  ): number => sampleLevel([image, sampler, arrayed], at, levelInQuad(image, quad) + bias, offset, reference)[0],
  gather: (...[image, sampler, arrayed, at, channel, offset]: [...Sampled, Coordinate, number, Offset]): Texel =>
    gatherTexels([image, sampler, arrayed], at, offset, channel),
  gatherCompare: (
    ...[image, sampler, arrayed, at, reference, offset]: [...Sampled, Coordinate, number, Offset]
  ): Texel => gatherTexels([image, sampler, arrayed], at, offset, 0, reference),
}
