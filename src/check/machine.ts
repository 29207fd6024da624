/** State of the symbolic execution of a plan, with the two operations that all commands share: loading and storing bytes. */
import { EarlierRuns } from './earlier-runs.ts'
import type { ResolvedGraph } from './resolve.ts'
import type { Position } from '../plan/document.ts'
import type { Plan } from './parts.ts'
import type { DeviceProfile } from '../plan/profile.ts'
import { Hazards } from './hazards.ts'
import { bytesAt, texelsOf, type Extent } from './extents.ts'
import { Needs } from './interface.ts'
import { KeptMemories } from './kept-memory.ts'
import { Layouts } from './layouts.ts'
import type { Meaning } from './meaning.ts'
import { comparePositions, Memories, type HeapMemory, type Memory, type TextureMemory } from './memories.ts'
import { Moved } from './moved.ts'
import { Order, transitionKind } from './order.ts'
import { PassOrder } from './pass-order.ts'
import { Pipelines } from './pipelines.ts'
import { counted, noSuch, type Place, type RejectionCode } from './rejection.ts'
import type { TexelBox } from './texel-box.ts'
import { ReadOutputs } from './read-outputs.ts'
import type { Snapshot } from './snapshot.ts'
import { StagingUse } from './staging-use.ts'
import type { Repetitions } from './repetitions.ts'
import type { ValueTable } from './values.ts'
import { Words } from './words.ts'

/** The meaning of the passes of a run. */
export interface World {
  readonly values: ValueTable
  readonly meaning: Meaning
  readonly repetitions: Repetitions
}

/** The state of an execution between two commands or steps. */
export class Machine {
  readonly plan: Plan
  readonly words: Words
  readonly profile: DeviceProfile
  readonly resolved: ResolvedGraph
  readonly values: ValueTable
  readonly meaning: Meaning
  readonly order: Order
  readonly earlierRuns: EarlierRuns
  readonly hazards: Hazards
  readonly memories: Memories
  readonly layouts: Layouts
  readonly passOrder: PassOrder
  readonly pipelines: Pipelines
  readonly staging: StagingUse
  readonly needs: Needs
  readonly moved = new Moved()
  /** By input: 1 for one that the plan lists. */
  readonly listedInputs: Uint8Array
  readonly outputs: ReadOutputs
  /** Position of the current command or step in the plan. */
  place: Place = {}
  /** Queue of the current submission; −1 in steps of the host. */
  queue = -1
  private event = 0
  /** The first `carriedCount` are the passes that the current command or step carries out. */
  private readonly carried: number[] = []
  private carriedCount = 0
  private keptMemories: KeptMemories | undefined

  constructor(plan: Plan, profile: DeviceProfile, resolved: ResolvedGraph, { values, meaning, repetitions }: World) {
    this.plan = plan
    this.words = new Words(plan)
    this.profile = profile
    this.resolved = resolved
    this.values = values
    this.meaning = meaning
    this.order = new Order(plan, profile.rules.explicitBarriers)
    this.earlierRuns = new EarlierRuns(plan, this.words, profile.rules.explicitBarriers)
    this.hazards = new Hazards(this.order, this.words)
    this.memories = new Memories(plan, resolved, values, this.hazards, this.words)
    this.layouts = new Layouts(plan, this.memories.textures, this.words, profile.rules.explicitBarriers)
    this.passOrder = new PassOrder(plan, resolved, this.order, repetitions.carriers)
    this.pipelines = new Pipelines(resolved, plan.pipelines)
    this.staging = new StagingUse(profile.limits.stagingBytes)
    this.needs = new Needs(plan)
    this.listedInputs = listed(plan, resolved)
    this.outputs = new ReadOutputs(resolved, values, repetitions.copies)
  }

  get kept(): KeptMemories {
    return (this.keptMemories ??= new KeptMemories(this.plan, this.memories, this.resolved))
  }

  /** Starts a command or a step. */
  at(place: Place, queue: number): void {
    this.place = place
    this.queue = queue
    this.event++
    this.hazards.begin(place, queue)
  }

  reject(code: RejectionCode, message: string): never {
    this.words.reject(code, message, this.place)
  }

  /** Adds an access of the given kind to the current command, and returns its index; `use` tells the uses of a command apart. */
  access(kind: number, use: number, kindMask = 1 << kind, isWordRest = false): number {
    if (this.queue >= 0 && kind !== transitionKind) this.order.accesses(kindMask)
    return this.hazards.add(kind, kindMask, use, isWordRest)
  }

  /** Ends a command or a step. */
  end(): void {
    this.hazards.endCommand()
    for (let i = 0; i < this.carriedCount; i++) this.meaning.carriedOut(this.carried[i]!)
    this.carriedCount = 0
  }

  /** Records that the current command or step carries out pass p. */
  carriesOut(p: number): void {
    this.meaning.reach(p)
    this.carried[this.carriedCount++] = p
    this.passOrder.note(p, this.queue, this.event, this.place)
  }

