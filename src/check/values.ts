/**
 * Symbolic values of bytes: a byte is byte k of value v, and two bytes are equal when both their values and their indices are.
 *
 * Values are integers. A fill pattern has no index: the byte at address x is byte x mod 4 of the pattern's word, so the same
 * bytes one address higher are those of another pattern.
 */
import type { Rows } from './extents.ts'
import type { ResolvedGraph } from './resolve.ts'
import { instanceOf } from './resources.ts'
import { slotsOf } from './slots.ts'

export const UNDEFINED = 0

type Single = 'depth-only' | 'stencil-only'

/** The bytes of a value from `index` on. */
export interface Bytes {
  readonly value: number
  readonly index: number
}

/** A value of depth-stencil texels: texel k has the depth at byte depth.index + 4 k and the stencil at byte stencil.index + k. */
interface TexelPair {
  readonly depth: Bytes
  readonly stencil: Bytes
}

/**
 * Depth-stencil texels of patterns or undefined bytes: the texel at address shift + k · texelBytes has the depth, and of the stencil
 * byte k mod 4.
 */
interface FlatTexels {
  readonly depth: number
  readonly stencil: number
  readonly shift: number
  readonly texelBytes: number
}

/** All values of one proof. */
export class ValueTable {
  /** By value: the word of a pattern; −1 of other values. */
  private readonly words: number[] = [-1]
  /** By word, as text: V8 hashes numbers without a secret, so a document could have all of them in one bucket. */
  private readonly patterns = new Map<string, number>()
  /** By input: its bytes; 0 where nobody asked for them yet. */
  private inputs: Float64Array | undefined
  /** By pass: the value that it writes through its first endpoint, which those of the others follow; 0 for none yet. */
  private results: Float64Array | undefined
  /** By instance: its contents before the run; 0 where nobody asked for them yet. */
  private initials: Float64Array | undefined
  private readonly derivations = new Map<string, number>()
  private readonly pairs = new Map<number, TexelPair>()
  private readonly pitches = new Map<number, Bytes & Rows>()
  /** By value that is one aspect of another: that other value, in which the first texel begins `shift` bytes into a texel. */
  private readonly aspects = new Map<
    number,
    { readonly of: number; readonly shift: number; readonly isDepth: boolean }
  >()
  /** Texels whose parts have no index, by value: they repeat, as patterns do. */
  private readonly flat = new Map<number, FlatTexels>()
  private readonly resolved: ResolvedGraph
  /** Boxes that were looked at to compare contents without a tree of texels. */
  private compared = 0

  constructor(resolved: ResolvedGraph) {
    this.resolved = resolved
  }

  /** Notes so many boxes that are looked at; false where the proof has looked at as many as it may, for each pass and at all. */
  mayCompare(boxes: number, ofPass: number, ofAll: number): boolean {
    this.compared += boxes
    return this.compared <= ofAll + ofPass * this.resolved.graph.passes.length
  }

  /** The bytes of the input of a number. */
  input(number: number): number {
    this.inputs ??= new Float64Array(this.resolved.inputs.length)
    return (this.inputs[number] ||= this.add())
  }

  /** The contents of a resource before this run, from `previous` runs ago. */
  initial(resource: number, previous: number): number {
    const { resources, instanceResource } = this.resolved
    this.initials ??= new Float64Array(instanceResource.length)
    return (this.initials[instanceOf(resources[resource]!, previous)] ||= this.add())
  }

  /** Makes the results that pass p writes through its endpoints, of which it has `slots`. */
  addResults(p: number, slots: number): void {
    this.results ??= new Float64Array(this.resolved.graph.passes.length)
    this.results[p] = this.words.length
    for (let slot = 0; slot < slots; slot++) this.add()
  }

  /** The result that pass p writes through its endpoint `slot`. */
  written(p: number, slot: number): number {
    return this.results![p]! + slot
  }

  pattern(word: number): number {
    return keep(this.patterns, `fill ${word}`, () => {
      const id = this.add()
      this.words[id] = word
      return id
    })
  }

  /** Bytes of several origins, which the key tells. */
  mixed(key: string): number {
    return this.derived(`mixed ${key}`)
  }

  /** A value that is a function of others: equal keys mean equal values. */
  private derived(key: string): number {
    return keep(this.derivations, key, () => this.add())
  }

