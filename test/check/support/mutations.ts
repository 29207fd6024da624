/**
 * Ways to break a plan. Each takes a copy to change and a chooser; it returns false where the plan has nothing of the kind.
 * Counts in the report and the hash follow the change, so that only what a plan does can give it away.
 */
import { layoutOf } from '../../../src/check/memory.ts'
import { formatInfo } from '../../../src/graph/formats.ts'
import type { Command, Plan, Position } from '../../../src/plan/document.ts'
import { sealed } from './by-hand.ts'

/** `choose(n)` is in 0 … n − 1. */
export type Choose = (below: number) => number
type Change = (plan: Plan, choose: Choose) => boolean

const pick = <T>(list: readonly T[], choose: Choose): T | undefined =>
  list.length === 0 ? undefined : list[choose(list.length)]

interface At<C> {
  readonly command: C
  readonly list: Command[]
  readonly index: number
}

function commandsOf<Op extends Command['op']>(plan: Plan, ...ops: Op[]): At<Extract<Command, { op: Op }>>[] {
  return plan.submissions.flatMap(({ commands: list }) =>
    list.flatMap((command, index) =>
      (ops as string[]).includes(command.op) ? [{ command: command as Extract<Command, { op: Op }>, list, index }] : [],
    ),
  )
}

const nothing = (): Command => ({ op: 'barrier', before: [], after: [] })
const transfers = ['copy', 'scatter'] as const
const textureCopies = ['copy-to-texture', 'copy-from-texture'] as const
const working = [
  ...transfers,
  ...textureCopies,
  'fill',
  'copy-texture',
  'clear-texture',
  'dispatch',
  'render',
  'mipmap',
  'custom',
  'external',
] as const
/** Needs textures: not every target has them. */
export const textureMutations = [
  'a transition is dropped',
  'a transition forgets the contents',
  'a transition ends elsewhere',
  'a texture copy takes other rows',
  'a texture copy goes to other texels',
  'an attachment is not stored',
  'an attachment is loaded otherwise',
  'an attachment is another texture',
]

const withBarriers = (plan: Plan): boolean =>
  plan.submissions.some(({ commands }) => commands.some(({ op }) => op === 'barrier'))

