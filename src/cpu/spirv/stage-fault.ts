/** Inputs and outputs of a pipeline's stages against its attributes, each other, and what is drawn to. The rules are WebGPU's. */
import { vertexFormats, type VertexFormat } from '../../graph/draw-schema.ts'
import { channelCount } from '../../graph/format-uses.ts'
import type { TextureFormat } from '../../graph/formats.ts'
import { numbersOf } from '../../graph/shader-texture.ts'
import type { EntryInterface, StageValue } from './interface.ts'

export interface JoinedStages {
  /** Undefined where the code is not known. */
  readonly vertex: EntryInterface | undefined
  readonly fragment: EntryInterface | undefined
  readonly attributes: readonly { readonly shaderLocation: number; readonly format: VertexFormat }[]
  /** By location of the fragment stage, in words what is drawn to, and its format; undefined where it is not written. */
  readonly targets: readonly ({ readonly name: string; readonly format: TextureFormat } | undefined)[]
}

export interface StageFault {
  /** Description of what is wrong with the pipeline. */
  readonly why: string
  /** The field of the pipeline. */
  readonly field: 'vertex.buffers' | 'fragment.entryPoint' | 'fragment'
  readonly location: number
}

/** The first thing that is read and not fed, or drawn to and not written. O(inputs + outputs). */
export const stageFault = (stages: JoinedStages): StageFault | undefined =>
  attributeFault(stages) ?? varyingFault(stages) ?? outputFault(stages)

function attributeFault({ vertex, attributes }: JoinedStages): StageFault | undefined {
  const fed = new Map(attributes.map((attribute) => [attribute.shaderLocation, attribute]))
  const field = 'vertex.buffers'
  for (const { location, type } of vertex?.inputs ?? []) {
    const attribute = fed.get(location)
    if (!attribute) {
      const why = `reads location ${location} in its vertex stage, which no attribute feeds; add one with "shaderLocation": ${location}`
      return { why, field, location }
    }
    const has = vertexFormats[attribute.format].type
    if (has === type) continue
    const why = `feeds location ${location} with ${attribute.format}, which is read as ${has}, but its vertex stage reads ${type}`
    return { why, field, location }
  }
  return undefined
}

function varyingFault({ vertex, fragment }: JoinedStages): StageFault | undefined {
  if (!vertex?.outputs || !fragment?.inputs) return undefined
  const outputs = new Map(vertex.outputs.map((output) => [output.location, output]))
  for (const input of fragment.inputs) {
    const { location } = input
    const output = outputs.get(location)
    if (output && output.type === input.type && output.components === input.components) continue
    const why = output
      ? `passes ${textOf(output)} at location ${location} from its vertex stage, but its fragment stage reads ${textOf(input)}`
      : `reads location ${location} in its fragment stage, which its vertex stage does not write`
    return { why, field: 'fragment.entryPoint', location }
  }
  return undefined
}

function outputFault({ fragment, targets }: JoinedStages): StageFault | undefined {
  if (!fragment?.outputs) return undefined
  const outputs = new Map(fragment.outputs.map((output) => [output.location, output]))
  for (const [location, target] of targets.entries()) {
    if (!target) continue
    const { name, format } = target
    const output = outputs.get(location)
    if (!output) {
      const why = `writes nothing to location ${location} in its fragment stage, but draws to ${name} there; write it, or give target ${location} null or "writeMask": 0`
      return { why, field: 'fragment', location }
    }
    const wanted = { type: numbersOf(format), components: channelCount(format) }
    if (output.type === wanted.type && output.components >= wanted.components) continue
    const why = `writes ${textOf(output)} to location ${location}, but draws to ${name} there, whose ${format} takes ${textOf(wanted)}`
    return { why, field: 'fragment', location }
  }
  return undefined
}

const textOf = ({ type, components }: Omit<StageValue, 'location'>): string =>
  components === 1 ? `a ${type}` : `${components} components of ${type}`