  /**
   * The bytes of one aspect of the texels that begin at byte `index` of a value: what the texel of number `begin` has, and so on.
   * Texels have `texelBytes` bytes, depth first.
   */
  aspectOf(value: number, index: number, begin: number, [aspect, texelBytes]: readonly [Single, number]): Bytes {
    const isDepth = aspect === 'depth-only'
    const pair = index % texelBytes === 0 ? this.pairs.get(value) : undefined
    if (pair) {
      const part = isDepth ? pair.depth : pair.stencil
      const texels = index / texelBytes
      if (this.isPlain(part.value)) return { value: part.value, index: part.index + texels * (isDepth ? 4 : 1) }
      return { value: isDepth ? part.value : this.moved(part.value, begin - texels), index: 0 }
    }
    if (value === UNDEFINED) return { value, index: 0 }
    const word = this.words[value]!
    if (word >= 0) return { value: isDepth ? value : this.pattern((word & 255) * 0x0101_0101), index: 0 }
    const shift = ((index % texelBytes) + texelBytes) % texelBytes
    const part = this.derived(`${aspect} ${value} ${shift}`)
    this.aspects.set(part, { of: value, shift, isDepth })
    return { value: part, index: ((index - shift) / texelBytes) * (isDepth ? 4 : 1) }
  }

  /**
   * The bytes of texels that have the given depth and stencil, from the texel of number `begin` on. A stencil without an index is that of
   * the texels from number 0 on.
   */
  texel(depth: Bytes, stencil: Bytes, begin: number, texelBytes: number): Bytes {
    if (depth.value === UNDEFINED && stencil.value === UNDEFINED) return { value: UNDEFINED, index: 0 }
    const word = this.words[depth.value]!
    if (word >= 0 && this.aspectOf(depth.value, 0, 0, ['stencil-only', texelBytes]).value === stencil.value)
      return { value: depth.value, index: 0 }
    const isDepthPlain = this.isPlain(depth.value)
    const isStencilPlain = this.isPlain(stencil.value)
    if (!isDepthPlain && !isStencilPlain)
      return { value: this.flatTexels(depth.value, stencil.value, 0, texelBytes), index: 0 }
    const counted = isDepthPlain ? Math.floor(depth.index / 4) : stencil.index
    const first: TexelPair = {
      depth: { value: depth.value, index: isDepthPlain ? depth.index - counted * 4 : 0 },
      stencil: isStencilPlain
        ? { value: stencil.value, index: stencil.index - counted }
        : { value: this.moved(stencil.value, counted - begin), index: 0 },
    }
    const [a, b] = [this.aspects.get(depth.value), this.aspects.get(stencil.value)]
    if (a && b && a.of === b.of && a.shift === b.shift && first.depth.index === 0 && first.stencil.index === 0)
      return { value: a.of, index: counted * texelBytes + a.shift }
    const key = `texels ${depth.value} ${first.depth.index} ${first.stencil.value} ${first.stencil.index}`
    const value = this.derived(key)
    this.pairs.set(value, first)
    return { value, index: counted * texelBytes }
  }

  /** Texels of a depth and a stencil without an index, of which the first is at address `offset`. */
  private flatTexels(depth: number, stencil: number, offset: number, texelBytes: number): number {
    const texels = Math.floor(offset / texelBytes)
    const shift = offset - texels * texelBytes
    const first = this.moved(stencil, texels)
    const value = this.derived(`flat texels ${depth} ${first} ${shift}`)
    if (this.flat.has(value)) return value
    this.flat.set(value, { depth, stencil: first, shift, texelBytes })
    if (shift === 0) this.pairs.set(value, { depth: { value: depth, index: 0 }, stencil: { value: first, index: 0 } })
    return value
  }

  /** Rows of a value from `index` on as they lie in memory, `pitch` bytes apart, with nothing between them. */
  pitched(value: number, index: number, { tight, pitch }: Rows): number {
    const made = this.derived(`rows ${value} ${index} ${tight} ${pitch}`)
    if (!this.pitches.has(made)) this.pitches.set(made, { value, index, tight, pitch })
    return made
  }

  rowsOf(value: number): (Bytes & Rows) | undefined {
    return this.pitches.get(value)
  }

