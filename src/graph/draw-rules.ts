/**
 * The rules for the draws of a render pass that hold on every device: what a draw says fits its pipeline, and what it reads of its
 * buffers lies in them.
 */
import { counted, invalidDraw, outOfRange, usageConflict } from '../errors.ts'
import { checkSlots } from './binding-slots.ts'
import type { Draw, Endpoint, PassOf, Pipeline, Resource } from './document.ts'
import { vertexFormats } from './draw-schema.ts'
import { drawUses, type DrawSlots } from './draw-uses.ts'
import { endpointId, type Region } from './endpoint.ts'
import type { Faults } from './faults.ts'
import type { IdLookUp } from './ids.ts'
import { unknownId } from './look-up.ts'
import { checkTargets, isStrip } from './pipeline-rules.ts'
import { targetsOf } from './render-targets.ts'
import { areViewportDepths, isViewportInReach, mostViewport } from './viewport.ts'

/** Bytes that the counts of an indirect draw take. */
const indirectBytes = { plain: 16, indexed: 20 } as const

export interface DrawContext {
  readonly pipelines: readonly Pipeline[]
  readonly pipelineIndex: IdLookUp
  readonly resources: readonly Resource[]
  readonly resourceIndex: IdLookUp
  readonly faults: Faults
}

/** The size of the pass's attachments, in texels. */
interface Extent {
  readonly width: number
  readonly height: number
}

interface DrawPlace {
  readonly pass: PassOf<'render'>
  readonly draw: Draw
  readonly number: number
  readonly path: string
}

/**
 * Checks that a render pass either has a body or draws, and each of its draws. `regions` are those of all its endpoints, of which
 * the last are those of `drawUses`. O(entries of the draws).
 * @throws MemkitError INVALID_DRAW, INVALID_PIPELINE, UNKNOWN_REFERENCE, USAGE_CONFLICT or OUT_OF_RANGE with pass and draw.
 */
export function checkDraws(pass: PassOf<'render'>, p: number, regions: readonly Region[], context: DrawContext): void {
  const path = `passes[${p}]`
  const { draws } = pass
  if ((pass.body === undefined) === (draws === undefined))
    throw usageConflict(
      draws
        ? 'It has "body" and "draws"; a pass draws by one of them, so leave the other out'
        : 'It says neither what it draws nor who draws; give it "draws" or a "body"',
      draws ? `${path}.body` : path,
      { pass: pass.id },
    )
  if (!draws) {
    if (pass.bindings)
      throw usageConflict(
        'It has a body, and bodies bind by themselves; list what it uses in "uses" instead of "bindings"',
        `${path}.bindings`,
        { pass: pass.id },
      )
    return
  }
  if (pass.uses)
    throw usageConflict(
      'It draws by data, so its uses follow from "bindings" and "draws"; leave "uses" out',
      `${path}.uses`,
      { pass: pass.id },
    )
  const { uses, draws: slots } = drawUses(pass, p)
  const own = regions.slice(regions.length - uses.length)
  const first = regions[0]!
  const [width, height, layers] = first.kind === 'texture' ? first.size : [1, 1, 1]
  if (layers > 1 && draws.length > 0)
    throw outOfRange(
      `It draws to ${layers} layers; draws reach one: make a pass for each, with { origin: [0, 0, layer], size: [${width}, ${height}, 1] }`,
      `${path}.${pass.color?.length ? 'color[0]' : 'depth'}.use`,
      { pass: pass.id },
    )
  checkSlots(pass.bindings, () => path)
  const targets = targetsOf(pass, context)
  const fit = new Set<number>()
  for (let d = 0; d < draws.length; d++) {
    const draw = draws[d]!
    const place = { pass, draw, number: d, path: `${path}.draws[${d}]` }
    const index = context.pipelineIndex.get(draw.pipeline)
    if (index === undefined) throw unknownId(context.pipelineIndex, draw.pipeline, 'pipeline', `${place.path}.pipeline`)
    if (context.faults.broken?.pipelines.has(index)) continue
    const pipeline = context.pipelines[index]!
    if (!fit.has(index)) checkTargets(pipeline, index, targets)
    fit.add(index)
    checkSlots(draw.bindings, () => place.path)
    checkCounts(place, pipeline)
    checkVertexBuffers(place, pipeline, slots[d]!, own)
    checkIndices(place, slots[d]!, own)
    checkState(place, { width, height })
  }
}

