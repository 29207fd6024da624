/**
 * Filtered reads, as samplers do them, with exact weights in double precision. A level of detail comes from the shader, from
 * gradients, or from differences within a quad. Anisotropy is not applied: a sampler may take fewer samples than it is allowed to.
 */
import type { SamplerDescription } from '../../graph/document.ts'
import { comparisons } from '../compare.ts'
import type { Texel } from '../texel.ts'
import { cubeLevel, cubeTaps } from './cube.ts'
import type { Coordinate, Image } from './images.ts'
import type { Quad } from './quads.ts'

type Address = NonNullable<SamplerDescription['addressModeU']>
type Offset = Coordinate | undefined

/** A texture with its sampler; the last component of an arrayed image's coordinate is the layer. */
type Sampled = readonly [image: Image, sampler: SamplerDescription, arrayed: boolean]

const part = (value: Coordinate, axis: number): number => (typeof value === 'number' ? value : value[axis]!)

/** Level of detail from a coordinate's changes along x and y, which are how `x` and `y` differ from `from`, or all of them. */
function levelOfChanges(image: Image, from: Coordinate | undefined, x: Coordinate, y: Coordinate): number {
  const size = image.size(0)
  let alongX = 0
  let alongY = 0
  for (let axis = 0; axis < image.axes; axis++) {
    const origin = from === undefined ? 0 : part(from, axis)
    const dx = (part(x, axis) - origin) * size[axis]!
    const dy = (part(y, axis) - origin) * size[axis]!
    alongX += dx * dx
    alongY += dy * dy
  }
  // log₂ of the longer one, in texels.
  return Math.log2(Math.max(alongX, alongY)) / 2
}

const levelInQuad = (image: Image, quad: Quad): number =>
  image.isCube
    ? cubeLevel(image, quad[0], between(quad[0], quad[1]), between(quad[0], quad[2]))
    : levelOfChanges(image, quad[0], quad[1], quad[2])

const between = (from: Coordinate, to: Coordinate): Coordinate => [0, 1, 2].map((i) => part(to, i) - part(from, i))

/** Samples at a level of detail; `reference` is compared with each texel before they are filtered. */
function sampleLevel(
  sampled: Sampled,
  coordinate: Coordinate,
  level: number,
  offset: Offset,
  reference?: number,
): Texel {
  const [image, sampler] = sampled
  const { lodMinClamp = 0, lodMaxClamp = 32, mipmapFilter = 'nearest' } = sampler
  const clamped = Math.min(level > lodMinClamp ? level : lodMinClamp, lodMaxClamp)
  const linear = (clamped <= 0 ? sampler.magFilter : sampler.minFilter) === 'linear'
  const last = image.levels - 1
  const below = Math.floor(mipmapFilter === 'nearest' ? clamped + 0.5 : clamped)
  const texel = filtered(sampled, coordinate, Math.min(Math.max(below, 0), last), linear, offset, reference)
  const weight = clamped - below
  if (mipmapFilter === 'nearest' || weight === 0 || below >= last) return texel
  const above = filtered(sampled, coordinate, Math.max(below + 1, 0), linear, offset, reference)
  for (let c = 0; c < 4; c++) texel[c] = texel[c]! * (1 - weight) + above[c]! * weight
  return texel
}

/** The filtered texels of one level. Hot: it makes one texel, and no other objects or functions. */
function filtered(
  sampled: Sampled,
  coordinate: Coordinate,
  level: number,
  linear: boolean,
  offset: Offset,
  reference: number | undefined,
): Texel {
  const [image, sampler, arrayed] = sampled
  if (image.isCube) return filteredInCube(sampled, coordinate, level, linear, reference)
  const texel: Texel = [0, 0, 0, 0]
  const { axes } = image
  const { x0, x1, y0, y1, z0, z1, fx, fy, fz } = cornersOf(image, sampler, coordinate, level, linear, offset)
  const z = arrayed ? layerOf(image, coordinate) : z0
  const slices = linear && axes === 3 ? 2 : 1
  const corners = linear ? (axes === 1 ? 2 : 4) : 1
  for (let slice = 0; slice < slices; slice++)
    for (let corner = 0; corner < corners; corner++) {
      const right = corner & 1
      const lower = corner >> 1
      let weight = 1
      if (linear) {
        weight = (right ? fx : 1 - fx) * (lower ? fy : 1 - fy)
        if (axes === 3) weight *= slice ? fz : 1 - fz
        if (weight === 0) continue
      }
      image.readInside(right ? x1 : x0, lower ? y1 : y0, slice ? z1 : z, level, scratch)
      if (reference !== undefined) compareScratch(image, sampler, reference)
      for (let c = 0; c < 4; c++) texel[c]! += weight * scratch[c]!
    }
  return texel
}

