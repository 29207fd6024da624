/** Inputs and outputs of a pipeline's stages against its attributes, each other, and the attachments of a pass. */
import { shaderMismatch } from '../errors.ts'
import type { EntryInterface } from '../cpu/spirv/interface.ts'
import { stageFault } from '../cpu/spirv/stage-fault.ts'
import type { PassOf, Pipeline } from '../graph/document.ts'
import { targetsOf } from '../graph/render-targets.ts'
import type { ResolvedGraph } from '../graph/resolved-graph.ts'

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
  const { pipeline, path, vertex, fragment } = stages
  const { color } = targetsOf(pass, { resources: resolved.graph.resources, resourceIndex: resolved.resourceIndex })
  const targets = color.map(({ resource, format }, location) => {
    const target = pipeline.fragment?.targets === undefined ? {} : pipeline.fragment.targets[location]
    if (!target || target.writeMask === 0) return undefined
    return { name: `${JSON.stringify(resource)} of render pass ${JSON.stringify(pass.id)}`, format }
  })
  const attributes = (pipeline.vertex.buffers ?? []).flatMap((buffer) => buffer?.attributes ?? [])
  const fault = stageFault({ vertex, fragment, attributes, targets })
  if (!fault) return
  const { why, field, location } = fault
  throw shaderMismatch(`The pipeline ${JSON.stringify(pipeline.id)} ${why}`, `${path}.${field}`, {
    pipeline: pipeline.id,
    location,
    ...(field === 'fragment' && { pass: pass.id }),
  })
}