/** Adds each draw whose pipeline is not there as a fault. */
export function checkPipelineIds({ draws }: PassOf<'render'>, p: number, { pipelineIndex, faults }: DrawContext): void {
  draws?.forEach(({ pipeline }, d) => {
    if (!pipelineIndex.has(pipeline) && !faults.full)
      faults.add(unknownId(pipelineIndex, pipeline, 'pipeline', `passes[${p}].draws[${d}].pipeline`))
  })
}

const countsOfPlain = ['vertexCount', 'firstVertex'] as const
const countsOfIndexed = ['indexCount', 'firstIndex', 'baseVertex'] as const
const countsOfBoth = ['instanceCount', 'firstInstance'] as const

function checkCounts(place: DrawPlace, pipeline: Pipeline): void {
  const { draw, path } = place
  const { indexBuffer, indirect } = draw
  for (const field of indexBuffer ? countsOfPlain : countsOfIndexed)
    if (draw[field] !== undefined)
      throw refuse(
        place,
        indexBuffer
          ? `has an index buffer and "${field}"; draws with indices say "indexCount", "firstIndex", "baseVertex"`
          : `has "${field}" but no index buffer; give it "indexBuffer", or say "vertexCount" and "firstVertex"`,
        `${path}.${field}`,
      )
  if (indirect !== undefined) {
    for (const field of [...countsOfPlain, ...countsOfIndexed, ...countsOfBoth])
      if (draw[field] !== undefined)
        throw refuse(
          place,
          `has "indirect" and "${field}"; its counts come from the buffer, so leave "${field}" out`,
          `${path}.${field}`,
        )
  } else {
    const wanted = indexBuffer ? 'indexCount' : 'vertexCount'
    if (draw[wanted] === undefined) throw refuse(place, `does not say how much it draws; give it "${wanted}"`, path)
  }
  if (!indexBuffer || !isStrip(pipeline)) return
  const { stripIndexFormat } = pipeline.primitive!
  if (stripIndexFormat !== indexBuffer.format)
    throw refuse(
      place,
      `has ${indexBuffer.format} indices of ${idOf(indexBuffer.use)}, but its pipeline draws strips ${stripIndexFormat ? `of ${stripIndexFormat}` : 'without "stripIndexFormat"'}; say the format in both`,
      `${path}.indexBuffer.format`,
    )
}

function checkVertexBuffers(place: DrawPlace, pipeline: Pipeline, slots: DrawSlots, regions: readonly Region[]): void {
  const { draw, path } = place
  const layouts = pipeline.vertex.buffers ?? []
  const { length } = slots.vertexBuffers
  if (length > layouts.length)
    throw refuse(
      place,
      `has ${counted(length, 'vertex buffer')}, but its pipeline reads ${layouts.length}`,
      `${path}.vertexBuffers`,
    )
  layouts.forEach((layout, b) => {
    const at = `${path}.vertexBuffers[${b}]`
    const slot = slots.vertexBuffers[b] ?? -1
    if (!layout) {
      if (slot >= 0)
        throw refuse(
          place,
          `has ${idOf(draw.vertexBuffers![b]!)} as vertex buffer ${b}, which its pipeline does not read; make it null`,
          at,
        )
      return
    }
    if (slot < 0)
      throw refuse(
        place,
        `has no vertex buffer ${b}, which its pipeline reads; name one`,
        b < length ? at : `${path}.vertexBuffers`,
      )
    const region = regions[slot]!
    if (region.kind !== 'buffer') return
    const id = idOf(draw.vertexBuffers![b]!)
    if (region.offset % 4 !== 0)
      throw refuse(
        place,
        `has vertices of ${id} from byte ${region.offset}; vertex buffers begin at a multiple of 4`,
        at,
      )
    const { arrayStride, attributes, stepMode } = layout
    const last = attributes.reduce((end, { format, offset }) => Math.max(end, offset + vertexFormats[format].bytes), 0)
    const instances = stepMode === 'instance'
    const count = draw.indirect !== undefined ? 0 : instances ? (draw.instanceCount ?? 1) : (draw.vertexCount ?? 0)
    if (count === 0 || (instances && (draw.vertexCount ?? draw.indexCount) === 0)) return
    if (!instances && draw.instanceCount === 0) return
    const firstOne = (instances ? draw.firstInstance : draw.firstVertex) ?? 0
    const end = (firstOne + count - 1) * arrayStride + last
    if (end > region.size)
      throw refuse(
        place,
        `reads ${instances ? 'instances' : 'vertices'} ${firstOne} to ${firstOne + count - 1} of ${id}, up to byte ${end}, but vertex buffer ${b} has ${region.size}; draw fewer, or give it more bytes`,
        at,
      )
  })
}

