/**
 * The samplers with which a shader samples its textures. SPIR-V has one type of sampler; whether it compares is said where it is used,
 * and a texture may be read without any. Numbers are those of the specification, section 3.49.10.
 */
import { eitherSampling, isUnfiltered, type DeclaredTexture, type Sampling } from '../../graph/shader-texture.ts'
import type { SpirvFunction } from './module.ts'

const op = {
  functionParameter: 55,
  functionCall: 57,
  load: 61,
  accessChain: 65,
  inBoundsAccessChain: 66,
  copyObject: 83,
  sampledImage: 86,
  firstSample: 87,
  lastSample: 94,
  gather: 96,
  gatherCompare: 97,
} as const
const comparisons: ReadonlySet<number> = new Set([89, 90, 93, 94, op.gatherCompare])

/** A texture and a sampler that are used together, by the ids that a function knows them by. */
interface Pair {
  readonly texture: number
  readonly sampler: number
  readonly compares: boolean
}

class FunctionUses {
  readonly parameters: number[] = []
  /** By id of a value: the pointer, or the value, that it is of. */
  readonly origins = new Map<number, number>()
  readonly combined = new Map<number, readonly [texture: number, sampler: number]>()
  readonly pairs = new Map<string, Pair>()
  readonly callers: { readonly caller: FunctionUses; readonly values: ArrayLike<number> }[] = []

  origin(id: number): number {
    let found = id
    // Each of its steps leads to another id, and a module has no more ids than this map.
    for (let left = this.origins.size; left > 0 && this.origins.has(found); left--) found = this.origins.get(found)!
    return found
  }
}

/** Collects what functions sample, from their instructions in order. */
export class SamplingReader {
  private readonly functions = new Map<number, FunctionUses>()
  private current = new FunctionUses()
  private isSpread = false

  /** Begins a function: the instructions that follow are in it. */
  enter(id: number): void {
    this.current = this.function(id)
  }

  /** @param operands those of the instruction, result type and result included */
  see(opcode: number, operands: ArrayLike<number>): void {
    const { parameters, origins, combined, pairs } = this.current
    const [, result, first, second] = [operands[0]!, operands[1]!, operands[2]!, operands[3]!]
    if (opcode === op.functionParameter) parameters.push(result)
    else if (
      opcode === op.load ||
      opcode === op.copyObject ||
      opcode === op.accessChain ||
      opcode === op.inBoundsAccessChain
    )
      origins.set(result, first)
    else if (opcode === op.functionCall)
      this.function(first).callers.push({ caller: this.current, values: Array.prototype.slice.call(operands, 3) })
    else if (opcode === op.sampledImage) combined.set(result, [first, second])
    else if (
      (opcode >= op.firstSample && opcode <= op.lastSample) ||
      opcode === op.gather ||
      opcode === op.gatherCompare
    ) {
      const together = combined.get(first)
      if (!together) return
      const [texture, sampler] = together
      const pair = { texture, sampler, compares: comparisons.has(opcode) }
      pairs.set(keyOf(pair), pair)
    }
  }

  /**
   * By id of a variable: how a function, and those that it calls, sample it. O(functions · pairs).
   * @param declaredAs what the texture of that variable is declared as
   */
  of(id: number, declaredAs: (texture: number) => DeclaredTexture | undefined): ReadonlyMap<number, Sampling> {
    this.spread()
    const found = new Map<number, Sampling>()
    const add = (variable: number, how: Sampling) => found.set(variable, eitherSampling(found.get(variable), how)!)
    const pairs = [...(this.functions.get(id)?.pairs.values() ?? [])]
    for (const { texture, sampler, compares } of pairs) {
      const declared = declaredAs(texture)
      const samplesUnfiltered = !compares && declared !== undefined && isUnfiltered(declared)
      add(sampler, { samples: !compares, samplesUnfiltered, compares })
    }
    // A sampler that never filters asks of no texture that it be filtered.
    for (const { texture, sampler, compares } of pairs)
      add(texture, { samples: !compares && !found.get(sampler)!.samplesUnfiltered, samplesUnfiltered: false, compares })
    return found
  }

  private function(id: number): FunctionUses {
    let known = this.functions.get(id)
    if (!known) this.functions.set(id, (known = new FunctionUses()))
    return known
  }

  /** Gives each function the pairs of those that it calls, in its own words. */
  private spread(): void {
    if (this.isSpread) return
    this.isSpread = true
    const open: { readonly uses: FunctionUses; readonly pair: Pair }[] = []
    for (const uses of this.functions.values()) {
      const own = [...uses.pairs.values()]
      uses.pairs.clear()
      for (const { texture, sampler, compares } of own) {
        const pair = { texture: uses.origin(texture), sampler: uses.origin(sampler), compares }
        uses.pairs.set(keyOf(pair), pair)
        open.push({ uses, pair })
      }
    }
    for (let next = open.pop(); next; next = open.pop()) {
      const { uses, pair } = next
      for (const { caller, values } of uses.callers) {
        const given = (id: number): number => {
          const parameter = uses.parameters.indexOf(id)
          return parameter < 0 ? id : caller.origin(values[parameter] ?? id)
        }
        const theirs = { ...pair, texture: given(pair.texture), sampler: given(pair.sampler) }
        if (caller.pairs.has(keyOf(theirs))) continue
        caller.pairs.set(keyOf(theirs), theirs)
        open.push({ uses: caller, pair: theirs })
      }
    }
  }
}

export function readSampling(functions: Iterable<SpirvFunction>): SamplingReader {
  const reader = new SamplingReader()
  for (const { id, parameters, blocks } of functions) {
    reader.enter(id)
    for (const parameter of parameters) reader.see(op.functionParameter, [parameter.type, parameter.id])
    for (const { body } of blocks) for (const { opcode, operands } of body) reader.see(opcode, operands)
  }
  return reader
}

const keyOf = ({ texture, sampler, compares }: Pair): string => `${texture} ${sampler} ${compares}`
