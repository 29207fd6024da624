/** Inputs and outputs of a pipeline's stages against its attributes, each other, and the attachments of a pass. */
import { shaderMismatch } from '../errors.ts'
import type { EntryInterface, StageValue } from '../cpu/spirv/interface.ts'
import type { PassOf, Pipeline } from '../graph/document.ts'
import { vertexFormats } from '../graph/draw-schema.ts'
import { channelCount } from '../graph/format-uses.ts'
import { targetsOf } from '../graph/render-targets.ts'
import type { ResolvedGraph } from '../graph/resolved-graph.ts'
import { numbersOf } from '../graph/shader-texture.ts'

export interface PipelineStages {
  readonly pipeline: Pipeline
  readonly path: string
  /** Undefined where the shader has no code. */
  readonly vertex: EntryInterface | undefined
  readonly fragment: EntryInterface | undefined
}

/**
 * Checks that what a pipeline's stages read is fed, and that they write what the pass draws to.
 * @throws MemkitError SHADER_MISMATCH with pipeline and location.
 */
export function checkStages(resolved: ResolvedGraph, pass: PassOf<'render'>, stages: PipelineStages): void {
  checkAttributes(stages)
  checkVaryings(stages)
  checkOutputs(resolved, pass, stages)
}

function checkAttributes(stages: PipelineStages): void {
  const attributes = new Map(
    (stages.pipeline.vertex.buffers ?? []).flatMap((buffer) =>
      (buffer?.attributes ?? []).map((attribute) => [attribute.shaderLocation, attribute]),
    ),
  )
  for (const { location, type } of stages.vertex?.inputs ?? []) {
    const attribute = attributes.get(location)
    if (!attribute)
      throw refuse(
        stages,
        `reads location ${location} in its vertex stage, which no attribute feeds; add one with "shaderLocation": ${location}`,
        'vertex.buffers',
        location,
      )
    const has = vertexFormats[attribute.format].type
    if (has !== type)
      throw refuse(
        stages,
        `feeds location ${location} with ${attribute.format}, which is read as ${has}, but its vertex stage reads ${type}`,
        'vertex.buffers',
        location,
      )
  }
}

function checkVaryings(stages: PipelineStages): void {
  const { vertex, fragment } = stages
  if (!vertex?.outputs || !fragment?.inputs) return
  const outputs = new Map(vertex.outputs.map((output) => [output.location, output]))
  for (const input of fragment.inputs) {
    const output = outputs.get(input.location)
    if (output && output.type === input.type && output.components === input.components) continue
    throw refuse(
      stages,
      output
        ? `passes ${textOf(output)} at location ${input.location} from its vertex stage, but its fragment stage reads ${textOf(input)}`
        : `reads location ${input.location} in its fragment stage, which its vertex stage does not write`,
      'fragment.entryPoint',
      input.location,
    )
  }
}

function checkOutputs(resolved: ResolvedGraph, pass: PassOf<'render'>, stages: PipelineStages): void {
  const { pipeline, fragment } = stages
  if (!fragment?.outputs) return
  const outputs = new Map(fragment.outputs.map((output) => [output.location, output]))
  const { color } = targetsOf(pass, { resources: resolved.graph.resources, resourceIndex: resolved.resourceIndex })
  color.forEach(({ resource, format }, location) => {
    const target = pipeline.fragment!.targets === undefined ? {} : pipeline.fragment!.targets[location]
    if (!target || target.writeMask === 0) return
    const where = `${JSON.stringify(resource)} of render pass ${JSON.stringify(pass.id)}`
    const output = outputs.get(location)
    if (!output)
      throw refuse(
        stages,
        `writes nothing to location ${location} in its fragment stage, but draws to ${where} there; write it, or give target ${location} null or "writeMask": 0`,
        'fragment',
        location,
        pass.id,
      )
    const channels = channelCount(format)
    if (output.type !== numbersOf(format) || output.components < channels)
      throw refuse(
        stages,
        `writes ${textOf(output)} to location ${location}, but draws to ${where} there, whose ${format} takes ${textOf({ type: numbersOf(format), components: channels })}`,
        'fragment',
        location,
        pass.id,
      )
  })
}

const textOf = ({ type, components }: Omit<StageValue, 'location'>): string =>
  components === 1 ? `a ${type}` : `${components} components of ${type}`

const refuse = ({ pipeline, path }: PipelineStages, why: string, field: string, location: number, pass?: string) =>
  shaderMismatch(`The pipeline ${JSON.stringify(pipeline.id)} ${why}`, `${path}.${field}`, {
    pipeline: pipeline.id,
    location,
    ...(pass !== undefined && { pass }),
  })