export const mutations: Readonly<Record<string, Change>> = {
  'a barrier is dropped'(plan, choose) {
    const at = pick(commandsOf(plan, 'barrier'), choose)
    if (at) at.list[at.index] = nothing()
    return at !== undefined
  },
  'a barrier covers one kind less before'(plan, choose) {
    const at = pick(
      commandsOf(plan, 'barrier').filter(({ command }) => command.before.length > 0),
      choose,
    )
    at?.command.before.splice(choose(at.command.before.length), 1)
    return at !== undefined
  },
  'a barrier covers one kind less after'(plan, choose) {
    const at = pick(
      commandsOf(plan, 'barrier').filter(({ command }) => command.after.length > 0),
      choose,
    )
    at?.command.after.splice(choose(at.command.after.length), 1)
    return at !== undefined
  },
  'a barrier stands one command later'(plan, choose) {
    const at = pick(
      commandsOf(plan, 'barrier').filter(({ list, index }) => index + 1 < list.length),
      choose,
    )
    if (at) swap(at.list, at.index, at.index + 1)
    return at !== undefined
  },
  'two neighbours change places'(plan, choose) {
    const at = pick(
      commandsOf(plan, ...working).filter(({ list, index }) => index + 1 < list.length),
      choose,
    )
    if (at) swap(at.list, at.index, at.index + 1)
    return at !== undefined
  },
  'two commands change places'(plan, choose) {
    const at = pick(commandsOf(plan, ...working), choose)
    if (!at || at.list.length < 2) return false
    swap(at.list, at.index, choose(at.list.length))
    return true
  },
  'a command is dropped'(plan, choose) {
    const at = withBarriers(plan) ? pick(commandsOf(plan, ...working), choose) : undefined
    if (at) at.list[at.index] = nothing()
    return at !== undefined
  },
  'a command runs twice'(plan, choose) {
    const at = withBarriers(plan) ? pick(commandsOf(plan, ...working), choose) : undefined
    const other = at && at.list.findIndex(({ op }) => op === 'barrier')
    if (!at || other === undefined || other < 0) return false
    at.list[other] = structuredClone(at.command)
    return true
  },
  'the commands of two submissions change places'(plan, choose) {
    const one = pick(
      plan.submissions.filter(({ commands }) => commands.some(({ op }) => op === 'external')),
      choose,
    )
    const other = pick(
      plan.submissions.filter((submission) => submission !== one && submission.queue === one?.queue),
      choose,
    )
    if (!one || !other) return false
    ;[one.commands, other.commands] = [other.commands, one.commands]
    return true
  },
  'a wait is dropped'(plan, choose) {
    const submission = pick(
      plan.submissions.filter(({ waits }) => waits.length > 0),
      choose,
    )
    submission?.waits.splice(choose(submission.waits.length), 1)
    return submission !== undefined
  },
  'a prologue is dropped'(plan, choose) {
    const submission = pick(
      plan.submissions.filter(({ prologue }) => prologue !== undefined),
      choose,
    )
    delete submission?.prologue
    return submission !== undefined
  },
  'a prologue leaves out a queue'(plan, choose) {
    const queues = pick(
      plan.submissions.flatMap(({ prologue }) => (prologue ? [prologue.afterRunsOn] : [])),
      choose,
    )
    queues?.splice(choose(queues.length), 1)
    return queues !== undefined
  },
  'an epilogue is dropped'(plan, choose) {
    const submission = pick(
      plan.submissions.filter(({ epilogue }) => epilogue !== undefined),
      choose,
    )
    delete submission?.epilogue
    return submission !== undefined
  },
  'a region reads elsewhere'(plan, choose) {
    const region = pick(commandsOf(plan, ...transfers), choose)?.command.regions[0]
    if (!region || region[0] < 4) return false
    region[0] -= 1 + choose(4)
    return true
  },
  'a region writes elsewhere'(plan, choose) {
    const at = pick(commandsOf(plan, ...transfers), choose)
    const region = at && pick(at.command.regions, choose)
    if (!region || region[1] < 4) return false
    region[1] -= 1 + choose(4)
    return true
  },
  'a region is shorter'(plan, choose) {
    const at = pick(commandsOf(plan, ...transfers), choose)
    const region = at && pick(at.command.regions, choose)
    if (!region || region[2] < 2) return false
    region[2] -= 1
    return true
  },
  'a region is longer'(plan, choose) {
    const at = pick(commandsOf(plan, ...transfers), choose)
    const region = at && pick(at.command.regions, choose)
    if (!at || !region) return false
    const room = Math.min(
      plan.heaps[at.command.from]!.sizeBytes - region[0],
      plan.heaps[at.command.to]!.sizeBytes - region[1],
    )
    if (room <= region[2]) return false
    region[2] += 1 + choose(Math.min(16, room - region[2]))
    return true
  },
  'a region is dropped'(plan, choose) {
    const at = pick(
      commandsOf(plan, ...transfers).filter(({ command }) => command.regions.length > 1),
      choose,
    )
    at?.command.regions.splice(choose(at.command.regions.length), 1)
    return at !== undefined
  },
  'a fill has another value'(plan, choose) {
    const at = pick(commandsOf(plan, 'fill'), choose)
    if (at) at.command.value = (at.command.value ^ (1 << choose(31))) >>> 0
    return at !== undefined
  },
  'a binding sees other bytes'(plan, choose) {
    const at = pick(commandsOf(plan, 'dispatch'), choose)
    const binding =
      at &&
      pick(
        at.command.bindings.filter((b) => 'slice' in b && 'heap' in b.slice),
        choose,
      )
    if (!binding || !('slice' in binding) || !('heap' in binding.slice)) return false
    const { slice } = binding
    const room = plan.heaps[slice.heap]!.sizeBytes - slice.size
    const offset = 256 * choose(Math.floor(room / 256) + 1)
    if (offset === slice.offset) return false
    slice.offset = offset
    return true
  },
  'the host writes staging elsewhere'(plan, choose) {
    const copy = pick(hostCopies(plan, 'write'), choose)
    if (!copy || copy.offset === 0) return false
    copy.offset -= 1
    return true
  },
  'the host takes other bytes of an input'(plan, choose) {
    const copy = pick(
      hostCopies(plan, 'write').filter(({ nameOffset, size }) => nameOffset > 0 && size > 0),
      choose,
    )
    if (copy) copy.nameOffset -= 1
    return copy !== undefined
  },
  'the host writes less'(plan, choose) {
    const copy = pick(
      hostCopies(plan, 'write').filter(({ size, rows }) => size > 0 && !rows),
      choose,
    )
    if (copy) copy.size -= 1
    return copy !== undefined
  },
  'the host reads staging elsewhere'(plan, choose) {
    const copy = pick(
      hostCopies(plan, 'read').filter(({ offset }) => offset > 0),
      choose,
    )
    if (copy) copy.offset -= 1
    return copy !== undefined
  },
  'a step does not wait'(plan, choose) {
    const step = pick(
      plan.timeline.filter((one) => one.do !== 'submit' && one.after.length > 0),
      choose,
    )
    if (!step || step.do === 'submit') return false
    step.after.splice(choose(step.after.length), 1)
    return true
  },
  'two steps change places'(plan, choose) {
    if (plan.timeline.length < 2) return false
    const index = choose(plan.timeline.length - 1)
    swap(plan.timeline, index, index + 1)
    return true
  },
  'a placement begins later'(plan, choose) {
    const placement = pick(
      plan.placements.filter(
        ({ lifetime, first, last }) => lifetime === 'transient' && first && last && before(first, last),
      ),
      choose,
    )
    if (!placement) return false
    placement.first = after(plan, placement.first!)
    return true
  },
  'a placement ends earlier'(plan, choose) {
    const placement = pick(
      plan.placements.filter(
        ({ lifetime, first, last }) => lifetime === 'transient' && first && last && last[1] > 0 && before(first, last),
      ),
      choose,
    )
    if (!placement) return false
    placement.last = [placement.last![0], placement.last![1] - 1]
    return !before(placement.last, placement.first!)
  },
  'two placements overlap'(plan, choose) {
    const transient = plan.placements.filter(({ lifetime, heap }) => lifetime === 'transient' && heap !== undefined)
    const moved = pick(transient, choose)
    const target = pick(
      transient.filter(({ heap, offset }) => heap === moved?.heap && offset !== moved?.offset),
      choose,
    )
    if (!moved || !target || target.offset! + moved.sizeBytes > plan.heaps[moved.heap!]!.sizeBytes) return false
    return move(plan, moved, target.offset!)
  },
  'a transition is dropped'(plan, choose) {
    const transitions = pick(transitionsOf(plan), choose)
    transitions?.splice(choose(transitions.length), 1)
    return transitions !== undefined
  },
  'a transition forgets the contents'(plan, choose) {
    const transition = pick(
      transitionsOf(plan)
        .flat()
        .filter(({ from }) => from !== 'undefined'),
      choose,
    )
    if (transition) transition.from = 'undefined'
    return transition !== undefined
  },
  'a transition ends elsewhere'(plan, choose) {
    const transition = pick(transitionsOf(plan).flat(), choose)
    const to = pick(['copy-src', 'copy-dst', 'sampled', 'color'] as const, choose)!
    if (!transition || transition.to === to) return false
    transition.to = to
    return true
  },
  'a texture copy takes other rows'(plan, choose) {
    const region = pick(
      commandsOf(plan, ...textureCopies).flatMap(({ command }) => command.regions),
      choose,
    )
    if (!region || region.offset === 0) return false
    region.offset -= 1
    return true
  },
  'a texture copy goes to other texels'(plan, choose) {
    const region = pick(
      commandsOf(plan, ...textureCopies).flatMap(({ command }) => command.regions),
      choose,
    )
    const axis = choose(3)
    if (!region || region.size[axis]! < 2) return false
    region.size[axis]! -= 1
    if (choose(2) === 0) region.origin[axis]! += 1
    return true
  },
  'an attachment is not stored'(plan, choose) {
    const attachment = pick(
      attachmentsOf(plan).filter(({ store }) => store === 'store'),
      choose,
    )
    if (attachment) attachment.store = 'discard'
    return attachment !== undefined
  },
  'an attachment is loaded otherwise'(plan, choose) {
    const attachment = pick(attachmentsOf(plan), choose)
    if (attachment) attachment.load = attachment.load === 'clear' ? 'load' : 'clear'
    return attachment !== undefined
  },
  'an attachment is another texture'(plan, choose) {
    const attachment = pick(attachmentsOf(plan), choose)
    const texture = choose(Math.max(1, plan.textures.length))
    if (!attachment || attachment.slice.texture === texture) return false
    attachment.slice.texture = texture
    return true
  },
  'a submission goes to another queue'(plan, choose) {
    const submission = pick(plan.submissions, choose)
    if (!submission || plan.queues.length < 2) return false
    submission.queue = (submission.queue + 1 + choose(plan.queues.length - 1)) % plan.queues.length
    return true
  },
}

