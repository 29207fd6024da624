/** The checks of pipelines and of the draws of a render pass: all numbers lead somewhere, and a draw fits its pipeline. */
import { counted, isMemkitError, issueOf } from '../../errors.ts'
import type { Pipeline } from '../../graph/document.ts'
import { vertexFormats } from '../../graph/draw-schema.ts'
import { IdIndex } from '../../graph/ids.ts'
import { checkPipeline, checkTargets } from '../../graph/pipeline-rules.ts'
import type { Targets } from '../../graph/render-targets.ts'
import { areViewportDepths, isViewportInReach } from '../../graph/viewport.ts'
import type {
  BindGroup,
  CommandOf,
  Plan,
  PlannedDraw,
  PlannedPipeline,
  PlanUse,
  RenderPart,
  TextureSlice,
} from '../document.ts'
import { viewFormatOf } from '../facts/attachments.ts'
import type { DeviceProfile } from '../profile.ts'
import { textureName } from '../facts/plan-words.ts'
import { checkBinding, checkBindingNumber, checkStage } from './bindings.ts'
import type { PlanContext } from './context.ts'
import { at, checkFirst, checkIndex, checkLimit, refuse, type Path } from './refuse.ts'

/** Checks the pipelines by themselves, and the device's limits for them. */
export function validatePipelines({ pipelines = [], shaders }: Plan, { limits }: DeviceProfile): void {
  const index = new IdIndex(shaders, 'shader', 'shaders')
  pipelines.forEach((pipeline, i) => {
    const path = () => `pipelines[${i}]`
    byRules(() => checkPipeline(asDeclared(pipeline), path(), shaders, index), path)
    const { buffers } = pipeline.vertex
    const vertex = at(path, 'vertex.buffers')
    const most = (value: number, name: 'maxVertexBuffers' | 'maxVertexAttributes' | 'maxVertexBufferArrayStride') =>
      checkLimit(value, name, limits[name] ?? Infinity, vertex)
    most(buffers.length, 'maxVertexBuffers')
    const attributes = buffers.flatMap((buffer) => buffer?.attributes ?? [])
    for (const count of [attributes.length, ...attributes.map(({ shaderLocation }) => shaderLocation + 1)])
      most(count, 'maxVertexAttributes')
    for (const buffer of buffers) most(buffer?.arrayStride ?? 0, 'maxVertexBufferArrayStride')
  })
}

/** Refuses pipelines that no draw names: what a pipeline draws to is checked where it draws. */
export function checkDrawnWith({ pipelines = [], submissions }: Plan): void {
  if (pipelines.length === 0) return
  const used = new Set<number>()
  for (const { commands } of submissions)
    for (const command of commands)
      if (command.op === 'render')
        for (const { draws = [] } of command.parts) for (const { pipeline } of draws) used.add(pipeline)
  pipelines.forEach((_, i) => {
    if (!used.has(i)) refuse('Nothing is drawn with the pipeline', () => `pipelines[${i}]`)
  })
}

/** The pipeline as a document would say it. */
const asDeclared = (pipeline: PlannedPipeline): Pipeline => ({
  ...pipeline,
  kind: 'render',
  shader: pipeline.vertex.shader,
})

/** Runs checks of the document's rules, whose words serve here too. */
function byRules(check: () => void, path: Path): void {
  try {
    check()
  } catch (error) {
    if (isMemkitError(error)) refuse(issueOf(error).message, path)
    throw error
  }
}

