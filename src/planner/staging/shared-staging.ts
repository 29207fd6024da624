/** Input bytes that one submission has staged: all uploads of the same bytes use one copy in staging. */
import type { DecisionLog } from '../support/decisions.ts'
import type { PlaceKey } from './staged-bytes.ts'

/** Staged place of input bytes; heap −1 before it is assigned. */
export interface StagedPlace {
  heap: number
  offset: number
}

/** Places of input bytes in the staging of one submission, by key. */
export class SharedStaging {
  /**
   * By input: places by the key of their bytes (`placeKey`). Made when first needed: there may be as many submissions as passes, and most
   * inputs have one upload.
   */
  private inputs: Map<string, Map<PlaceKey, StagedPlace>> | undefined
  private readonly passes: string[] = []
  private bytes = 0

  find(name: string, key: PlaceKey): StagedPlace | undefined {
    return this.inputs?.get(name)?.get(key)
  }

  add(name: string, key: PlaceKey, place: StagedPlace): void {
    const inputs = (this.inputs ??= new Map<string, Map<PlaceKey, StagedPlace>>())
    const places = inputs.get(name)
    if (places) places.set(key, place)
    else inputs.set(name, new Map([[key, place]]))
  }

  /** Adds a pass that uses bytes which are staged already. */
  use(pass: string, bytes: number): void {
    if (this.passes.at(-1) !== pass) this.passes.push(pass)
    this.bytes += bytes
  }

  /** Records the decisions on everything shared since the last call. */
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
