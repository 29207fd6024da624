/**
 * Outputs that callers read in place: views of the memory to which the device read them back, lent until they are released. The frame
 * of a loan takes no other run meanwhile, and no other plan shares its staging.
 */
import type { Session } from '../backends/backend.ts'
import type { MemkitError } from '../errors.ts'
import type { Plan } from '../plan/document.ts'
import { Latch } from './latch.ts'
import type { LendablePlace } from './lendable.ts'

/** The views of outputs that one run lends to its caller. */
export class Loan {
  /** By output. */
  private readonly places: ReadonlyMap<number, LendablePlace>
  private readonly session: Session
  private readonly frame: number
  private readonly mapped = new Set<number>()
  /** The call that ended it. */
  private endedBy: string | undefined
  readonly returned = new Latch()

  constructor(places: ReadonlyMap<number, LendablePlace>, session: Session, frame: number) {
    this.places = places
    this.session = session
    this.frame = frame
  }

  isOf(output: number): boolean {
    return this.places.has(output)
  }

  /** Takes the view of a heap that is mapped in this step, where outputs lie in it that are lent. @returns whether it stays mapped */
  take(step: number, heap: number, view: Uint8Array, outputs: Uint8Array[]): boolean {
    for (const [output, place] of this.places) {
      if (place.heap !== heap || place.step !== step) continue
      outputs[output] = view.subarray(place.offset, place.offset + place.sizeBytes)
      this.mapped.add(heap)
    }
    return this.mapped.has(heap)
  }

  /** The heaps whose memory is lent. */
  get heaps(): ReadonlySet<number> {
    return this.mapped
  }

  outputs(): Iterable<number> {
    return this.places.keys()
  }

  /**
   * @param released the error of memory that was given back
   * @throws what `released` makes; DEVICE_LOST where the memory went with the device, DESTROYED where with the backend
   */
  read(
    view: Uint8Array,
    sizeBytes: number,
    lost: Error | undefined,
    released: (by: string) => MemkitError,
  ): Uint8Array {
    if (this.endedBy !== undefined) throw released(this.endedBy)
    if (view.byteLength !== sizeBytes) throw lost ?? released('a transfer of its memory')
    return view
  }

  /** Puts copies in the place of the views. */
  copy(outputs: Uint8Array[]): void {
    for (const output of this.places.keys()) outputs[output] = outputs[output]!.slice()
  }

  /** Gives the memory back. Again has no effect. */
  end(by: string): void {
    if (this.endedBy !== undefined) return
    this.endedBy = by
    try {
      for (const heap of this.mapped) this.session.endRead(this.frame, heap)
    } finally {
      this.mapped.clear()
      this.returned.open()
    }
  }
}

/** A loan of those outputs that may be read in place; undefined where there are none. */
export function loanOf(
  session: Session,
  frame: number,
  asked: readonly number[] | undefined,
  lendable: () => ReadonlyMap<number, LendablePlace>,
): Loan | undefined {
  if (!asked || asked.length === 0 || !session.lendsReads) return undefined
  const places = new Map<number, LendablePlace>()
  for (const output of asked) {
    const place = lendable().get(output)
    if (place && session.lendsReads(frame, place.heap)) places.set(output, place)
  }
  return places.size > 0 ? new Loan(places, session, frame) : undefined
}

/** The loans of one plan's runs, or of reads beside them. */
export class Loans {
  private readonly open = new Set<Loan>()
  private isClosed = false

  /** The loan of a run that has ended well, to be released; undefined while everything is being freed: the outputs are copies then. */
  keep(loan: Loan, outputs: Uint8Array[]): Loan | undefined {
    if (this.isClosed) {
      loan.copy(outputs)
      loan.end('destroy()')
      return undefined
    }
    this.open.add(loan)
    loan.returned.whenOpen(() => this.open.delete(loan))
    return loan
  }

  get isEmpty(): boolean {
    return this.open.size === 0
  }

  /** Names of what is lent. */
  names({ outputs }: Plan): string[] {
    const held = new Set<string>()
    for (const loan of this.open) for (const output of loan.outputs()) held.add(outputs[output]!.name)
    return [...held]
  }

  /** Whether memory of the heap is lent. */
  has(heap: number): boolean {
    for (const loan of this.open) if (loan.heaps.has(heap)) return true
    return false
  }

  /** Whether a heap that is lent is that of another session too. */
  shares(session: Session, other: Session, { heaps }: Plan): boolean {
    for (const loan of this.open)
      for (const heap of loan.heaps)
        for (let i = 0; i < heaps.length; i++)
          if (heaps[i]!.memory === 'readback' && session.sharesMemory?.('heap', heap, other, i)) return true
    return false
  }

  /** Resolves when everything that is lent now has been released. */
  async whenReturned(): Promise<void> {
    await Promise.all(Array.from(this.open, ({ returned }) => returned.wait()))
  }

  /** Ends all loans, those of runs under way when these end. */
  close(): void {
    this.isClosed = true
    for (const loan of this.open) loan.end('destroy()')
  }
}