/** The plan changed in one way, or undefined where it has nothing to change. */
export function mutate(plan: Plan, name: string, choose: Choose): Plan | undefined {
  const draft = structuredClone(plan)
  if (!mutations[name]!(draft, choose)) return undefined
  recount(draft)
  return sealed(draft)
}

/** The report's counts of what is there now; its claims stay. */
function recount(plan: Plan): void {
  const { transfers: told, barriers, passes } = plan.report
  Object.assign(told, { commands: 0, regions: 0, bytesMoved: 0 })
  barriers.count = 0
  const planned = new Set<string>()
  for (const { commands } of plan.submissions) {
    for (const command of commands) {
      if (command.op === 'barrier') {
        barriers.count++
        continue
      }
      for (const id of command.passes) planned.add(id)
      const moved = movedBy(plan, command)
      if (moved.length > 0) told.commands++
      told.regions += moved.length
      for (const bytes of moved) told.bytesMoved += bytes
    }
  }
  for (const step of plan.timeline) if (step.do === 'host') planned.add(step.pass)
  barriers.lowerBound = Math.min(barriers.lowerBound, barriers.count)
  passes.planned = planned.size
  passes.culled = passes.declared - planned.size
}

/** Bytes of each region of a transfer. */
function movedBy(plan: Plan, command: Command): number[] {
  const texels = (t: number, [width, height, depth]: readonly [number, number, number]) => {
    const { blockWidth, blockHeight, blockBytes } = formatInfo(plan.textures[t]!.format)
    return Math.ceil(width / blockWidth) * Math.ceil(height / blockHeight) * depth * blockBytes
  }
  switch (command.op) {
    case 'copy':
    case 'scatter':
      return command.regions.map(([, , size]) => size)
    case 'fill':
      return [command.size]
    case 'copy-to-texture':
    case 'copy-from-texture':
      return command.regions.map(({ rowBytes, rowsPerImage, size }) => rowBytes * rowsPerImage * size[2])
    case 'copy-texture':
      return command.regions.map(({ size }) => texels(command.from, size))
    case 'clear-texture': {
      const { slice } = command
      if (slice.mipLevelCount === 1) return [texels(slice.texture, slice.size)]
      const { levels } = layoutOf(plan.textures[slice.texture]!)
      const touched = levels.slice(slice.mipLevel, slice.mipLevel + slice.mipLevelCount)
      return [touched.reduce((sum, level) => sum + level.sliceBytes * level.slices, 0)]
    }
    default:
      return []
  }
}

