/**
 * Draws of a plan against those of the document. Their numbers must lead to what the document names: a pipeline, groups of
 * bindings, and uses of the pass, whose bytes are proven like those of every other pass.
 */
import type { Binding, Draw, PassOf } from '../graph/document.ts'
import type { BindGroup, PlannedDraw, RenderPart } from '../plan/document.ts'
import { sameSampler } from './code-passes.ts'
import { drawnUses, type DrawnUses } from './drawn-uses.ts'
import type { Machine } from './machine.ts'
import { differs } from './met.ts'
import { firstUnlike } from './unlike.ts'

export function checkDraws(machine: Machine, pass: PassOf<'render'>, part: RenderPart): void {
  const { draws, bindGroups } = part
  if ((pass.draws === undefined) !== (draws === undefined) || (draws === undefined) !== (bindGroups === undefined))
    differs(machine, pass, 'whether it draws by data')
  if (!pass.draws || !draws || !bindGroups) return
  if (pass.draws.length !== draws.length) differs(machine, pass, 'the number of its draws')
  const uses = drawnUses(pass)
  const ofPass = byGroup(pass.bindings)
  const given = new Uint8Array(bindGroups.length)
  pass.draws.forEach((draw, d) => {
    const planned = draws[d]!
    const unlike =
      machine.pipelines.difference(planned.pipeline, draw.pipeline, pass) ??
      differentField(draw, planned, uses) ??
      differentGroup(new Map([...ofPass, ...byGroup(draw.bindings)]), planned, bindGroups, uses)
    if (unlike !== undefined) differs(machine, pass, `draws[${d}]${unlike}`)
    for (const number of planned.bindGroups) given[number] = 1
  })
  if (given.includes(0)) differs(machine, pass, `what its draws are given: none has bind group ${given.indexOf(0)}`)
}

/** The path of the first field that differs, of all but the pipeline and the groups of bindings. */
function differentField(draw: Draw, planned: PlannedDraw, uses: DrawnUses): string | undefined {
  const { vertexBuffers = [], indexBuffer, viewport, scissor, stencilReference, blendConstant } = draw
  const expected = {
    vertexBuffers: vertexBuffers.map((use) => (use === null ? null : uses.numberOf({ use, as: 'vertex' }))),
    indexBuffer: indexBuffer && {
      use: uses.numberOf({ use: indexBuffer.use, as: 'index' }),
      format: indexBuffer.format,
    },
    call: callOf(draw, uses),
    ...stateOf({ viewport, scissor, stencilReference, blendConstant }),
  }
  const { pipeline: _, bindGroups: __, ...found } = planned
  return firstUnlike(expected, { ...found, ...stateOf(planned) })
}

/** State with its defaults. Where WebGPU has the whole of the attachments by default, that is said by nothing. */
const stateOf = ({
  viewport,
  scissor,
  stencilReference = 0,
  blendConstant = [0, 0, 0, 0],
}: Pick<Draw, 'viewport' | 'scissor' | 'stencilReference' | 'blendConstant'>) => ({
  viewport: viewport?.map(withoutSign),
  scissor,
  stencilReference,
  blendConstant: blendConstant.map(withoutSign),
})

/** −0 as 0. */
const withoutSign = (n: number): number => n + 0

function callOf(draw: Draw, uses: DrawnUses): unknown {
  const { indirect, indexBuffer, instanceCount = 1, firstInstance = 0 } = draw
  if (indirect !== undefined) return { indirect: uses.numberOf({ use: indirect, as: 'indirect' }) }
  if (!indexBuffer) {
    const { vertexCount = 0, firstVertex = 0 } = draw
    return { vertexCount, instanceCount, firstVertex, firstInstance }
  }
  const { indexCount = 0, firstIndex = 0, baseVertex = 0 } = draw
  return { indexCount, instanceCount, firstIndex, baseVertex, firstInstance }
}

type Groups = ReadonlyMap<number, readonly Binding[]>

function byGroup(bindings: readonly Binding[] = []): Groups {
  const groups = new Map<number, Binding[]>()
  for (const binding of bindings) {
    const group = groups.get(binding.group)
    if (group) group.push(binding)
    else groups.set(binding.group, [binding])
  }
  return groups
}

/** The path of the first group that is not the one expected. Groups stand in ascending order, as their entries do. */
function differentGroup(
  expected: Groups,
  planned: PlannedDraw,
  bindGroups: readonly BindGroup[],
  uses: DrawnUses,
): string | undefined {
  if (expected.size !== planned.bindGroups.length) return '.bindGroups'
  const wrong = [...expected]
    .sort(([a], [b]) => a - b)
    .findIndex(([group, bindings], i) => {
      const found = bindGroups[planned.bindGroups[i]!]
      return found?.group !== group || !hasEntries(found, bindings, uses)
    })
  return wrong < 0 ? undefined : `.bindGroups[${wrong}]`
}

function hasEntries({ entries }: BindGroup, bindings: readonly Binding[], uses: DrawnUses): boolean {
  const sorted = [...bindings].sort((a, b) => a.binding - b.binding)
  return (
    sorted.length === entries.length &&
    sorted.every((binding, i) => {
      const entry = entries[i]!
      if (entry.binding !== binding.binding) return false
      return 'use' in binding
        ? 'use' in entry && entry.use === uses.numberOf(binding)
        : 'sampler' in entry && sameSampler(binding.sampler, entry.sampler)
    })
  )
}
