/**
 * Commands that run code (shaders and bodies), executed symbolically. Each must match its declared pass and read the bytes that
 * the reference meaning gives it; it then writes the values that stand for its results.
 */
import { counted } from './rejection.ts'
import { accessCode } from './access-kinds.ts'
import type { Binding, Pass, PassOf } from '../graph/document.ts'
import type { Command, CommandOf, PlanUse, Slice } from '../plan/document.ts'
import type { Machine } from './machine.ts'
import type { Memory } from './memories.ts'
import { slotsOf, type Slot } from './slots.ts'
import { differs, meet, meetUse, meetUses, useWords, type FirstUse, type Met, type PassToMeet } from './met.ts'
import { isSameExtent, type Extent } from './extents.ts'
import { firstUnlike } from './unlike.ts'
import { firstDifference, whole, type Snapshot } from './snapshot.ts'

/** Executes a dispatch, whose bindings and workgroups must be those of its pass. */
export function executeDispatch(machine: Machine, command: CommandOf<'dispatch'>): void {
  const { p, pass } = onlyPass(machine, command, 'compute')
  if (command.shader !== pass.shader || command.entryPoint !== pass.entryPoint)
    differs(machine, pass, 'its shader or entry point')
  if ((pass.constants || command.constants) && firstUnlike(pass.constants ?? {}, command.constants ?? {}) !== undefined)
    differs(machine, pass, "its shader's constants")
  const slots = slotsOf(machine.resolved, p)
  const toMeet: PassToMeet = { machine, p, slots }
  const touched = new Touched(machine, slots)
  const declared = pass.bindings ?? []
  const planned = command.bindings
  const isInOrder = planned.length === declared.length && isSameOrder(declared, planned)
  const byKey = isInOrder ? undefined : new Map(planned.map((binding) => [bindingKey(binding), binding]))
  if (planned.length !== declared.length || (byKey && byKey.size !== declared.length))
    differs(machine, pass, 'the number of its bindings')
  let slot = 0
  for (let i = 0; i < declared.length; i++) {
    const binding = declared[i]!
    const other = byKey ? byKey.get(bindingKey(binding)) : planned[i]
    if (!other || 'use' in binding !== 'slice' in other) differs(machine, pass, `binding ${bindingKey(binding)}`)
    if ('use' in binding && 'slice' in other) {
      checkBindingRules(machine, other)
      touched.add(meetUse(toMeet, slot++, binding, other))
    } else if ('sampler' in binding && 'sampler' in other && !sameSampler(binding.sampler, other.sampler))
      differs(machine, pass, `the sampler at binding ${bindingKey(binding)}`)
  }
  if ('indirect' in pass.workgroups) {
    if (!('heap' in command.workgroups)) differs(machine, pass, 'its workgroup counts')
    touched.add(
      meet(toMeet, slot, command.workgroups, {
        layout: undefined,
        access: machine.access(accessCode['indirect-read'], slot),
      }),
    )
  } else if ('heap' in command.workgroups || !isSameSize(pass.workgroups, command.workgroups))
    differs(machine, pass, 'its workgroup counts')
  touched.write()
}

/** A body that records commands, or one that submits by itself. */
export function executeBody(machine: Machine, command: CommandOf<'custom' | 'external'>): void {
  const { p, pass } = onlyPass(machine, command, command.op)
  if (command.body !== pass.body) differs(machine, pass, 'its body')
  const slots = slotsOf(machine.resolved, p)
  const touched = new Touched(machine, slots)
  meetUses({ machine, p, slots }, firstOfAll, pass.uses ?? [], command.uses, (one) => touched.add(one))
  touched.write()
}

const firstOfAll: FirstUse = { slot: 0, use: 0 }

/** Executes a mipmap command, which reads level 0 and writes the others. */
export function executeMipmap(machine: Machine, command: CommandOf<'mipmap'>): void {
  const { p, pass } = onlyPass(machine, command, 'mipmap')
  const slots = slotsOf(machine.resolved, p)
  const memory = machine.texture(command.texture)
  if (command.mipLevelCount !== slots.length) differs(machine, pass, 'its number of levels')
  const touched = new Touched(machine, slots)
  slots.forEach((_, level) => {
    const { width, height, slices } = memory.layout.levels[level] ?? differs(machine, pass, 'its texture')
    const slice = {
      texture: command.texture,
      mipLevel: level,
      mipLevelCount: 1,
      origin: [0, 0, 0],
      size: [width, height, slices],
      aspect: 'all',
    } as const
    const kind = accessCode[level === 0 ? 'sampled-read' : 'color-attachment']
    touched.add(
      meet({ machine, p, slots }, level, slice as unknown as Slice, {
        layout: level === 0 ? 'sampled' : 'color',
        access: machine.access(kind, level),
      }),
    )
  })
  touched.write()
}

/**
 * The accesses of a command. Reads are checked as they come, before all writes, because nothing is ordered inside one pass. An access
 * that only reads is not kept, unless another endpoint may work in place.
 */
export class Touched {
  private readonly machine: Machine
  private readonly kept: Met[] = []
  private readonly mayWorkInPlace: boolean

  constructor(machine: Machine, slots: readonly Slot[]) {
    this.machine = machine
    this.mayWorkInPlace = slots.some(({ inPlace }) => inPlace)
  }

  add(one: Met): void {
    if (one.reads) checkRead(this.machine, one)
    if (one.writes || this.mayWorkInPlace) this.kept.push(one)
  }