/** Checks that a part of a render pass either calls a body or draws, and each of its draws. O(entries of the draws). */
export function checkDraws(context: PlanContext, command: CommandOf<'render'>, part: RenderPart, path: Path): void {
  const { body, draws, bindGroups, uses } = part
  if ((body === undefined) === (draws === undefined))
    refuse('A part of a render pass has either "body" or "draws"', path)
  if ((draws === undefined) !== (bindGroups === undefined))
    refuse('"bindGroups" and "draws" stand together', at(path, 'bindGroups'))
  if (!draws || !bindGroups) return
  const { size } = (command.color[0] ?? command.depth!).slice
  if (size[2] > 1 && draws.length > 0) refuse('Draws reach one layer', at(path, 'draws'))
  bindGroups.forEach((group, g) => checkGroup(context, group, part, [path, at(path, 'bindGroups', g)]))
  const targets = targetsOf(context, command, part.pass)
  const fit = new Set<number>()
  draws.forEach((draw, d) => {
    const place = at(path, 'draws', d)
    const { pipelines = [] } = context.plan
    checkIndex(draw.pipeline, pipelines.length, 'pipeline', at(place, 'pipeline'))
    const pipeline = pipelines[draw.pipeline]!
    if (!fit.has(draw.pipeline)) checkFit(pipeline, draw.pipeline, targets, at(place, 'pipeline'))
    fit.add(draw.pipeline)
    const groups = new Set<number>()
    draw.bindGroups.forEach((number, g) => {
      const where = at(place, 'bindGroups', g)
      checkIndex(number, bindGroups.length, 'bind group', where)
      checkFirst(groups, bindGroups[number]!.group, 'group', where)
    })
    checkLimit(
      Math.max(0, ...[...groups].map((group) => group + 1)) + pipeline.vertex.buffers.length,
      'maxBindGroupsPlusVertexBuffers',
      context.profile.limits.maxBindGroupsPlusVertexBuffers ?? Infinity,
      place,
    )
    const given = draw.bindGroups.flatMap((number) => bindGroups[number]!.entries)
    checkStage(
      context,
      given.map((entry) => ('use' in entry ? uses[entry.use]!.as : undefined)),
      pipeline.fragment ? 2 : 1,
      place,
    )
    checkVertexBuffers(draw, pipeline, uses, place)
    checkIndices(draw, pipeline, uses, place)
    checkState(draw, size, context.profile.limits, place)
  })
}

function checkGroup(
  context: PlanContext,
  { group, entries }: BindGroup,
  { uses }: RenderPart,
  [partPath, path]: readonly [Path, Path],
): void {
  const taken = new Set<number>()
  entries.forEach((entry, e) => {
    const where = at(path, 'entries', e)
    checkBindingNumber(context, { group, binding: entry.binding }, where)
    checkFirst(taken, entry.binding, 'binding', where)
    if (!('use' in entry)) return
    checkIndex(entry.use, uses.length, 'use', at(where, 'use'))
    checkBinding(context, uses[entry.use]!, at(partPath, 'uses', entry.use))
  })
}

function targetsOf({ plan }: PlanContext, { color, depth }: CommandOf<'render'>, pass: string): Targets {
  const target = ({ slice }: { readonly slice: CommandOf<'render'>['color'][number]['slice'] }) => ({
    resource: textureName(plan, slice.texture),
    format: viewFormatOf(plan, slice),
  })
  return {
    pass,
    color: color.map(target),
    ...(depth && { depth: { ...target(depth), readOnly: depth.readOnly } }),
    samples: plan.textures[(color[0] ?? depth!).slice.texture]!.sampleCount,
  }
}

/** Checks that a pipeline is made for the attachments that it draws to. */
function checkFit(pipeline: PlannedPipeline, number: number, targets: Targets, path: Path): void {
  const { fragment, depthStencil, multisample } = pipeline
  const formats = targets.color.map(({ format }) => format).join()
  if (fragment && fragment.targets.map(({ format }) => format).join() !== formats)
    refuse(`The pipeline has other target formats than the attachments (${formats})`, path)
  if (depthStencil?.format !== targets.depth?.format)
    refuse(`The pipeline is not made for the depth attachment (${targets.depth?.format ?? 'none'})`, path)
  if (multisample.count !== targets.samples)
    refuse(`The pipeline has ${counted(multisample.count, 'sample')}, the attachments ${targets.samples}`, path)
  byRules(() => checkTargets(asDeclared(pipeline), number, targets), path)
}

/** The bytes of a use of a draw, which must be of the given kind, and begin at a multiple of `unit`. */
function bytesOf(uses: readonly PlanUse[], number: number, as: PlanUse['as'], unit: number, path: Path): number {
  checkIndex(number, uses.length, 'use', path)
  const { slice, as: kind } = uses[number]!
  if (kind !== as || !('heap' in slice))
    return refuse(`The use of ${JSON.stringify(uses[number]!.resource)} is ${kind}, not ${as}`, path)
  if (slice.offset % unit !== 0) refuse(`A use as ${as} begins at a multiple of ${unit} here`, path)
  return slice.size
}

