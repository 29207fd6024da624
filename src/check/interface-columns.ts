/** Inputs and outputs of a graph by number, in columns: a document may have as many as passes. */

/** An input as it is read here. */
export interface InputInfo {
  readonly number: number
  readonly sizeBytes: number
  /** The host pass that produces the input; −1 for none. */
  readonly producer: number
  /** Whether runs may leave it out; undefined where no upload has said it yet. */
  readonly optional: boolean | undefined
}

/** Names by number, in the order in which the passes say them first. */
class Names {
  private readonly numbers = new Map<string, number>()

  get length(): number {
    return this.numbers.size
  }

  /** Undefined for a name that the graph does not have. */
  numberOf(name: string): number | undefined {
    return this.numbers.get(name)
  }

  /** The number of a name, which is the next one where it is new. */
  protected add(name: string): number {
    const known = this.numbers.get(name)
    if (known !== undefined) return known
    const next = this.numbers.size
    this.numbers.set(name, next)
    return next
  }

  /** Names with their numbers. */
  [Symbol.iterator](): Iterator<[string, number]> {
    return this.numbers[Symbol.iterator]()
  }
}

const [unknown, needed, optional] = [0, 1, 2]

/** The inputs. */
export class Inputs extends Names {
  private readonly sizes: Float64Array
  private readonly producers: Int32Array
  /** Whether each is optional: unknown, needed or optional. */
  private readonly needs: Uint8Array

  /** @param most that there may be */
  constructor(most: number) {
    super()
    this.sizes = new Float64Array(most)
    this.producers = new Int32Array(most)
    this.needs = new Uint8Array(most)
  }

  set(name: string, sizeBytes: number, producer: number, isOptional: boolean | undefined): void {
    const i = this.add(name)
    this.sizes[i] = sizeBytes
    this.producers[i] = producer
    this.needs[i] = isOptional === undefined ? unknown : isOptional ? optional : needed
  }

  at(number: number): InputInfo {
    const need = this.needs[number]!
    return {
      number,
      sizeBytes: this.sizes[number]!,
      producer: this.producers[number]!,
      optional: need === unknown ? undefined : need === optional,
    }
  }

  find(name: string): InputInfo | undefined {
    const number = this.numberOf(name)
    return number === undefined ? undefined : this.at(number)
  }
}

/** The outputs. */
export class Outputs extends Names {
  private readonly sizes: Float64Array

  /** @param most that there may be */
  constructor(most: number) {
    super()
    this.sizes = new Float64Array(most)
  }

  set(name: string, sizeBytes: number): void {
    this.sizes[this.add(name)] = sizeBytes
  }

  sizeOf(number: number): number {
    return this.sizes[number]!
  }
}
