/** The draws of a pass as text: its bind groups, and a line for each draw. */
import { samplerText } from './pipeline.ts'
import { named } from './words.ts'
import { unique, type Names } from './names.ts'
import type { BindGroup, PlannedDraw, PlanUse, RenderPart } from '../document.ts'

/** Names of the uses of a part: the resource, with `~2` for a second use of it. */
export const useNames = (uses: readonly PlanUse[]): string[] => unique(uses.map(({ resource }) => named(resource)))

/** The lines of what a part draws. Uses are named as in `useNames`, groups by their number and their first use: `0:camera`. */
export function drawLines(names: Names, { bindGroups, draws }: RenderPart, uses: readonly string[]): string[] {
  const use = (u: number): string => uses[u] ?? `#${u}`
  const groups = groupNames(bindGroups ?? [], use)
  return [
    ...(bindGroups ?? []).map((group, g) => `bindings ${groups[g]} [${entriesText(group, use)}]`),
    ...(draws && !bindGroups ? ['no bindings'] : []),
    ...(bindGroups && !draws ? ['no draws'] : []),
    ...(draws ?? []).map((draw) => drawText(names, draw, use, groups)),
  ]
}

const groupNames = (groups: readonly BindGroup[], use: (u: number) => string): string[] =>
  unique(
    groups.map(({ group, entries }) => {
      const first = entries.find((entry) => 'use' in entry)
      return `${group}:${first ? use(first.use) : 'samplers'}`
    }),
  )

const entriesText = ({ entries }: BindGroup, use: (u: number) => string): string =>
  entries.map((entry) => `${entry.binding} ${'use' in entry ? use(entry.use) : samplerText(entry.sampler)}`).join(', ')

function drawText(names: Names, draw: PlannedDraw, use: (u: number) => string, groups: readonly string[]): string {
  const { pipeline, bindGroups, vertexBuffers, indexBuffer, viewport, scissor, stencilReference, blendConstant } = draw
  return [
    `draw ${names.pipeline(pipeline)} ${callText(draw.call, use)}`,
    ...(bindGroups.length > 0 ? [`bindings ${bindGroups.map((g) => groups[g] ?? `#${g}`).join(' ')}`] : []),
    ...(vertexBuffers.length > 0
      ? [`vertices ${vertexBuffers.map((u) => (u === null ? '-' : use(u))).join(' ')}`]
      : []),
    ...(indexBuffer ? [`indices ${use(indexBuffer.use)} ${indexBuffer.format}`] : []),
    ...(viewport ? [`viewport ${viewport.join(' ')}`] : []),
    ...(scissor ? [`scissor ${scissor.join(' ')}`] : []),
    ...(stencilReference === undefined ? [] : [`stencil ${stencilReference}`]),
    ...(blendConstant ? [`blend ${blendConstant.join(' ')}`] : []),
  ].join(', ')
}

function callText(call: PlannedDraw['call'], use: (u: number) => string): string {
  if ('indirect' in call) return `indirect ${use(call.indirect)}`
  const { instanceCount, firstInstance } = call
  const [count, first, base] =
    'indexCount' in call ? [call.indexCount, call.firstIndex, call.baseVertex] : [call.vertexCount, call.firstVertex, 0]
  const from = (n: number) => (n === 0 ? '' : ` from ${n}`)
  const what = 'indexCount' in call ? 'indices' : 'vertices'
  const instances = instanceCount === 1 && firstInstance === 0 ? '' : ` × ${instanceCount}${from(firstInstance)}`
  return `${count} ${what}${from(first)}${base === 0 ? '' : ` base ${base}`}${instances}`
}