function checkIndices(place: DrawPlace, slots: DrawSlots, regions: readonly Region[]): void {
  const { draw, path } = place
  const { indexBuffer } = draw
  if (draw.indirect !== undefined) {
    const region = regions[slots.indirect]!
    const wanted = indexBuffer ? indirectBytes.indexed : indirectBytes.plain
    if (region.kind === 'buffer' && (region.size < wanted || region.offset % 4 !== 0))
      throw refuse(
        place,
        `takes its counts from ${counted(region.size, 'byte')} at byte ${region.offset} of ${idOf(draw.indirect)}; they are ${wanted / 4} words: ${wanted} bytes at a multiple of 4`,
        `${path}.indirect`,
      )
  }
  if (!indexBuffer) return
  const region = regions[slots.indexBuffer]!
  if (region.kind !== 'buffer') return
  const bytes = indexBuffer.format === 'uint16' ? 2 : 4
  const id = idOf(indexBuffer.use)
  if (region.offset % bytes !== 0)
    throw refuse(
      place,
      `has ${indexBuffer.format} indices from byte ${region.offset} of ${id}; they begin at a multiple of ${bytes}`,
      `${path}.indexBuffer.use`,
    )
  const { indexCount = 0, firstIndex = 0, instanceCount = 1 } = draw
  const end = (firstIndex + indexCount) * bytes
  if (indexCount > 0 && instanceCount > 0 && end > region.size)
    throw refuse(
      place,
      `reads indices ${firstIndex} to ${firstIndex + indexCount - 1} of ${id}, up to byte ${end}, but its index buffer has ${region.size}; draw fewer, or give it more bytes`,
      `${path}.indexBuffer.use`,
    )
}

function checkState(place: DrawPlace, { width, height }: Extent): void {
  const { draw, path } = place
  if (draw.viewport) {
    const [x, y, w, h, near, far] = draw.viewport
    if (!isViewportInReach(draw.viewport))
      throw refuse(
        place,
        `has a viewport of ${w} × ${h} texels at ${x}, ${y}; its sides are above 0, and it lies between -${mostViewport} and ${mostViewport - 1}`,
        `${path}.viewport`,
      )
    if (!areViewportDepths(near, far))
      throw refuse(
        place,
        `has a viewport with depths ${near} to ${far}; they lie between 0 and 1, the least first`,
        `${path}.viewport`,
      )
  }
  if (draw.scissor) {
    const [x, y, w, h] = draw.scissor
    if (x + w > width || y + h > height)
      throw refuse(
        place,
        `has a scissor of ${w} × ${h} texels at ${x}, ${y}, but the attachments are ${width} × ${height}; it lies inside`,
        `${path}.scissor`,
      )
  }
}

const idOf = (endpoint: Endpoint): string => JSON.stringify(endpointId(endpoint))

const refuse = ({ pass, draw, number }: DrawPlace, why: string, path: string) =>
  invalidDraw(
    `Draw ${number} of render pass ${JSON.stringify(pass.id)}, by pipeline ${JSON.stringify(draw.pipeline)}, ${why}`,
    path,
    { pass: pass.id, draw: number, pipeline: draw.pipeline },
  )
