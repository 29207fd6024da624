/**
 * Reads and writes of persistent resources between runs. Those of one task that stand between the same two runs are one small
 * graph, planned like any other; so whatever an upload can reach, in whatever format, they reach.
 */
import type { Backend, Session } from '../backends/backend.ts'
import { givenBytes } from '../cpu/given-bytes.ts'
import { invalidData, invalidPart, messageOf, unsupported, wrongDataSize } from '../errors.ts'
import type { GraphDocument } from '../graph/document.ts'
import { regionBytes, type Region } from '../graph/endpoint.ts'
import { partOf, type Part } from '../graph/part.ts'
import type { Plan } from '../plan/document.ts'
import { memberAt } from '../plan/facts/persistent-memory.ts'
import { roundUp } from '../plan/multiples.ts'
import type { Frames } from './frames.ts'
import { allocateBytes } from '../cpu/allocate-bytes.ts'
import { writeInput, type Input } from './inputs.ts'
import { loanOf, Loans, type Loan } from './loans.ts'
import { findPersistent, persistentResources, type Persistent } from './persistent.ts'
import { HeldRead, SharedLoan, type InPlaceRead, type ReadPart } from './reads.ts'
import { SmallPlans, type SmallPlan } from './small-plans.ts'
import type { UnderWay } from './loss.ts'
import { TransferWalk } from './transfer-walk.ts'
import { Event, type Turn } from './turns.ts'
import { Waiter } from './waiter.ts'

interface Operation {
  readonly pass: GraphDocument['passes'][number]
  /** The bytes that are written; undefined for reads. */
  readonly bytes: Uint8Array | undefined
  /** Whether a read is to be in place. */
  readonly inPlace: boolean
  /** @param shared has the output, where it is in place */
  done(output: Uint8Array | undefined, shared: SharedLoan | undefined): void
  failed(error: unknown): void
}

interface Batch {
  readonly operations: Operation[]
  /** By id in the small graph. */
  readonly used: Map<string, Persistent>
}

export interface TransferContext {
  readonly plan: Plan
  readonly backend: Backend
  readonly session: Session
  readonly frames: Frames
  readonly underWay: UnderWay
  readonly timeoutMs: number | undefined
  /** The number of the run that begins next. */
  nextRun(): number
}

export class Transfers {
  private readonly context: TransferContext
  private readonly small: SmallPlans
  private resources: ReadonlyMap<string, Persistent> | undefined
  /** Operations that no turn was taken for yet. */
  private open: Batch | undefined
  private readonly handles = new Map<string, object>()
  /** In-place reads that callers still hold. */
  readonly loans = new Loans()

  constructor(context: TransferContext) {
    this.context = context
    this.small = new SmallPlans(context.backend, context.session.directTimeline !== undefined)
  }

  /** @throws MemkitError NOT_PERSISTENT, INVALID_PART, INVALID_DATA, WRONG_DATA_SIZE, INPUT_FAILED */
  write(id: string, data: Input, part: Part | undefined): Promise<void> {
    const resource = this.find('write()', id)
    const isWriter = typeof data === 'function'
    const given = isWriter ? undefined : givenBytes('write()', resource.id, data)
    const region = this.partOf(resource, 'write()', part, given?.byteLength)
    const size = regionBytes(region)
    if (given && given.byteLength !== size) throw wrongDataSize(resource.id, given.byteLength, size)
    const room = region.kind === 'buffer' ? writtenBytes(resource, region.offset, size) : size
    // Kept from here on: the caller may change the memory as soon as this call has returned.
    const bytes = allocateBytes(room, `what is written to ${JSON.stringify(resource.id)}`)
    if (given) bytes.set(given)
    else writeInput(resource.id, data as (view: Uint8Array) => void, bytes.subarray(0, size))
    if (size === 0) return Promise.resolve()
    return new Promise((resolve, reject) =>
      this.add(resource, (key, i) => ({
        pass: { id: `p${i}`, kind: 'upload', to: endpointOf(resource, key, region, 0, room), input: `p${i}` },
        bytes,
        inPlace: false,
        done: () => resolve(),
        failed: reject,
      })),
    )
  }

  /** Also holds the part to the device's rule for aspects: operations of one task are one plan, which is refused as a whole. */
  private partOf({ info }: Persistent, call: string, part: Part | undefined, bytes: number | undefined): Region {
    const region = partOf(info, call, part, bytes, call === 'read()' ? ['into'] : [])
    const { depth = false, stencil = false } = info.layout?.format ?? {}
    if (region.kind === 'texture' && region.aspect === 'all' && depth && stencil)
      if (this.context.backend.profile.rules.separateAspectCopies)
        throw invalidPart(
          call,
          info.id,
          'this device copies depth and stencil one at a time; name "depth-only" or "stencil-only"',
          'aspect',
        )
    return region
  }

