/**
 * A plan whose memory units lie elsewhere: the same commands on the same bytes under other names. Copies and fills that ran across
 * two units are cut where the units are no longer neighbours.
 */
import { push } from '../../graph/lists.ts'
import type { Command, CommandOf, Heap, Plan, PlannedTexture, Slice, Step } from '../document.ts'
import {
  inOrder,
  memoryUnits,
  placeAt,
  unitAt,
  unitBehind,
  type MemoryUnit,
  type MemoryUnits,
} from '../facts/memory-units.ts'
import { persistentMemories } from '../facts/persistent-memory.ts'
import { changed } from './changed.ts'
import { CommandTimes } from './command-times.ts'

export interface Moves {
  readonly units: MemoryUnits
  /** The units in their new places. They are cut as they were, also where two have become neighbours. */
  readonly places: readonly MemoryUnit[]
  readonly heaps: readonly Heap[]
  /** By heap without units (staging, imported): its new index. */
  readonly others: ReadonlyMap<number, number>
}

interface At {
  readonly heap: number
  readonly offset: number
  /** Bytes from here to the end of the unit; Infinity in heaps that have none. */
  readonly room: number
}

/**
 * The reason why a plan cannot be moved: a byte that belongs to no unit, because a plan made by hand says too little about its memory; or
 * copies and fills of so many units that their pieces are more than all else that the plan says.
 */
export class Immovable extends Error {}

/** The most pieces that the copies and fills of a plan are cut into: some for each of their regions, and a fixed number more. */
const [piecesOfRegion, piecesBeside] = [4, 2 ** 16] as const

/**
 * @throws Immovable where a command touches device memory that no placement names, and where n commands would have n pieces each.
 * O(plan · log units)
 */
export function moveUnits(plan: Plan, moves: Moves): Plan {
  const mover = new Mover(plan, moves)
  const firstOf: (readonly number[] | undefined)[] = []
  const { transfers, memory } = plan.report
  let { commands: moving, regions, bytesMoved } = transfers
  const submissions = plan.submissions.map((submission, s) => {
    const given = submission.commands
    // Those in front that stay: of a plan that follows another, nearly always all of them.
    let stay = 0
    let moved: Command | Command[] | undefined
    while (stay < given.length && (moved = mover.command(given[stay]!)) === given[stay]) stay++
    if (stay === given.length) return submission
    const commands = given.slice(0, stay)
    const firsts = Array.from({ length: stay }, (_, c) => c)
    for (let c = stay; c < given.length; c++) {
      const command = given[c]!
      if (c > stay) moved = mover.command(command)
      firsts.push(commands.length)
      if (Array.isArray(moved)) {
        for (const one of moved) commands.push(one)
        moving += moved.length - 1
        regions += regionsOf(moved) - regionsOf([command])
        bytesMoved += bytesOf(moved) - bytesOf([command])
      } else commands.push(moved!)
    }
    firsts.push(commands.length)
    firstOf[s] = firsts
    return { ...submission, commands }
  })
  const times = new CommandTimes(firstOf)
  const moved = changed(plan, {
    heaps: [...moves.heaps],
    textures: plan.textures.map((texture) => mover.texture(texture)),
    placements: plan.placements.map((placement) => movedPlacement(placement, mover, times)),
    submissions,
    timeline: plan.timeline.map((step) => movedStep(step, mover)),
    report: {
      ...plan.report,
      transfers: { ...transfers, commands: moving, regions, bytesMoved },
      memory: { ...memory, ...(memory.peakAt && { peakAt: times.first(memory.peakAt) }) },
    },
  })
  // Units of resources come first, in the order of those of them that are buffers.
  persistentMemories.know(moved, persistentMemories(plan).moved(moves.places))
  memoryUnits.know(moved, inOrder(moves.places, moves.heaps.length))
  return moved
}

type Placement = Plan['placements'][number]

/** A placement that does not move is the same object, because in a plan that follows another nearly none does. */
function movedPlacement(placement: Placement, mover: Mover, times: CommandTimes): Placement {
  const { heap, offset = 0, texture, first, last } = placement
  const isThen = (!first || times.stays(first)) && (!last || times.stays(last))
  if (isThen && (heap === undefined || mover.stays(heap, offset, 0))) return placement
  const then = { ...(first && { first: times.first(first) }), ...(last && { last: times.last(last) }) }
  if (heap === undefined) return { ...placement, ...then }
  const at = mover.at(heap, offset)
  return { ...placement, ...then, heap: at.heap, ...((texture === undefined || offset) && { offset: at.offset }) }
}

function movedStep(step: Step, mover: Mover): Step {
  if (step.do !== 'write' && step.do !== 'read') return step
  if (step.copies.every(({ heap }) => mover.isStill(heap))) return step
  return { ...step, copies: step.copies.map((copy) => ({ ...copy, heap: mover.at(copy.heap, 0).heap })) }
}

