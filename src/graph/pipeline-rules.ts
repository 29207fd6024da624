/** The rules for pipelines that hold on every device: those of a pipeline by itself, and those of drawing with it to attachments. */
import { counted, invalidPipeline } from '../errors.ts'
import type { Pipeline, Shader } from './document.ts'
import { vertexFormats } from './draw-schema.ts'
import { canBlend, hasAlpha } from './format-uses.ts'
import { formatInfo } from './formats.ts'
import type { Faults } from './faults.ts'
import type { IdLookUp } from './ids.ts'
import { unknownId } from './look-up.ts'
import type { Targets } from './render-targets.ts'

/** WebGPU's limit, which bounds attributes of buffers whose stride is 0. */
const mostStrideBytes = 2048

/**
 * Checks the pipelines of a document by themselves; a fault is UNKNOWN_REFERENCE or INVALID_PIPELINE. O(attributes and targets).
 */
export function checkPipelines(
  pipelines: readonly Pipeline[],
  shaders: readonly Shader[],
  shaderIndex: IdLookUp,
  faults: Faults,
): void {
  pipelines.forEach((pipeline, i) => {
    if (faults.broken?.pipelines.has(i) || faults.full) return
    try {
      checkPipeline(pipeline, `pipelines[${i}]`, shaders, shaderIndex)
    } catch (error) {
      faults.add(error)
    }
  })
}

/** @throws MemkitError UNKNOWN_REFERENCE or INVALID_PIPELINE with the pipeline's id and the path, which begins with `path` */
export function checkPipeline(
  pipeline: Pipeline,
  path: string,
  shaders: readonly Shader[],
  shaderIndex: IdLookUp,
): void {
  checkShader(pipeline, pipeline.shader, `${path}.shader`, shaders, shaderIndex)
  if (pipeline.fragment?.shader !== undefined)
    checkShader(pipeline, pipeline.fragment.shader, `${path}.fragment.shader`, shaders, shaderIndex)
  checkVertexBuffers(pipeline, `${path}.vertex.buffers`)
  checkPrimitive(pipeline, path)
  pipeline.fragment?.targets?.forEach((target, t) => {
    const { blend } = target ?? {}
    for (const part of ['color', 'alpha'] as const) {
      const { operation, srcFactor = 'one', dstFactor } = blend?.[part] ?? {}
      if (operation !== 'min' && operation !== 'max') continue
      if (srcFactor !== 'one' || dstFactor !== 'one')
        throw refuse(
          pipeline,
          `blends by "${operation}", which takes both values as they are; give "srcFactor" and "dstFactor" "one"`,
          `${path}.fragment.targets[${t}].blend.${part}`,
        )
    }
  })
}

function checkShader(
  pipeline: Pipeline,
  id: string,
  path: string,
  shaders: readonly Shader[],
  shaderIndex: IdLookUp,
): void {
  const index = shaderIndex.get(id)
  if (index === undefined) throw unknownId(shaderIndex, id, 'shader', path)
  const { wgsl, spirv } = shaders[index]!
  if (wgsl === undefined && spirv === undefined)
    throw refuse(pipeline, `runs the shader ${JSON.stringify(id)}, which has no code; give it "wgsl" or "spirv"`, path)
}

function checkVertexBuffers(pipeline: Pipeline, path: string): void {
  // By location, as text: V8 hashes numbers without a secret, so a document could have all of them in one bucket.
  const taken = new Map<string, string>()
  pipeline.vertex.buffers?.forEach((buffer, b) => {
    if (!buffer) return
    const { arrayStride, attributes } = buffer
    if (arrayStride % 4 !== 0)
      throw refuse(
        pipeline,
        `has vertices ${counted(arrayStride, 'byte')} apart; a stride is a multiple of 4`,
        `${path}[${b}].arrayStride`,
      )
    attributes.forEach(({ shaderLocation, format, offset }, a) => {
      const place = `${path}[${b}].attributes[${a}]`
      const other = taken.get(`location ${shaderLocation}`)
      if (other !== undefined)
        throw refuse(
          pipeline,
          `gives location ${shaderLocation} two attributes, this one and another (${other})`,
          place,
        )
      taken.set(`location ${shaderLocation}`, place)
      const { bytes } = vertexFormats[format]
      const alignment = Math.min(4, bytes)
      if (offset % alignment !== 0)
        throw refuse(
          pipeline,
          `has ${format} at byte ${offset} of a vertex; its offset is a multiple of ${alignment}`,
          `${place}.offset`,
        )
      const room = arrayStride === 0 ? mostStrideBytes : arrayStride
      if (offset + bytes > room)
        throw refuse(
          pipeline,
          `has ${format} in bytes ${offset} to ${offset + bytes} of a vertex of ${room}; enlarge "arrayStride", or move the attribute`,
          place,
        )
    })
  })
}

export const isStrip = ({ primitive }: Pipeline): boolean => primitive?.topology?.endsWith('strip') ?? false

