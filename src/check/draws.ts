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

/** Rejects a part of a render command whose draws are not those of its pass. O(entries of the draws). */
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
      differentGroup(draw.bindings ? instead(byGroup(draw.bindings), ofPass) : ofPass, planned, bindGroups, uses)
    if (unlike !== undefined) differs(machine, pass, `draws[${d}]${unlike}`)
    for (const number of planned.bindGroups) given[number] = 1
  })
  if (given.includes(0)) differs(machine, pass, `what its draws are given: none has bind group ${given.indexOf(0)}`)
}

/** The path of the first field that differs, of all but the pipeline and the groups of bindings. */
function differentField(draw: Draw, planned: PlannedDraw, uses: DrawnUses): string | undefined {
  const { indexBuffer } = draw
  const index = indexBuffer && {
    use: uses.numberOf({ use: indexBuffer.use, as: 'index' }),
    format: indexBuffer.format,
  }
  return (
    differentVertexBuffer(draw.vertexBuffers ?? nothing, planned.vertexBuffers, uses) ??
    under('.indexBuffer', firstUnlike(index, planned.indexBuffer)) ??
    under('.call', firstUnlike(callOf(draw, uses), planned.call)) ??
    differentState(draw, planned)
  )
}

const nothing: readonly never[] = []

const under = (path: string, unlike: string | undefined): string | undefined =>
  unlike === undefined ? undefined : path + unlike

function differentVertexBuffer(
  expected: NonNullable<Draw['vertexBuffers']>,
  found: PlannedDraw['vertexBuffers'],
  uses: DrawnUses,
): string | undefined {
  if (expected.length !== found.length) return '.vertexBuffers'
  for (let i = 0; i < expected.length; i++) {
    const use = expected[i]!
    if (found[i] !== (use === null ? null : uses.numberOf({ use, as: 'vertex' }))) return `.vertexBuffers[${i}]`
  }
  return undefined
}

type State = Pick<Draw, 'viewport' | 'scissor' | 'stencilReference' | 'blendConstant'>

/** State has defaults, and −0 is 0. Where WebGPU has the whole of the attachments by default, that is said by nothing. */
const differentState = (draw: State, planned: State): string | undefined =>
  under('.viewport', firstUnlike(draw.viewport?.map(withoutSign), planned.viewport?.map(withoutSign))) ??
  under('.scissor', firstUnlike(draw.scissor, planned.scissor)) ??
  under('.stencilReference', firstUnlike(draw.stencilReference ?? 0, planned.stencilReference ?? 0)) ??
  under(
    '.blendConstant',
    firstUnlike(draw.blendConstant?.map(withoutSign) ?? zeros, planned.blendConstant?.map(withoutSign) ?? zeros),
  )

const zeros = [0, 0, 0, 0]

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

/** A group and its bindings, by number. */
interface Group {
  readonly group: number
  readonly bindings: Binding[]
}

/** The groups by number, as plans list them. */
function byGroup(bindings: readonly Binding[] = []): readonly Group[] {
  const groups = new Map<number, Group>()
  for (const binding of bindings) {
    const known = groups.get(binding.group)
    if (known) known.bindings.push(binding)
    else groups.set(binding.group, { group: binding.group, bindings: [binding] })
  }
  for (const one of groups.values()) one.bindings.sort((a, b) => a.binding - b.binding)
  return [...groups.values()].sort(byNumber)
}

const byNumber = (a: Group, b: Group): number => a.group - b.group

/** The groups of a draw: what it binds stands instead of the pass's groups of the same numbers. */
const instead = (ofDraw: readonly Group[], ofPass: readonly Group[]): readonly Group[] =>
  ofPass.length === 0
    ? ofDraw
    : [...ofDraw, ...ofPass.filter((one) => ofDraw.every(({ group }) => group !== one.group))].sort(byNumber)

/** The path of the first group that is not the one expected. */
function differentGroup(
  expected: readonly Group[],
  planned: PlannedDraw,
  bindGroups: readonly BindGroup[],
  uses: DrawnUses,
): string | undefined {
  if (expected.length !== planned.bindGroups.length) return '.bindGroups'
  const wrong = expected.findIndex(({ group, bindings }, i) => {
    const found = bindGroups[planned.bindGroups[i]!]
    return found?.group !== group || !hasEntries(found, bindings, uses)
  })
  return wrong < 0 ? undefined : `.bindGroups[${wrong}]`
}

function hasEntries({ entries }: BindGroup, bindings: readonly Binding[], uses: DrawnUses): boolean {
  return (
    bindings.length === entries.length &&
    bindings.every((binding, i) => {
      const entry = entries[i]!
      if (entry.binding !== binding.binding) return false
      return 'use' in binding
        ? 'use' in entry && entry.use === uses.numberOf(binding)
        : 'sampler' in entry && sameSampler(binding.sampler, entry.sampler)
    })
  )
}