const transitionsOf = (plan: Plan) =>
  commandsOf(plan, 'barrier').flatMap(({ command }) => (command.transitions?.length ? [command.transitions] : []))

const attachmentsOf = (plan: Plan) =>
  commandsOf(plan, 'render').flatMap(({ command }) => [...command.color, ...(command.depth ? [command.depth] : [])])

const hostCopies = (plan: Plan, what: 'write' | 'read') =>
  plan.timeline.flatMap((step) => (step.do === what ? step.copies : []))

function swap<T>(list: T[], a: number, b: number): void {
  ;[list[a], list[b]] = [list[b]!, list[a]!]
}

const before = (a: Position, b: Position): boolean => a[0] < b[0] || (a[0] === b[0] && a[1] < b[1])

const after = (plan: Plan, [s, c]: Position): Position =>
  c + 1 < plan.submissions[s]!.commands.length ? [s, c + 1] : [s + 1, 0]

/** Moves a placement and everything that names its bytes while it lives; false where a region names others with them. */
function move(plan: Plan, placement: Plan['placements'][number], offset: number): boolean {
  const { heap, offset: old, sizeBytes, first, last } = placement
  const by = offset - old!
  const inside = (h: number, begin: number, size: number) =>
    h === heap && begin >= old! && begin + size <= old! + sizeBytes
  const touches = (h: number, begin: number, size: number) =>
    h === heap && begin < old! + sizeBytes && begin + size > old!
  let clean = true
  const shifted = (h: number, begin: number, size: number): number => {
    if (inside(h, begin, size)) return begin + by
    if (touches(h, begin, size)) clean = false
    return begin
  }
  plan.submissions.forEach(({ commands }, s) =>
    commands.forEach((command, c) => {
      if (before([s, c], first!) || before(last!, [s, c])) return
      if (command.op === 'copy' || command.op === 'scatter') {
        for (const region of command.regions) {
          region[0] = shifted(command.from, region[0], region[2])
          region[1] = shifted(command.to, region[1], region[2])
        }
      } else if (command.op === 'fill') command.offset = shifted(command.heap, command.offset, command.size)
      else if (command.op === 'dispatch' || command.op === 'custom' || command.op === 'external') {
        const uses = command.op === 'dispatch' ? command.bindings : command.uses
        for (const use of uses)
          if ('slice' in use && 'heap' in use.slice)
            use.slice.offset = shifted(use.slice.heap, use.slice.offset, use.slice.size)
        if (command.op === 'dispatch' && 'heap' in command.workgroups)
          command.workgroups.offset = shifted(
            command.workgroups.heap,
            command.workgroups.offset,
            command.workgroups.size,
          )
      }
    }),
  )
  placement.offset = offset
  return clean
}
