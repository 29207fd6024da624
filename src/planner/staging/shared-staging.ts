/** Input bytes staged in one submission: one crossing feeds every upload of the same bytes. */
import type { DecisionLog } from '../support/decisions.ts'

/** Where bytes of an input lie in staging; the heap is −1 until that is known. */
export interface StagedPlace {
  heap: number
  offset: number
}

export class SharedStaging {
  private readonly places = new Map<string, StagedPlace>()
  private readonly passes: string[] = []
  private bytes = 0

  find(key: string): StagedPlace | undefined {
    return this.places.get(key)
  }

  add(key: string, place: StagedPlace): void {
    this.places.set(key, place)
  }

  /** A pass takes bytes that are there already. */
  use(pass: string, bytes: number): void {
    if (this.passes.at(-1) !== pass) this.passes.push(pass)
    this.bytes += bytes
  }

  /** Notes what was shared since the last call. */
  note(decisions: DecisionLog): void {
    if (this.passes.length === 0) return
    decisions.add(
      'SHARED_INPUT',
      this.passes.splice(0),
      [],
      'The same input bytes go to several places and cross the bus once',
      {
        bytes: this.bytes,
      },
    )
    this.bytes = 0
  }
}
