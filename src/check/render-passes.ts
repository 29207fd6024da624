/** Render commands, executed symbolically: one or more declared passes on the same attachments. */
import { accessCode } from './access-kinds.ts'
import type { ColorAttachment, DepthAttachment, Endpoint, PassOf, Use } from '../graph/document.ts'
import type { CommandOf, TextureSlice } from '../plan/document.ts'
import { checkBindingRules, expectContent, fill, storeResults, Touched, written } from './code-passes.ts'
import { drawnUses } from './drawn-uses.ts'
import { checkDraws } from './draws.ts'
import { differs, meet, meetUses, type Met, type PassToMeet } from './met.ts'
import type { Machine } from './machine.ts'
import { slotsOf } from './slots.ts'
import { UNDEFINED } from './values.ts'
import { isSameList } from './unlike.ts'

type Render = CommandOf<'render'>

/** Executes a render command: what its attachments load and store, and its parts in their order. */
export function executeRender(machine: Machine, command: Render): void {
  const { parts: given, passes } = command
  if (given.length === 0 || given.length !== passes.length || given.some((part, i) => part.pass !== passes[i]))
    machine.reject('MALFORMED', 'The parts of a render command are not its passes')
  const parts = command.parts.map((part) => {
    const p = machine.pass(part.pass)
    machine.carriesOut(p)
    const pass = machine.resolved.graph.passes[p]!
    if (pass.kind !== 'render') differs(machine, pass, `its kind: it is a ${pass.kind} pass`)
    return { p, pass, part }
  })
  const attachments = attachmentAccesses(machine, command)
  let use = attachments.count
  parts.forEach(({ p, pass, part }, index) => {
    const isFirst = index === 0
    const isLast = index === parts.length - 1
    if (part.body !== pass.body) differs(machine, pass, 'its body')
    if (!isSameList(part.attachments, attachmentIds(pass))) differs(machine, pass, 'the names of its attachments')
    checkAttachments(machine, command, pass, isFirst, isLast)
    const slots = slotsOf(machine.resolved, p)
    const { drawn, resolved } = meetAttachments({ machine, p, slots }, command, attachments)
    checkDraws(machine, pass, part)
    // Only draws are bound by the plan; a body binds for itself.
    if (pass.draws) for (const one of part.uses) checkBindingRules(machine, one)
    // An attachment is one access of the whole command: draws inside it are ordered.
    for (const one of drawn) {
      if (isFirst && one.reads) machine.hazards.read(one.memory, one.extent, one.access)
      if (one.reads) expectContent(machine, p, one.slot, one.memory, one.memory.values.read(one.extent))
    }
    const first = { slot: drawn.length + resolved.length, use }
    const touched = new Touched(machine, slots)
    meetUses({ machine, p, slots }, first, declaredUses(pass), part.uses, (one) => touched.add(one))
    use += part.uses.length
    touched.write()
    if (isLast) for (const one of resolved) if (one.writes) storeResults(machine, one)
    for (const one of drawn) {
      if (!one.writes) continue
      if (isFirst) machine.hazards.write(one.memory, one.extent, one.access)
      machine.storeValues(one.memory, one.extent, written(machine, one))
    }
    if (isLast) dropUnstored(machine, command, drawn)
  })
}

function declaredUses(pass: PassOf<'render'>): readonly Use[] {
  const { list } = drawnUses(pass)
  return list.length === 0 ? (pass.uses ?? []) : [...(pass.uses ?? []), ...list.map((drawn) => drawn.use)]
}

/** Ids of the attachments of a pass, in the order of its endpoints. */
function attachmentIds({ color = [], depth }: PassOf<'render'>): string[] {
  const ids: string[] = []
  const add = (endpoint: Endpoint) => ids.push(typeof endpoint === 'string' ? endpoint : endpoint.resource)
  for (const { use, resolve } of color) {
    add(use)
    if (resolve !== undefined) add(resolve)
  }
  if (depth) add(depth.use)
  return ids
}

interface AttachmentAccesses {
  readonly color: readonly { readonly draw: number; readonly resolve: number }[]
  readonly depth: number
  readonly count: number
}

function attachmentAccesses(machine: Machine, command: Render): AttachmentAccesses {
  let count = 0
  const color = command.color.map(() => ({
    draw: machine.access(accessCode['color-attachment'], count++),
    resolve: machine.access(accessCode['color-attachment'], count++),
  }))
  const depth = machine.access(accessCode[command.depth?.readOnly ? 'depth-read' : 'depth-write'], count++)
  return { color, depth, count }
}