  /** Writes the results. */
  write(): void {
    const { machine, kept } = this
    for (const one of kept) {
      const input =
        one.inPlace &&
        kept.find(
          (other) =>
            other.memory === one.memory && other.reads && !other.writes && isSameExtent(other.extent, one.extent),
        )
      if (input) machine.hazards.allowInPlace(one.access, input.access)
    }
    for (const one of kept) if (one.writes) storeResults(machine, one)
  }
}

/** Checks that the bytes which an endpoint reads are those of the reference meaning. */
export function checkRead(machine: Machine, { p, slot, memory, extent, access, rest }: Met): void {
  const found = machine.load(memory, extent, access)
  if (rest) machine.hazards.read(memory, rest.extent, rest.access)
  expectContent(machine, p, slot, memory, found)
}

/** Writes the results of an endpoint. The rest of a partly used 4-byte word is written too, with its old contents. */
export function storeResults(machine: Machine, one: Met): void {
  const { memory, extent, access, rest } = one
  if (rest) machine.hazards.write(memory, rest.extent, rest.access)
  machine.store(memory, extent, written(machine, one), access)
}

/** Rejects contents that are not those which a pass reads in the reference meaning. */
export function expectContent(machine: Machine, p: number, slot: number, memory: Memory, found: Snapshot): void {
  const wanted = machine.meaning.readOf(p, slot)
  const difference = firstDifference(wanted, found, machine.values)
  if (!difference) return
  const pass = machine.resolved.graph.passes[p]!
  const slots = slotsOf(machine.resolved, p)
  machine.reject(
    'WRONG_INPUT_TO_PASS',
    `Pass ${JSON.stringify(pass.id)} must find ${difference.expected} in bytes ${difference.begin}…${difference.end} of ${useWords({ machine, p, slots }, slot)}, but ${memory.name} holds ${difference.found}`,
  )
}

/** The contents that a pass leaves through an endpoint. */
export const written = (machine: Machine, { p, slot, extent }: Met) =>
  whole(machine.values.written(p, slot), extent.size, machine.values)

/** Makes bytes those of a value without an access. */
export function fill(machine: Machine, memory: Memory, extent: Extent, value: number): void {
  memory.values.write(extent, whole(value, extent.size, machine.values))
}

function onlyPass<Kind extends Pass['kind']>(
  machine: Machine,
  command: Exclude<Command, { op: 'barrier' }>,
  kind: Kind,
): { p: number; pass: PassOf<Kind> } {
  if (command.passes.length !== 1)
    machine.reject('MALFORMED', `A ${command.op} carries out one pass, not ${command.passes.length}`)
  const p = machine.pass(command.passes[0]!)
  machine.carriesOut(p)
  const pass = machine.resolved.graph.passes[p]!
  if (pass.kind !== kind) differs(machine, pass, `its kind: it is a ${pass.kind} pass, run as a ${command.op}`)
  return { p, pass: pass as PassOf<Kind> }
}

/** Rejects a buffer binding whose offset or size breaks the device's rules. */
export function checkBindingRules(machine: Machine, { slice, as, resource }: PlanUse): void {
  if (!('heap' in slice)) return
  const { alignments, limits } = machine.profile
  const isStorage = as === 'storage' || as === 'storage-read'
  if (!isStorage && as !== 'uniform') return
  const [alignmentName, limitName] = isStorage
    ? (['storageOffsetBytes', 'maxStorageBindingBytes'] as const)
    : (['uniformOffsetBytes', 'maxUniformBindingBytes'] as const)
  if (slice.offset % alignments[alignmentName] !== 0)
    machine.reject(
      'DEVICE_RULE',
      `The offset ${slice.offset} of the binding of ${JSON.stringify(resource)} is no multiple of the device's ${alignmentName} of ${alignments[alignmentName]}`,
    )
  if (slice.size > limits[limitName])
    machine.reject(
      'DEVICE_RULE',
      `The binding of ${JSON.stringify(resource)} has ${counted(slice.size, 'byte')}, more than the device's ${limitName} of ${limits[limitName]}`,
    )
}

type Numbered = { readonly group: number; readonly binding: number }

/** Whether two lists of bindings of one length number the same, in ascending order: so each number stands once. */
function isSameOrder(declared: readonly Numbered[], planned: readonly Numbered[]): boolean {
  let [lastGroup, lastBinding] = [-1, -1]
  for (let i = 0; i < declared.length; i++) {
    const { group, binding } = declared[i]!
    if (group !== planned[i]!.group || binding !== planned[i]!.binding) return false
    if (group < lastGroup || (group === lastGroup && binding <= lastBinding)) return false
    lastGroup = group
    lastBinding = binding
  }
  return true
}

type Size = readonly [number, number, number]
const isSameSize = (a: Size, b: Size): boolean => a[0] === b[0] && a[1] === b[1] && a[2] === b[2]

const bindingKey = (binding: Numbered): string => `${binding.binding} of group ${binding.group}`

/** Whether a planned sampler says what the declared one says. */
export function sameSampler(
  declared: Extract<Binding, { sampler: unknown }>['sampler'],
  planned: Readonly<Record<string, unknown>>,
): boolean {
  const entries = Object.entries(declared).filter(([, value]) => value !== undefined)
  return entries.length === Object.keys(planned).length && entries.every(([key, value]) => planned[key] === value)
}