const regionsOf = (commands: readonly Command[]): number =>
  commands.reduce((sum, command) => sum + ('regions' in command ? command.regions.length : 1), 0)

/** Bytes of copies and fills of buffers, which leave out padding where they are cut. */
const bytesOf = (commands: readonly Command[]): number =>
  commands.reduce((sum, command) => {
    if (command.op === 'fill') return sum + command.size
    if (command.op !== 'copy' && command.op !== 'scatter') return sum
    return command.regions.reduce((bytes, [, , size]) => bytes + size, sum)
  }, 0)

/** The new number of a heap, or that its units have places of their own. */
const ofUnits = -1
const elsewhere = -2

type Triple = CommandOf<'copy'>['regions'][number]

class Mover {
  private readonly moves: Moves
  /** By heap: its slot in the rotation. */
  private readonly slots: readonly number[]
  /** By heap: its number where it stays, and has no units. */
  private readonly others: readonly number[]
  private piecesLeft
  /** The place of the unit that was found last, in the list of its heap. */
  private latest = 0

  constructor(plan: Plan, moves: Moves) {
    this.moves = moves
    this.piecesLeft = piecesBeside + moves.places.length
    this.others = plan.heaps.map((_, heap) => {
      const other = moves.others.get(heap)
      return other === undefined ? ofUnits : other === heap ? heap : elsewhere
    })
    this.slots = plan.heaps.map(({ rotation }) => rotation?.slot ?? 0)
  }

  at(heap: number, offset: number): At {
    const { units, places, others } = this.moves
    const other = others.get(heap)
    if (other !== undefined) return { heap: other, offset, room: Infinity }
    const unit = unitAt(units, heap, offset)
    if (unit < 0) throw new Immovable(`heaps[${heap}] at ${offset}`)
    const { begin, end } = units.units[unit]!
    const place = places[unit]!
    return { heap: place.members[this.slots[heap]!]!, offset: place.begin + offset - begin, room: end - offset }
  }

  /** Whether a heap has no units, and its number still. */
  isStill(heap: number): boolean {
    return this.others[heap] === heap
  }

  /** Whether bytes of a heap lie in one unit, and where they lay. */
  stays(heap: number, offset: number, size: number): boolean {
    const { units, places } = this.moves
    const other = this.others[heap]!
    if (other !== ofUnits) return other === heap
    const unit = this.unitNear(heap, offset)
    if (unit < 0) return false
    const { begin, end } = units.units[unit]!
    const place = places[unit]!
    return offset + size <= end && place.begin === begin && place.members[this.slots[heap]!] === heap
  }

  /** As `unitAt`; at hand where it is the one that was found last, or the next: commands often go through a heap in order. */
  private unitNear(heap: number, offset: number): number {
    const { units, byHeap } = this.moves.units
    const list = byHeap[heap]!
    for (let at = this.latest; at < this.latest + 2 && at < list.length; at++) {
      const unit = units[list[at]!]!
      if (offset < unit.begin || offset > unit.end) continue
      if (at + 1 < list.length && units[list[at + 1]!]!.begin <= offset) continue
      this.latest = at
      return list[at]!
    }
    const at = placeAt(this.moves.units, heap, offset)
    this.latest = Math.max(0, at)
    return list[at] ?? -1
  }

  texture(texture: PlannedTexture): PlannedTexture {
    if (texture.heap === undefined) return texture
    const { heap, offset } = this.at(texture.heap, texture.offset ?? 0)
    return { ...texture, heap, offset }
  }

  /** The command, or several where it has to be cut. */
  command(command: Command): Command | Command[] {
    switch (command.op) {
      case 'copy':
      case 'scatter':
        return this.copies(command)
      case 'fill':
        return this.fills(command)
      case 'copy-to-texture':
        return this.texels(command, command.from, (from, regions) => ({ ...command, from, regions }))
      case 'copy-from-texture':
        return this.texels(command, command.to, (to, regions) => ({ ...command, to, regions }))
      case 'dispatch':
        return {
          ...command,
          workgroups: 'heap' in command.workgroups ? this.slice(command.workgroups) : command.workgroups,
          bindings: command.bindings.map((binding) => ('slice' in binding ? this.use(binding) : binding)),
        }
      case 'render':
        return {
          ...command,
          parts: command.parts.map((part) => ({ ...part, uses: part.uses.map((use) => this.use(use)) })),
        }
      case 'custom':
      case 'external':
        return { ...command, uses: command.uses.map((use) => this.use(use)) }
      default:
        return command
    }
  }

  private use<U extends { readonly slice: Slice }>(use: U): U {
    return 'heap' in use.slice ? { ...use, slice: this.slice(use.slice) } : use
  }