  /** Whether the bytes of a value have an index. Patterns, undefined bytes, and texels made of these have none. */
  isPlain(value: number): boolean {
    return value !== UNDEFINED && this.words[value]! < 0 && !this.flat.has(value)
  }

  /** Whether all bytes of a value without an index are known to be equal. */
  isEven(value: number): boolean {
    return !this.isPlain(value) && this.moved(value, 1) === value
  }

  /** The bytes after which a value without an index repeats. */
  periodOf(value: number): number {
    const flat = this.flat.get(value)
    return flat ? flat.texelBytes * (this.isEven(flat.stencil) ? 1 : 4) : 4
  }

  /** The value of the same bytes at an address that is higher by `by`: of what repeats another turn, or the value itself. */
  moved(value: number, by: number): number {
    const word = this.words[value]!
    if (word < 0) {
      const flat = by === 0 ? undefined : this.flat.get(value)
      return flat ? this.flatTexels(flat.depth, flat.stencil, flat.shift + by, flat.texelBytes) : value
    }
    if (by % 4 === 0) return value
    const turn = 8 * (((-by % 4) + 4) % 4)
    return this.pattern(((word >>> turn) | (word << (32 - turn))) >>> 0)
  }

  /** Whether two different patterns agree in so many bytes. */
  samePatternBytes(a: number, b: number, length: number): boolean {
    const left = this.words[a]!
    const right = this.words[b]!
    if (left < 0 || right < 0) return false
    for (let at = 0; at < Math.min(length, 4); at++) {
      const shift = 8 * at
      if (((left >>> shift) & 255) !== ((right >>> shift) & 255)) return false
    }
    return true
  }

  /** Bytes of a value, described for messages. */
  describe(value: number, index: number, length: number): string {
    const name = this.nameOf(value)
    if (value === UNDEFINED || this.words[value]! >= 0) return name
    return `bytes ${index}…${index + length} of ${name}`
  }

  /** The name of a value. Values are very many, and few are said: those without a table of their own are searched for. */
  private nameOf(value: number): string {
    if (value === UNDEFINED) return 'undefined bytes'
    const word = this.words[value]!
    if (word >= 0) return `the fill 0x${word.toString(16).padStart(8, '0')}`
    const aspect = this.aspects.get(value)
    if (aspect) return `the ${aspect.isDepth ? 'depth' : 'stencil'} in ${this.nameOf(aspect.of)}`
    const pair = this.pairs.get(value)
    if (pair) return `texels of ${this.nameOf(pair.depth.value)} and ${this.nameOf(pair.stencil.value)}`
    const rows = this.pitches.get(value)
    if (rows) return `rows of ${this.nameOf(rows.value)}`
    for (const one of this.derivations.values()) if (one === value) return 'bytes of several origins'
    for (const [name, number] of this.resolved.inputs)
      if (this.inputs?.[number] === value) return `input ${JSON.stringify(name)}`
    const { passes, resources } = this.resolved.graph
    const instance = this.initials?.indexOf(value) ?? -1
    if (instance >= 0) {
      const runs = this.resolved.instancePrevious[instance]!
      const back = runs === 0 ? '' : ` (${runs} ${runs === 1 ? 'run' : 'runs'} back)`
      return `the contents of ${JSON.stringify(resources[this.resolved.instanceResource[instance]!]!.id)} before the run${back}`
    }
    const p = this.passOf(value)
    const { resource } = slotsOf(this.resolved, p)[value - this.results![p]!]!.region
    return `what pass ${JSON.stringify(passes[p]!.id)} writes to ${JSON.stringify(resources[resource]!.id)}`
  }

  /** The pass of a result. Those of a pass follow each other: it is the one whose first is the last up to the value. */
  private passOf(value: number): number {
    let found = -1
    this.results!.forEach((first, p) => {
      if (first > 0 && first <= value && (found < 0 || first >= this.results![found]!)) found = p
    })
    return found
  }

  private add(): number {
    return this.words.push(-1) - 1
  }
}

function keep<Key, Value>(map: Map<Key, Value>, key: Key, make: () => Value): Value {
  let value = map.get(key)
  if (value === undefined) map.set(key, (value = make()))
  return value
}
