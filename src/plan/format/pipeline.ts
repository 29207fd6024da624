/** Pipelines and draws as text: what is not WebGPU's default of a pipeline, and a line for each draw. */
import { capped, named, widest } from './words.ts'
import type { BindGroup, Plan, PlannedDraw, PlannedPipeline, RenderPart } from '../document.ts'

/** The lines of the pipelines of a plan: one for each where it fits, else one for each of its parts. */
export const pipelineLines = ({ pipelines = [] }: Plan): string[] =>
  pipelines.flatMap((pipeline, i) => {
    const head = `pipeline${i} ${named(pipeline.id)}`
    const parts = partsOf(pipeline)
    const line = `${head} [${parts.join(', ')}]`
    return line.length <= widest ? [line] : [head, ...parts.map((part) => `    ${part}`)]
  })

function partsOf({ vertex, fragment, primitive, depthStencil, multisample }: PlannedPipeline): string[] {
  return [
    ['vertex', stageText(vertex), ...vertex.buffers.map((buffer, b) => vertexText(buffer, b))].join(' '),
    fragment ? ['fragment', stageText(fragment), ...fragment.targets.map(targetText)].join(' ') : 'no fragments',
    primitiveText(primitive),
    ...(depthStencil ? [depthText(depthStencil)] : []),
    ...multisampleText(multisample),
  ]
}

function stageText({ shader, entryPoint, constants }: PlannedPipeline['vertex' | 'fragment'] & object): string {
  const given = constantsText(constants)
  return `${named(shader)}.${named(entryPoint)}${given}`
}

/** Constants in braces; nothing where there are none. */
export function constantsText(constants: Readonly<Record<string, number>> = {}): string {
  const entries = Object.entries(constants)
  return entries.length === 0 ? '' : ` {${entries.map(([name, value]) => `${named(name)}=${value}`).join(' ')}}`
}

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

/** The lines of what a part draws: its groups, then its draws, in which `use2` is the third use of the part. */
export const drawLines = ({ bindGroups = [], draws = [] }: RenderPart): string[] => [
  ...bindGroups.map((group, g) => `bindings${g} ${groupText(group)}`),
  ...draws.map(drawText),
]

const groupText = ({ group, entries }: BindGroup): string =>
  `group ${group}: ${capped(
    entries.map((entry) => `${entry.binding} ${'use' in entry ? `use${entry.use}` : 'sampler'}`),
    8,
  )}`

function drawText(draw: PlannedDraw, d: number): string {
  const { pipeline, bindGroups, vertexBuffers, indexBuffer, viewport, scissor, stencilReference, blendConstant } = draw
  return [
    `draw${d} pipeline${pipeline} ${callText(draw.call)}`,
    ...(bindGroups.length > 0 ? [`bindings ${bindGroups.join(' ')}`] : []),
    ...(vertexBuffers.length > 0
      ? [`vertices ${vertexBuffers.map((use) => (use === null ? 'none' : `use${use}`)).join(' ')}`]
      : []),
    ...(indexBuffer ? [`indices use${indexBuffer.use} ${indexBuffer.format}`] : []),
    ...(viewport ? [`viewport ${viewport.join(' ')}`] : []),
    ...(scissor ? [`scissor ${scissor.join(' ')}`] : []),
    ...(stencilReference === undefined ? [] : [`stencil ${stencilReference}`]),
    ...(blendConstant ? [`blend ${blendConstant.join(' ')}`] : []),
  ].join(', ')
}

function callText(call: PlannedDraw['call']): string {
  if ('indirect' in call) return `indirect use${call.indirect}`
  const { instanceCount, firstInstance } = call
  const [count, first, base] =
    'indexCount' in call ? [call.indexCount, call.firstIndex, call.baseVertex] : [call.vertexCount, call.firstVertex, 0]
  const from = (n: number) => (n === 0 ? '' : ` from ${n}`)
  const what = 'indexCount' in call ? 'indices' : 'vertices'
  const instances = instanceCount === 1 && firstInstance === 0 ? '' : ` × ${instanceCount}${from(firstInstance)}`
  return `${count} ${what}${from(first)}${base === 0 ? '' : ` base ${base}`}${instances}`
}