function checkVertexBuffers(
  draw: PlannedDraw,
  { vertex }: PlannedPipeline,
  uses: readonly PlanUse[],
  path: Path,
): void {
  const { vertexBuffers, call } = draw
  if (vertexBuffers.length > vertex.buffers.length)
    refuse(`The pipeline reads ${vertex.buffers.length} vertex buffers`, at(path, 'vertexBuffers'))
  vertex.buffers.forEach((layout, b) => {
    const where = at(path, 'vertexBuffers', b)
    const use = vertexBuffers[b] ?? null
    if ((layout === null) !== (use === null))
      refuse(layout ? 'The pipeline reads this vertex buffer' : 'The pipeline reads no such vertex buffer', where)
    if (layout === null || use === null) return
    const size = bytesOf(uses, use, 'vertex', 4, where)
    if ('indirect' in call || call.instanceCount === 0) return
    const instances = layout.stepMode === 'instance'
    const vertices = 'vertexCount' in call ? call.vertexCount : 0
    const elements = instances ? call.instanceCount : vertices
    if (elements === 0) return
    const first = instances ? call.firstInstance : 'firstVertex' in call ? call.firstVertex : 0
    const last = layout.attributes.reduce(
      (end, { offset, format }) => Math.max(end, offset + vertexFormats[format].bytes),
      0,
    )
    const end = (first + elements - 1) * layout.arrayStride + last
    if (end > size) refuse(`The draw reads up to byte ${end} of the ${size} of this vertex buffer`, where)
  })
}

/** Bytes that the counts of an indirect draw take. */
const indirectBytes = { plain: 16, indexed: 20 } as const

function checkIndices(draw: PlannedDraw, { primitive }: PlannedPipeline, uses: readonly PlanUse[], path: Path): void {
  const { call, indexBuffer } = draw
  if ('indirect' in call) {
    const wanted = indexBuffer ? indirectBytes.indexed : indirectBytes.plain
    const size = bytesOf(uses, call.indirect, 'indirect', 4, at(path, 'call.indirect'))
    if (size < wanted) refuse(`The counts are ${counted(wanted, 'byte')}, not ${size}`, at(path, 'call.indirect'))
  } else if ('indexCount' in call !== (indexBuffer !== undefined))
    refuse('A draw has an index buffer exactly where it counts indices', at(path, 'call'))
  if (!indexBuffer) return
  const where = at(path, 'indexBuffer')
  const bytes = indexBuffer.format === 'uint16' ? 2 : 4
  const size = bytesOf(uses, indexBuffer.use, 'index', bytes, where)
  if (primitive.topology.endsWith('strip') && primitive.stripIndexFormat !== indexBuffer.format)
    refuse(`The pipeline's strips have indices of ${primitive.stripIndexFormat ?? 'no format'}`, at(where, 'format'))
  if (!('indexCount' in call) || call.indexCount === 0 || call.instanceCount === 0) return
  const end = (call.firstIndex + call.indexCount) * bytes
  if (end > size) refuse(`The draw reads up to byte ${end} of the ${size} of the index buffer`, where)
}

function checkState(
  { viewport, scissor }: PlannedDraw,
  [width, height]: TextureSlice['size'],
  { maxTextureDimension2D }: DeviceProfile['limits'],
  path: Path,
): void {
  if (viewport) {
    const [, , w, h, near, far] = viewport
    if (!isViewportInReach(viewport) || !areViewportDepths(near, far))
      refuse('A viewport has an area, and depths in order from 0 to 1', at(path, 'viewport'))
    checkLimit(Math.max(w, h), 'maxTextureDimension2D', maxTextureDimension2D, at(path, 'viewport'))
  }
  if (!scissor) return
  const [x, y, w, h] = scissor
  if (x + w > width || y + h > height) refuse('The scissor reaches outside the attachments', at(path, 'scissor'))
}
