/** Pipelines as text: what is not WebGPU's default of each. */
import { named, widest } from './words.ts'
import type { Names } from './names.ts'
import type { Plan, PlannedPipeline } from '../document.ts'
import type { SamplerDescription } from '../../graph/document.ts'

export const pipelineLines = (plan: Plan, names: Names): string[] =>
  (plan.pipelines ?? []).flatMap((pipeline, i) => pipelineText(pipeline, names.pipeline(i)))

/** The lines of a pipeline: one where it fits, else one for each of its parts. */
export function pipelineText(pipeline: PlannedPipeline, name: string): string[] {
  const parts = partsOf(pipeline)
  const line = `${name} [${parts.join(', ')}]`
  return line.length <= widest ? [line] : [name, ...parts.map((part) => `    ${part}`)]
}

function partsOf({ vertex, fragment, primitive, depthStencil, multisample }: PlannedPipeline): string[] {
  return [
    ['vertex', stageText(vertex), ...vertex.buffers.map((buffer, b) => vertexText(buffer, b))].join(' '),
    fragment ? ['fragment', stageText(fragment), ...fragment.targets.map(targetText)].join(' ') : 'no fragments',
    primitiveText(primitive),
    ...(depthStencil ? [depthText(depthStencil)] : []),
    ...multisampleText(multisample),
  ]
}

const stageText = ({ shader, entryPoint, constants }: PlannedPipeline['vertex' | 'fragment'] & object): string =>
  `${named(shader)}:${named(entryPoint)}${Object.keys(constants).length === 0 ? '' : ` ${constantsText(constants)}`}`

/** Constants in braces: `{width=64 height=32}`. */
export const constantsText = (constants: Readonly<Record<string, number>>): string => `{${fieldsText(constants)}}`

/** The text of a sampler: `sampler magFilter=linear`. */
export const samplerText = (sampler: SamplerDescription): string => `sampler ${fieldsText(sampler)}`.trimEnd()

const fieldsText = (fields: object): string =>
  Object.entries(fields as Readonly<Record<string, unknown>>)
    .filter(([, value]) => value !== undefined)
    .map(([name, value]) => `${named(name)}=${String(value)}`)
    .join(' ')

function vertexText(buffer: PlannedPipeline['vertex']['buffers'][number], b: number): string {
  if (!buffer) return `buffer${b} none`
  const attributes = buffer.attributes.map(
    ({ shaderLocation, format, offset }) => `${shaderLocation} ${format} @${offset}`,
  )
  return `buffer${b} +${buffer.arrayStride}${buffer.stepMode === 'vertex' ? '' : ` by ${buffer.stepMode}`} (${attributes.join(', ')})`
}

type Target = NonNullable<PlannedPipeline['fragment']>['targets'][number]

function targetText({ format, blend, writeMask }: Target): string {
  const part = ({ operation, srcFactor, dstFactor }: NonNullable<Target['blend']>['color']) =>
    `${operation} ${srcFactor} ${dstFactor}`
  const blends = blend ? ` blends ${part(blend.color)} / ${part(blend.alpha)}` : ''
  const mask = ['r', 'g', 'b', 'a'].filter((_, bit) => writeMask & (1 << bit)).join('')
  return `${format}${blends}${writeMask === 15 ? '' : ` writes ${mask || 'nothing'}`}`
}

const primitiveText = ({ topology, stripIndexFormat, frontFace, cullMode }: PlannedPipeline['primitive']): string =>
  [
    topology,
    ...(stripIndexFormat ? [`of ${stripIndexFormat}`] : []),
    ...(frontFace === 'ccw' ? [] : [frontFace]),
    ...(cullMode === 'none' ? [] : [`culls ${cullMode}`]),
  ].join(' ')

type DepthStencil = NonNullable<PlannedPipeline['depthStencil']>

function depthText(state: DepthStencil): string {
  const { format, depthWriteEnabled, depthCompare, stencilFront, stencilBack } = state
  const { stencilReadMask, stencilWriteMask, depthBias, depthBiasSlopeScale, depthBiasClamp } = state
  const face = ({ compare, failOp, depthFailOp, passOp }: DepthStencil['stencilFront']) =>
    `${compare} ${failOp} ${depthFailOp} ${passOp}`
  const faces = [face(stencilFront), face(stencilBack)]
  const biased = depthBias !== 0 || depthBiasSlopeScale !== 0 || depthBiasClamp !== 0
  const masked = stencilReadMask !== allBits || stencilWriteMask !== allBits
  return [
    `${format} ${depthCompare}${depthWriteEnabled ? ' writes' : ''}`,
    ...(biased ? [`bias ${depthBias} ${depthBiasSlopeScale} ${depthBiasClamp}`] : []),
    ...(faces.every((text) => text === 'always keep keep keep') ? [] : [`stencil ${faces.join(' / ')}`]),
    ...(masked ? [`masks 0x${stencilReadMask.toString(16)} 0x${stencilWriteMask.toString(16)}`] : []),
  ].join(' ')
}

const allBits = 0xffff_ffff

function multisampleText({ count, mask, alphaToCoverageEnabled }: PlannedPipeline['multisample']): string[] {
  if (count === 1 && mask === allBits && !alphaToCoverageEnabled) return []
  const masked = mask === allBits ? '' : ` mask 0x${mask.toString(16)}`
  return [`${count} samples${masked}${alphaToCoverageEnabled ? ' alpha to coverage' : ''}`]
}
