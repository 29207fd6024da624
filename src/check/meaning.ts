/**
 * Reference meaning of a graph, computed symbolically: its passes in declared order on ideal memory, one memory per instance of
 * a resource.
 *
 * The result of a pass that runs code is a new value, which stands for the result of this pass on the bytes it read. So a plan
 * has the same meaning when each such pass reads the bytes that are recorded here. So it is with an optional upload: a value of
 * its own stands for its input where a run brings it, and for what it is written over where not.
 */
import type { Pass, PassOf } from '../graph/document.ts'
import { withAspect, extractAspect } from './aspects.ts'
import { ByteContents } from './byte-contents.ts'
import type { Contents } from './contents.ts'
import { lastTouches } from './last-touches.ts'
import { TexelContents } from './texel-contents.ts'
import { regionBytes, type Region } from './regions.ts'
import { reject, unsteady } from './rejection.ts'
import type { ResolvedGraph } from './resolve.ts'
import { slotsOf, type Slot } from './slots.ts'
import type { ResourceInfo } from './resources.ts'
import { whole, type Snapshot } from './snapshot.ts'
import { UNDEFINED, type ValueTable } from './values.ts'
import { Written } from './written.ts'

type CodeKind = 'compute' | 'render' | 'custom' | 'external' | 'mipmap' | 'host'
type Transfer = Exclude<Pass['kind'], CodeKind>

/** Whether the effect of a pass is code: a shader, a body or a filter. All other passes move bytes. */
export const runsCode = (pass: Pass): pass is PassOf<CodeKind> =>
  pass.kind === 'compute' ||
  pass.kind === 'render' ||
  pass.kind === 'custom' ||
  pass.kind === 'external' ||
  pass.kind === 'mipmap' ||
  pass.kind === 'host'

/**
 * The meaning of the passes, computed up to the pass that is asked for: what a pass reads is kept until the plan has carried it
 * out, so a plan that runs in declared order keeps little. A pass that reads bytes which nothing wrote is refused when it is
 * reached, as READ_BEFORE_WRITE.
 */
export class Meaning {
  /** Contents of each instance that some pass has touched; all others are as they were. Of a transient: until the last pass that touches it. */
  private readonly contents: (Contents | undefined)[]
  private readonly lastTouches: Int32Array
  private readonly resolved: ResolvedGraph
  private readonly values: ValueTable
  private readonly written: Written
  /** By pass: how many commands and steps have not carried it out yet. */
  private readonly carriers: Uint32Array
  /**
   * By pass that runs code, then by slot: the contents it reads; undefined for a slot that is not read. Of an optional upload: what it
   * is written over. Undefined again when it is not asked for any more.
   */
  private readonly reads: (readonly (Snapshot | undefined)[] | undefined)[]
  /** By output: what it is after a run, once that was computed and until it is forgotten. */
  private readonly outputs: (Snapshot | undefined)[]
  /** Number of the passes so far that move bytes, and the bytes that they declare. */
  transfers = 0
  transferBytes = 0
  private next = 0

  /** @param carriers by pass: how many commands and steps of the plan carry it out */
  constructor(resolved: ResolvedGraph, values: ValueTable, carriers: Uint32Array) {
    this.resolved = resolved
    this.values = values
    this.carriers = carriers
    this.reads = new Array<undefined>(carriers.length)
    this.contents = new Array<undefined>(resolved.instanceResource.length)
    this.outputs = new Array<undefined>(resolved.outputs.length)
    this.lastTouches = lastTouches(resolved)
    this.written = new Written(resolved, (instance) => this.memoryOf(instance), values)
  }

  /** Computes the meaning of pass p and of all before it. */
  reach(p: number): void {
    for (; this.next <= p; this.next++) {
      const seen = this.perform(this.next)
      if (seen && this.carriers[this.next]! > 0) this.reads[this.next] = seen
    }
  }

  /** Computes the meaning of all passes. */
  finish(): void {
    this.reach(this.resolved.graph.passes.length - 1)
  }

  /** The contents that pass p, which has been reached, reads through `slot`. */
  readOf(p: number, slot: number): Snapshot {
    return this.reads[p]?.[slot] ?? reject('MALFORMED', unsteady)
  }

  /** Records that one of the commands and steps of pass p has been executed. */
  carriedOut(p: number): void {
    if (--this.carriers[p]! === 0) this.reads[p] = undefined
  }

  /** The contents that an output of the graph has after a run. */
  output(number: number): Snapshot {
    if (!this.outputs[number]) this.finish()
    return this.outputs[number] ?? reject('MALFORMED', unsteady)
  }

  /** Forgets an output, which is not asked for any more. */
  forgetOutput(number: number): void {
    this.outputs[number] = undefined
  }

  /** The contents at the end of the run of an instance that outlives it; undefined where no pass touches it. */
  final(instance: number): Contents | undefined {
    return this.contents[instance]
  }

  private memoryOf(instance: number): Contents {
    const known = this.contents[instance]
    if (known) return known
    const { resources, instanceResource, instancePrevious } = this.resolved
    const r = instanceResource[instance]!
    const info = resources[r]!
    const value = info.lifetime === 'transient' ? UNDEFINED : this.values.initial(r, instancePrevious[instance]!)
    return (this.contents[instance] = initialContents(info, value, this.values))
  }