  /** @throws MemkitError NOT_PERSISTENT, INVALID_PART, INVALID_DATA */
  read(id: string, part: ReadPart | undefined): Promise<Uint8Array | InPlaceRead> {
    const resource = this.find('read()', id)
    const region = this.partOf(resource, 'read()', part, undefined)
    const size = regionBytes(region)
    const given = intoOf(part, resource.id)
    const inPlace = given === 'in-place'
    const into = inPlace ? undefined : given
    if (into !== undefined && givenBytes('read()', resource.id, into).byteLength !== size)
      throw invalidData(
        'read()',
        resource.id,
        `"into" has ${givenBytes('read()', resource.id, into).byteLength} bytes; the part has ${size}`,
      )
    const held = (bytes: Uint8Array, shared?: SharedLoan) =>
      new HeldRead(resource.id, bytes, shared, () => this.context.backend.lost)
    if (size === 0 && inPlace) return Promise.resolve(held(new Uint8Array()))
    if (size === 0)
      return Promise.resolve(into === undefined ? new Uint8Array() : givenBytes('read()', resource.id, into))
    // Whole words are read: for others some devices need a shader.
    const before = region.kind === 'buffer' ? (resource.memory.offset + region.offset) % 4 : 0
    const room = region.kind === 'buffer' ? this.readBytes(resource, region.offset - before, before + size) : size
    return new Promise((resolve, reject) =>
      this.add(resource, (key, i) => ({
        pass: { id: `p${i}`, kind: 'readback', from: endpointOf(resource, key, region, before, room), output: `p${i}` },
        bytes: undefined,
        inPlace,
        done: (output, shared) => {
          const bytes = output!.byteLength === size ? output! : output!.subarray(before, before + size)
          if (inPlace) return resolve(held(bytes, shared))
          if (into === undefined) return resolve(room === size ? bytes : bytes.slice())
          const target = givenBytes('read()', resource.id, into)
          if (target.byteLength !== size) throw invalidData('read()', resource.id, '"into" was detached or resized')
          target.set(bytes)
          resolve(target)
        },
        failed: reject,
      })),
    )
  }

  /** Gives what was asked for so far its turn: it comes before everything that is called later. */
  flush(): void {
    const batch = this.open
    this.open = undefined
    if (!batch) return
    const { frames } = this.context
    const previous = frames.latestTurn
    void this.run(batch, frames.takeBetween(), previous)
  }

  /** Frees much of what is kept for later transfers. */
  closeLarge(): Promise<void> {
    return this.small.closeLarge()
  }

  /** Frees what transfers use, once they have ended. */
  close(): Promise<void> {
    return this.small.closeIdle()
  }

  private find(call: string, id: string): Persistent {
    const { plan, session } = this.context
    this.resources ??= persistentResources(plan)
    const found = findPersistent(this.resources, call, id)
    if (!session.memoryOf) throw unsupported(`This backend has no ${call}: it cannot share the memory of a plan`)
    return found
  }

  private add(resource: Persistent, make: (key: string, index: number) => Operation): void {
    if (!this.open) {
      const batch: Batch = { operations: [], used: new Map() }
      this.open = batch
      queueMicrotask(() => this.open === batch && this.flush())
    }
    const { operations, used } = this.open
    const key = `${resource.memory.kind} ${resource.memory.members[0]}`
    used.set(key, resource)
    operations.push(make(key, operations.length))
  }

  private readBytes({ memory }: Persistent, offset: number, size: number): number {
    const { sizeBytes } = this.context.plan.heaps[memory.members[0]!]!
    return Math.min(roundUp(size, 4), sizeBytes - memory.offset - offset)
  }