  private slice<S extends { heap: number; offset: number; size: number }>(slice: S): S {
    const { heap, offset, room } = this.at(slice.heap, slice.offset)
    if (slice.size > room) throw new Immovable(`heaps[${slice.heap}] at ${slice.offset}`)
    return { ...slice, heap, offset }
  }

  private copies(command: CommandOf<'copy'> | CommandOf<'scatter'>): Command | Command[] {
    if (this.allStay(command)) return command
    const groups = new Map<string, { from: number; to: number; regions: Triple[] }>()
    for (const [from, to, size] of command.regions) {
      this.piecesLeft += piecesOfRegion
      for (let done = 0; done < size;) {
        this.cut()
        const source = this.at(command.from, from + done)
        const target = this.at(command.to, to + done)
        const part = Math.min(size - done, source.room, target.room)
        if (part <= 0) {
          // Padding between two units, which nobody reads, is left out.
          done += Math.max(this.gap(command.from, from + done), this.gap(command.to, to + done))
          continue
        }
        const key = `${source.heap} ${target.heap}`
        const group = groups.get(key) ?? { from: source.heap, to: target.heap, regions: [] }
        groups.set(key, group)
        const last = group.regions.at(-1)
        const follows = done > 0 && last && last[0] + last[2] === source.offset && last[1] + last[2] === target.offset
        if (follows) group.regions[group.regions.length - 1] = [last[0], last[1], last[2] + part]
        else group.regions.push([source.offset, target.offset, part])
        done += part
      }
    }
    if (groups.size === 0) {
      const [from, to] = [command.from, command.to].map((heap) => this.any(heap)) as [number, number]
      return [{ ...command, from, to }]
    }
    return Array.from(groups.values(), ({ from, to, regions }) => ({ ...command, from, to, regions }))
  }

  private allStay({ from, to, regions }: CommandOf<'copy'> | CommandOf<'scatter'>): boolean {
    if (regions.length === 0 || this.others[from] === elsewhere || this.others[to] === elsewhere) return false
    for (let i = 0; i < regions.length; i++) {
      const region = regions[i]!
      if (region[2] === 0 || !this.stays(from, region[0], region[2]) || !this.stays(to, region[1], region[2]))
        return false
    }
    return true
  }

  private cut(): void {
    if (--this.piecesLeft < 0) throw new Immovable('too many pieces')
  }

  private fills(command: CommandOf<'fill'>): Command[] {
    const fills: CommandOf<'fill'>[] = []
    this.piecesLeft += piecesOfRegion
    for (let done = 0; done < command.size;) {
      this.cut()
      const { heap, offset, room } = this.at(command.heap, command.offset + done)
      const size = Math.min(command.size - done, room)
      if (size <= 0) {
        done += this.gap(command.heap, command.offset + done)
        continue
      }
      const last = fills.at(-1)
      if (last && last.heap === heap && last.offset + last.size === offset) last.size += size
      else fills.push({ ...command, heap, offset, size, value: turned(command.value, done) })
      done += size
    }
    return fills.length > 0 ? fills : [{ ...command, heap: this.any(command.heap), offset: 0 }]
  }

  private texels<R extends { offset: number }>(
    command: Command & { readonly regions: readonly R[] },
    heap: number,
    make: (heap: number, regions: R[]) => Command,
  ): Command[] {
    const groups = new Map<number, R[]>()
    for (const region of command.regions) {
      const at = this.at(heap, region.offset)
      const moved = { ...region, offset: at.offset }
      push(groups, at.heap, moved)
    }
    if (groups.size === 0) return [make(this.any(heap), [])]
    return Array.from(groups, ([target, regions]) => make(target, regions))
  }

  /** Bytes from the end of a unit to the begin of the next one; 0 inside of one. */
  private gap(heap: number, offset: number): number {
    const { units } = this.moves.units
    if (this.moves.others.has(heap)) return 0
    const at = unitAt(this.moves.units, heap, offset)
    if (at >= 0 && offset < units[at]!.end) return 0
    const next = unitBehind(this.moves.units, heap, offset)
    return next < 0 ? Infinity : units[next]!.begin - offset
  }

  /** A heap for commands that touch nothing. */
  private any(heap: number): number {
    const other = this.moves.others.get(heap)
    if (other !== undefined) return other
    const unit = this.moves.units.byHeap[heap]![0]
    if (unit === undefined) throw new Immovable(`heaps[${heap}]`)
    return this.moves.places[unit]!.members[this.slots[heap]!]!
  }
}

/** The value of a fill that begins `bytes` later: byte i of a fill is byte (i mod 4) of its value. */
function turned(value: number, bytes: number): number {
  const bits = (bytes % 4) * 8
  return bits === 0 ? value : ((value >>> bits) | (value << (32 - bits))) >>> 0
}