function filteredInCube(
  [image, sampler, arrayed]: Sampled,
  direction: Coordinate,
  level: number,
  linear: boolean,
  reference: number | undefined,
): Texel {
  const texel: Texel = [0, 0, 0, 0]
  const { count, x, y, slice, weight } = cubeTaps(image, direction, cubeOf(image, arrayed, direction), level, linear)
  for (let i = 0; i < count; i++) {
    if (weight[i] === 0) continue
    image.readInside(x[i]!, y[i]!, slice[i]!, level, scratch)
    if (reference !== undefined) compareScratch(image, sampler, reference)
    for (let c = 0; c < 4; c++) texel[c]! += weight[i]! * scratch[c]!
  }
  return texel
}

const scratch: Texel = [0, 0, 0, 0]
/** Replaces the depth in `scratch` by the result of its comparison. */
function compareScratch(image: Image, { compare = 'always' }: SamplerDescription, reference: number): void {
  const wanted = image.clampsReference ? Math.min(Math.max(reference, 0), 1) : reference
  scratch[0] = comparisons[compare](wanted, scratch[0]) ? 1 : 0
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
  const half = linear ? 0.5 : 0
  const x = placeOn(0, size, coordinate, offset) - half
  const left = Math.floor(x)
  corners.x0 = address(left, size[0]!, addressModeU)
  corners.fx = x - left
  corners.x1 = linear ? address(left + 1, size[0]!, addressModeU) : 0
  corners.y0 = corners.y1 = corners.z0 = corners.z1 = corners.fy = corners.fz = 0
  if (image.axes > 1) {
    const y = placeOn(1, size, coordinate, offset) - half
    const top = Math.floor(y)
    corners.y0 = address(top, size[1]!, addressModeV)
    corners.fy = y - top
    corners.y1 = linear ? address(top + 1, size[1]!, addressModeV) : 0
  }
  if (image.axes > 2) {
    const z = placeOn(2, size, coordinate, offset) - half
    const front = Math.floor(z)
    corners.z0 = address(front, size[2]!, addressModeW)
    corners.fz = z - front
    corners.z1 = linear ? address(front + 1, size[2]!, addressModeW) : 0
  }
  return corners
}

const placeOn = (axis: number, size: readonly number[], coordinate: Coordinate, offset: Offset): number =>
  part(coordinate, axis) * size[axis]! + (offset === undefined ? 0 : part(offset, axis))

const layerOf = (image: Image, coordinate: Coordinate): number => nearestLayer(image, part(coordinate, image.axes))
const cubeOf = (image: Image, arrayed: boolean, direction: Coordinate): number =>
  arrayed ? nearestLayer(image, part(direction, 3)) : 0

function nearestLayer(image: Image, place: number): number {
  const layers = image.size(0)[image.axes]!
  const layer = Math.floor(place + 0.5)
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
  const readAt = (x: number, y: number, z: number): number => {
    image.readInside(x, y, z, 0, scratch)
    if (reference !== undefined) compareScratch(image, sampler, reference)
    return scratch[channel]!
  }
  if (image.isCube) {
    const { count, x, y, slice } = cubeTaps(image, coordinate, cubeOf(image, arrayed, coordinate), 0, true)
    const [upperLeft, upperRight, left, right] = [0, 1, 2, 3].map((i) => {
      const tap = Math.min(i, count - 1)
      return readAt(x[tap]!, y[tap]!, slice[tap]!)
    })
    return [left!, right!, upperRight!, upperLeft!]
  }
  const { x0, x1, y0, y1 } = cornersOf(image, sampler, coordinate, 0, true, offset)
  const layer = arrayed ? layerOf(image, coordinate) : 0
  const read = (x: number, y: number): number => readAt(x, y, layer)
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
  ): Texel =>
    sampleLevel(
      [image, sampler, arrayed],
      at,
      image.isCube ? cubeLevel(image, at, x, y) : levelOfChanges(image, undefined, x, y),
      offset,
    ),
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