  private async run(batch: Batch, turn: Turn, previous: Turn): Promise<void> {
    const { underWay, timeoutMs, session } = this.context
    const { operations } = batch
    const waiter = new Waiter(undefined, timeoutMs)
    underWay.add(waiter)
    const key = JSON.stringify([operations.map(({ pass }) => pass), [...batch.used.keys()]])
    const opening = this.small.take(key, () => this.graphOf(batch))
    let loan: Loan | undefined
    try {
      const small = await waiter.wait(opening, 'opening a transfer')
      underWay.delete(waiter)
      const index = new Map(small.plan.outputs.map(({ name }, i) => [name, i]))
      const outputOf = ({ pass }: Operation): number => index.get(pass.id) ?? -1
      loan = loanOf(small.session, 0, operations.filter(({ inPlace }) => inPlace).map(outputOf), small.lendable)
      const outputs = await this.walk(batch, small, turn, previous, loan)
      turn.open(Event.released)
      const shared = this.hold(small, loan, outputs)
      for (const operation of operations) {
        const output = outputOf(operation)
        try {
          operation.done(outputs[output], loan?.isOf(output) ? shared : undefined)
        } catch (error) {
          operation.failed(error)
        }
      }
    } catch (error) {
      loan?.end('the end of its run')
      // Also where nobody waits any more for the plan to open.
      void opening.then(
        async (failed) => {
          await failed.session.idle()
          this.small.close(failed)
          turn.open(Event.released)
        },
        () => previous.leadsTo(Event.submitted, turn, Event.released),
      )
      for (const operation of operations) operation.failed(error)
    } finally {
      underWay.delete(waiter)
      waiter.close()
      const { isOrderedWithOthers = false } = session
      previous.when(Event.submitted, () => {
        if (isOrderedWithOthers) turn.open(Event.submitted)
        else turn.when(Event.released, () => turn.open(Event.submitted))
      })
    }
  }

  /** Keeps the plan for other transfers, once nothing of its staging is held. */
  private hold(small: SmallPlan, loan: Loan | undefined, outputs: Uint8Array[]): SharedLoan | undefined {
    const held = loan && this.loans.keep(loan, outputs)
    if (!held) {
      this.small.keep(small)
      return undefined
    }
    held.returned.whenOpen(() => this.small.keep(small))
    return new SharedLoan(held, [...held.outputs()].length)
  }

  private walk(
    batch: Batch,
    small: SmallPlan,
    turn: Turn,
    previous: Turn,
    loan: Loan | undefined,
  ): Promise<Uint8Array[]> {
    const { backend, frames, underWay, timeoutMs, session } = this.context
    const bytes = new Map(batch.operations.map(({ pass, bytes }) => [pass.id, bytes]))
    return new TransferWalk(backend, small, timeoutMs, {
      inputs: small.slots.map(({ name }) => bytes.get(name)),
      loan,
      turn,
      previous,
      frames,
      isOrderedWithOthers: session.isOrderedWithOthers ?? false,
      imports: () => this.importsOf(batch),
    }).run(underWay)
  }

  /** Handles as they are when the turn has come: each run before rotates the history. */
  private importsOf({ used }: Batch): Record<string, object> {
    const { session, nextRun } = this.context
    return Object.fromEntries(
      Array.from(used, ([key, { memory }]) => {
        const member = memberAt(memory, 1, nextRun())
        const name = `${memory.kind} ${member}`
        let handle = this.handles.get(name)
        if (!handle) this.handles.set(name, (handle = session.memoryOf!(memory.kind, member)))
        return [key, handle]
      }),
    )
  }

  private graphOf({ operations, used }: Batch): GraphDocument {
    const { heaps, textures } = this.context.plan
    return {
      version: 1,
      name: 'transfers',
      resources: Array.from(used, ([id, { memory }]) => {
        const lifetime = 'imported'
        const index = memory.members[0]!
        if (memory.kind === 'heap') return { id, kind: 'buffer', size: heaps[index]!.sizeBytes, lifetime }
        const { format, size, dimension, mipLevelCount } = textures[index]!
        return { id, kind: 'texture', format, size, dimension, mipLevelCount, lifetime }
      }),
      passes: operations.map(({ pass }) => pass),
    }
  }
}

/** Bytes that a write to a buffer takes. What ends with the buffer may fill the padding behind it, so that words are whole. */
function writtenBytes({ info, memory }: Persistent, offset: number, size: number): number {
  return offset + size === info.sizeBytes ? memory.sizeBytes - offset : size
}

/** @param before bytes in front of the part that are moved too */
function endpointOf({ memory }: Persistent, resource: string, region: Region, before: number, room: number) {
  if (region.kind === 'buffer') return { resource, offset: memory.offset + region.offset - before, size: room }
  const { mipLevel, mipLevelCount, origin, size, aspect } = region
  type Triple = [number, number, number]
  return { resource, mipLevel, mipLevelCount, origin: [...origin] as Triple, size: [...size] as Triple, aspect }
}

/** The memory that a read names, whose getter may throw. */
function intoOf(part: ReadPart | undefined, id: string): ReadPart['into'] {
  try {
    return part?.into
  } catch (error) {
    throw invalidPart('read()', id, `reading the part threw (${messageOf(error)})`, 'into')
  }
}