function checkPrimitive(pipeline: Pipeline, path: string): void {
  const { primitive, depthStencil } = pipeline
  const topology = primitive?.topology ?? 'triangle-list'
  if (primitive?.stripIndexFormat !== undefined && !isStrip(pipeline))
    throw refuse(
      pipeline,
      `draws a ${topology}, which has no "stripIndexFormat"; leave it out`,
      `${path}.primitive.stripIndexFormat`,
    )
  if (topology.startsWith('triangle')) return
  for (const field of ['depthBias', 'depthBiasSlopeScale', 'depthBiasClamp'] as const)
    if (depthStencil?.[field])
      throw refuse(
        pipeline,
        `draws a ${topology}, and only triangles have a "${field}"; leave it out`,
        `${path}.depthStencil.${field}`,
      )
}

/**
 * Checks that a pipeline can draw to the attachments of a pass.
 * @throws MemkitError INVALID_PIPELINE with pipeline, pass and the path in the pipeline.
 */
export function checkTargets(pipeline: Pipeline, index: number, targets: Targets): void {
  const path = `pipelines[${index}]`
  checkColorTargets(pipeline, path, targets)
  checkDepthTarget(pipeline, path, targets)
  if (!pipeline.multisample?.alphaToCoverageEnabled) return
  const place = `${path}.multisample.alphaToCoverageEnabled`
  const first = targets.color[0]
  if (targets.samples === 1)
    throw refuse(
      pipeline,
      `turns alpha into coverage, but ${inPass(targets)} has one sample a texel; draw to textures with "sampleCount": 4, or leave it out`,
      place,
      targets,
    )
  if (!first || !hasAlpha(first.format) || pipeline.fragment?.targets?.[0] === null)
    throw refuse(
      pipeline,
      `turns alpha into coverage, but the first color attachment of ${inPass(targets)} ${first ? `(${JSON.stringify(first.resource)}, ${first.format}) ` : ''}is not written with an alpha`,
      place,
      targets,
    )
}

function checkColorTargets(pipeline: Pipeline, path: string, targets: Targets): void {
  const { fragment } = pipeline
  const { color } = targets
  if (!fragment) {
    if (color.length > 0)
      throw refuse(
        pipeline,
        `has no "fragment", but ${inPass(targets)} has color attachments; give it one, or draw to depth alone`,
        path,
        targets,
      )
    return
  }
  const given = fragment.targets
  if (given && given.length > color.length)
    throw refuse(
      pipeline,
      `writes ${counted(given.length, 'target')}, but ${inPass(targets)} has ${counted(color.length, 'color attachment')}`,
      `${path}.fragment.targets`,
      targets,
    )
  given?.forEach((target, t) => {
    if (target?.blend && !canBlend(color[t]!.format))
      throw refuse(
        pipeline,
        `blends, but ${color[t]!.format} of ${JSON.stringify(color[t]!.resource)} in ${inPass(targets)} cannot be blended; leave "blend" out, or take a format such as rgba16float`,
        `${path}.fragment.targets[${t}].blend`,
        targets,
      )
  })
}

function checkDepthTarget(pipeline: Pipeline, path: string, targets: Targets): void {
  const { depthStencil: state } = pipeline
  const place = `${path}.depthStencil`
  if (!state) return
  const { depth: target } = targets
  if (!target)
    throw refuse(
      pipeline,
      `has "depthStencil", but ${inPass(targets)} has no depth attachment; give the pass one, or leave it out`,
      place,
      targets,
    )
  const { depth, stencil } = formatInfo(target.format)
  const what = `${target.format} of ${JSON.stringify(target.resource)} in ${inPass(targets)}`
  if (depth) {
    for (const field of ['depthWriteEnabled', 'depthCompare'] as const)
      if (state[field] === undefined)
        throw refuse(pipeline, `does not say "${field}", and ${what} has depth; say it`, place, targets)
  } else if (state.depthWriteEnabled || (state.depthCompare ?? 'always') !== 'always')
    throw refuse(pipeline, `tests or writes depth, but ${what} has none`, place, targets)
  const faces = [state.stencilFront, state.stencilBack]
  const keeps = faces.every((face) =>
    [face?.failOp, face?.depthFailOp, face?.passOp].every((operation) => (operation ?? 'keep') === 'keep'),
  )
  if (!stencil && !(keeps && faces.every((face) => (face?.compare ?? 'always') === 'always')))
    throw refuse(pipeline, `tests or writes stencil, but ${what} has none`, place, targets)
  if (!target.readOnly) return
  if (state.depthWriteEnabled)
    throw refuse(pipeline, `writes depth, but ${what} is read only`, `${place}.depthWriteEnabled`, targets)
  if (!keeps && state.stencilWriteMask !== 0)
    throw refuse(pipeline, `writes stencil, but ${what} is read only`, place, targets)
}

const inPass = ({ pass }: Targets): string => `render pass ${JSON.stringify(pass)}`

const refuse = ({ id }: Pipeline, why: string, path: string, targets?: Targets) =>
  invalidPipeline(`The pipeline ${JSON.stringify(id)} ${why}`, path, {
    pipeline: id,
    ...(targets && { pass: targets.pass }),
  })