/** Matches the attachments of a command with the endpoints of its passes: each colour with its resolve target, then depth. */
function meetAttachments(met: PassToMeet, command: Render, accesses: AttachmentAccesses) {
  const drawn: Met[] = []
  const resolved: Met[] = []
  let slot = 0
  command.color.forEach((attachment, i) => {
    drawn.push(meet(met, slot++, attachment.slice, { layout: 'color', access: accesses.color[i]!.draw }))
    if (attachment.resolve)
      resolved.push(meet(met, slot++, attachment.resolve, { layout: 'color', access: accesses.color[i]!.resolve }))
  })
  if (command.depth) {
    const { readOnly, slice } = command.depth
    drawn.push(meet(met, slot, slice, { layout: readOnly ? 'depth-read' : 'depth', access: accesses.depth }))
  }
  return { drawn, resolved }
}

function checkAttachments(
  machine: Machine,
  command: Render,
  pass: PassOf<'render'>,
  isFirst: boolean,
  isLast: boolean,
): void {
  const color = pass.color ?? []
  if (color.length !== command.color.length || (pass.depth === undefined) !== (command.depth === undefined))
    differs(machine, pass, 'its attachments')
  color.forEach((declared, i) => {
    const planned = command.color[i]!
    if ((declared.resolve === undefined) !== (planned.resolve === undefined))
      differs(machine, pass, `whether color[${i}] is resolved`)
    if (!isSameView(declared.use, planned.slice)) differs(machine, pass, `the format of color[${i}]`)
    if (declared.resolve !== undefined && !isSameView(declared.resolve, planned.resolve))
      differs(machine, pass, `the format of color[${i}].resolve`)
    const sameClear = (declared.clearValue ?? black).every((n, channel) => Object.is(n, planned.clearValue[channel]))
    if (!loadFits(declared, planned.load, sameClear, isFirst)) differs(machine, pass, `how it loads color[${i}]`)
    if (!storeFits(declared, planned.store, isLast)) differs(machine, pass, `how it stores color[${i}]`)
  })
  if (!pass.depth || !command.depth) return
  const { depth } = command
  if (!isSameView(pass.depth.use, depth.slice)) differs(machine, pass, 'the format of depth')
  if ((pass.depth.readOnly ?? false) !== depth.readOnly) differs(machine, pass, 'whether depth is read only')
  if (depth.readOnly) {
    if (depth.load !== 'load') differs(machine, pass, 'how it loads depth that is read only')
    return
  }
  const sameClear =
    (pass.depth.clearValue === undefined || Object.is(pass.depth.clearValue, depth.clearValue)) &&
    (pass.depth.stencilClearValue ?? 0) === depth.stencilClearValue
  if (!loadFits(pass.depth, depth.load, sameClear, isFirst)) differs(machine, pass, 'how it loads depth')
  if (!storeFits(pass.depth, depth.store, isLast)) differs(machine, pass, 'how it stores depth')
}

const black = [0, 0, 0, 0]

const isSameView = (declared: Endpoint, planned: TextureSlice | undefined): boolean =>
  planned?.format === (typeof declared === 'object' && 'format' in declared ? declared.format : undefined)

function loadFits(
  declared: ColorAttachment | DepthAttachment,
  planned: string,
  sameClear: boolean,
  isFirst: boolean,
): boolean {
  if (declared.load === 'discard') return true
  return isFirst ? declared.load === planned && (planned !== 'clear' || sameClear) : declared.load === 'load'
}

const storeFits = (declared: ColorAttachment | DepthAttachment, planned: string, isLast: boolean): boolean =>
  !isLast || declared.store !== 'store' || planned === 'store'

/** Leaves zeros, or nothing that is defined, in the attachments that are not stored. */
function dropUnstored(machine: Machine, command: Render, drawn: readonly Met[]): void {
  const end = (store: string, { memory, extent }: Met) => {
    if (store !== 'store') fill(machine, memory, extent, store === 'zero' ? machine.values.pattern(0) : UNDEFINED)
  }
  command.color.forEach(({ store }, i) => end(store, drawn[i]!))
  const depth = command.depth && drawn.at(-1)!
  if (depth?.writes) end(command.depth!.store, depth)
}