  load(memory: Memory, extent: Extent, access: number): Snapshot {
    this.hazards.read(memory, extent, access)
    return memory.values.read(extent)
  }

  store(memory: Memory, extent: Extent, content: Snapshot, access: number): void {
    this.hazards.write(memory, extent, access)
    this.storeValues(memory, extent, content)
  }

  /** Stores the values that an access, which has been checked, writes. */
  storeValues(memory: Memory, extent: Extent, content: Snapshot): void {
    memory.values.write(extent, content)
    this.memories.forgetUnowned(memory, extent, this.place)
  }

  heap(h: number): HeapMemory {
    return this.memories.heaps[h] ?? this.reject('MALFORMED', noSuch('heap', h, this.plan.heaps.length))
  }

  texture(t: number): TextureMemory {
    return this.memories.textures.at(t) ?? this.reject('MALFORMED', noSuch('texture', t, this.plan.textures.length))
  }

  pass(id: string): number {
    return this.resolved.passIndex.get(id) ?? this.reject('MALFORMED', `The graph has no pass ${JSON.stringify(id)}`)
  }

  /** The extent of a range of a heap, which must lie inside the heap. */
  range(memory: Memory, offset: number, size: number): Extent {
    if (offset > memory.size || size > memory.size - offset)
      this.reject(
        'MALFORMED',
        `Bytes ${offset}…${offset + size} reach past the end of ${memory.name} (${counted(memory.size, 'byte')})`,
      )
    return bytesAt(offset, size)
  }

  /** The given extent of a heap, which must lie inside the heap. */
  inside(memory: Memory, extent: Extent): Extent {
    const runs = extent.runs!
    for (let i = 0; i < runs.length; i += 2) this.range(memory, runs[i]!, runs[i + 1]!)
    return extent
  }

  /** The extent of a box of a texture, which must lie inside the texture. */
  texels(memory: TextureMemory, box: TexelBox): Extent {
    this.checkBox(memory, box)
    this.checkWindow(memory)
    return texelsOf(memory.layout, box)
  }

  /** Checks that a box lies in its texture, before its rows are enumerated. */
  checkBox(memory: TextureMemory, box: TexelBox): void {
    const { layout } = memory
    const level = layout.levels[box.mipLevel]
    const levels = layout.levels.length - box.mipLevel
    const isInside =
      level !== undefined &&
      box.mipLevelCount >= 1 &&
      box.mipLevelCount <= levels &&
      isWithin(box.origin[0], box.size[0], level.width) &&
      isWithin(box.origin[1], box.size[1], level.height) &&
      isWithin(box.origin[2], box.size[2], level.slices)
    if (!isInside)
      this.reject(
        'MALFORMED',
        `A region reaches outside ${memory.name}: mip level ${box.mipLevel}, origin ${box.origin.join(', ')}, size ${box.size.join(' × ')}`,
      )
    this.checkBlocks(memory, box)
  }

  /** Checks that a region of a compressed texture starts on a block, and ends on one or at the edge of its level. */
  private checkBlocks(memory: TextureMemory, { mipLevel, origin, size }: TexelBox): void {
    const { layout } = memory
    const { width, height } = layout.levels[mipLevel]!
    const { blockWidth, blockHeight } = layout.format
    const onBlocks = (from: number, length: number, unit: number, edge: number): boolean =>
      from % unit === 0 && (length % unit === 0 || from + length === edge)
    if (!onBlocks(origin[0], size[0], blockWidth, width) || !onBlocks(origin[1], size[1], blockHeight, height))
      this.reject(
        'MALFORMED',
        `A region of ${memory.name} cuts blocks of ${blockWidth} × ${blockHeight} texels: origin ${origin.join(', ')}, size ${size.join(' × ')}`,
      )
  }

  /**
   * Checks that a texture is used between the first and last command of its placement: bodies get resources by placement, and
   * before and after, the memory of a transient texture may be another's.
   */
  private checkWindow(memory: TextureMemory): void {
    const { placement, hasOwner } = memory
    const { submission, command } = this.place
    if (submission === undefined || command === undefined) return
    const here: Position = [submission, command]
    const { first, last } = placement < 0 ? always : this.plan.placements.at(placement)
    const isInside = !first || !last || (comparePositions(first, here) <= 0 && comparePositions(here, last) <= 0)
    if (!hasOwner || !isInside)
      this.reject('PLACEMENT', `It uses ${memory.name} outside the commands that its placement names`)
  }
}

function listed({ inputs }: Plan, resolved: ResolvedGraph): Uint8Array {
  const isListed = new Uint8Array(resolved.inputs.length)
  for (const { name } of inputs) {
    const input = resolved.inputs.numberOf(name)
    if (input !== undefined) isListed[input] = 1
  }
  return isListed
}

/** The window of a texture that is used between any commands. */
const always: { readonly first?: Position; readonly last?: Position } = {}

/** Whether `size` texels from `origin` on are some of `length`. */
const isWithin = (origin: number, size: number, length: number): boolean =>
  size >= 1 && origin <= length && size <= length - origin