  private load(slot: Slot): Snapshot {
    return this.memoryOf(slot.instance).read(slot.extent)
  }

  private store(slot: Slot, content: Snapshot): void {
    this.memoryOf(slot.instance).write(slot.extent, content)
  }

  /** Performs pass p, and returns what it reads if it runs code. */
  private perform(p: number): readonly (Snapshot | undefined)[] | undefined {
    const { resolved } = this
    const pass = resolved.graph.passes[p]!
    const slots = slotsOf(resolved, p)
    const discarded = discardedSlots(pass)
    this.written.demand(p, slots)
    this.written.follow(pass, slots, discarded)
    const seen = runsCode(pass) ? this.run(p, slots, discarded) : this.transfer(p, pass, slots)
    for (const { region } of slots) this.forgetAfter(p, region.resource)
    return seen
  }

  /** Forgets a transient that no pass after p touches. */
  private forgetAfter(p: number, r: number): void {
    const info = this.resolved.resources[r]!
    if (this.lastTouches[r] !== p || info.lifetime !== 'transient') return
    this.contents[r] = undefined
    info.forgetLayout()
    this.written.forget(r)
  }

  /** Gives what a pass that runs code writes values of its own, and returns what it reads. */
  private run(p: number, slots: readonly Slot[], discarded: readonly number[]): readonly (Snapshot | undefined)[] {
    const { resolved, values } = this
    values.addResults(p, slots.length)
    const seen = new Array<Snapshot | undefined>(slots.length)
    for (let s = 0; s < slots.length; s++) seen[s] = slots[s]!.reads ? this.load(slots[s]!) : undefined
    for (let s = 0; s < slots.length; s++) {
      const slot = slots[s]!
      if (!slot.writes) continue
      const { extent } = slot
      this.memoryOf(slot.instance).write(extent, whole(values.written(p, s), extent.size, values))
    }
    for (const s of discarded) {
      const { lifetime } = resolved.resources[slots[s]!.region.resource]!
      // Resources that outlive the run begin the next one as zeros, as they begin the first.
      const value = lifetime === 'transient' ? UNDEFINED : values.pattern(0)
      this.store(slots[s]!, whole(value, slots[s]!.extent.size, values))
    }
    return seen
  }

  /** Moves the bytes of a transfer, and returns what an optional upload is written over. */
  private transfer(p: number, pass: PassOf<Transfer>, slots: readonly Slot[]): readonly Snapshot[] | undefined {
    const { values } = this
    const [first, second] = slots as [Slot, Slot]
    const size = regionBytes(first.region)
    this.transfers++
    this.transferBytes += size
    if (optionalInput(pass) !== undefined) {
      const old = this.take(first)
      values.addResults(p, 1)
      this.put(first, whole(values.written(p, 0), size, values))
      return [old]
    }
    if (pass.kind === 'upload') this.put(first, this.uploaded(pass, size))
    else if (pass.kind === 'fill') this.put(first, whole(values.pattern(pass.value), size, values))
    else if (pass.kind === 'copy') this.put(second, this.take(first))
    else this.outputs[this.resolved.outputs.numberOf((pass satisfies PassOf<'readback'>).output)!] = this.take(first)
    return undefined
  }

  private uploaded(pass: PassOf<'upload'>, size: number): Snapshot {
    const { name, offset } = inputOf(pass)
    return whole(this.values.input(this.resolved.inputs.numberOf(name)!), size, this.values, offset)
  }

  /** The bytes that a transfer reads. Those of one aspect are derived from those of whole texels, see aspects.ts. */
  private take(slot: Slot): Snapshot {
    const { region } = slot
    const content = this.load(slot)
    return region.kind === 'buffer'
      ? content
      : extractAspect(content, region.aspect, this.formatOf(region), this.values)
  }

  private put(slot: Slot, content: Snapshot): void {
    const { region } = slot
    const stored =
      region.kind === 'buffer'
        ? content
        : withAspect(content, region.aspect, this.formatOf(region), () => this.load(slot), this.values)
    this.store(slot, stored)
  }

  private formatOf({ resource }: Region) {
    return this.resolved.resources[resource]!.format
  }
}

/** Contents of a resource that is one value. */
export const initialContents = ({ layout, sizeBytes }: ResourceInfo, value: number, values: ValueTable): Contents =>
  layout ? new TexelContents(layout, value, values) : new ByteContents(sizeBytes, value, values)

/** The input of an upload, and the byte of it that comes first. */
export const inputOf = ({ input }: PassOf<'upload'>): { readonly name: string; readonly offset: number } =>
  typeof input === 'string' ? { name: input, offset: 0 } : { name: input.name, offset: input.offset ?? 0 }

/** The input without which a pass leaves its target as it is. */
export const optionalInput = (pass: Pass): string | undefined =>
  pass.kind === 'upload' && pass.optional ? inputOf(pass).name : undefined

const noSlots: readonly number[] = []

/** Slots of attachments that the document declares as discarded. */
function discardedSlots(pass: Pass): readonly number[] {
  if (pass.kind !== 'render') return noSlots
  const slots: number[] = []
  let slot = 0
  for (const attachment of pass.color ?? []) {
    if (attachment.store === 'discard') slots.push(slot)
    slot += attachment.resolve === undefined ? 1 : 2
  }
  if (pass.depth?.store === 'discard' && !pass.depth.readOnly) slots.push(slot)
  return slots
}
