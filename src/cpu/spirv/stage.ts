/** A vertex or fragment entry point of a SPIR-V module as a function of one invocation, whose inputs and outputs are words. */
import type { KernelBinding, KernelSampler } from '../kernel.ts'
import { bindResources, type Slot } from './bind.ts'
import { generate, instantiator } from './generate.ts'
import type { EntryPoint, SpirvModule } from './module.ts'
import type { Quad } from './quads.ts'
import type { StageVariable } from './stage-variables.ts'

/** One memory as unsigned, signed and float words. */
export interface StageMemory {
  readonly u: Uint32Array
  readonly i: Int32Array
  readonly f: Float32Array
}

export function stageMemory(words: number): StageMemory {
  const u = new Uint32Array(words)
  return { u, i: new Int32Array(u.buffer), f: new Float32Array(u.buffer) }
}

/** The state of one invocation; generated code adds its private variables. */
export interface StageInvocation {
  readonly in: StageMemory
  readonly out: StageMemory
  /** Its place in its quad. */
  readonly lane: number
  /** Nothing that it writes has an effect: it is there for derivatives, or was discarded. */
  helper: boolean
}

export interface BoundStage {
  /** Gives an invocation fresh private variables. */
  own(invocation: StageInvocation): void
  /** Runs an invocation, or where the stage `usesQuads` begins it: the generator hands out values and is given its quad's. */
  main(invocation: StageInvocation): Generator<Quad[number], void, Quad> | undefined
  /** Copies back what was written to memory that could not be used in place. */
  finish(): void
}

export interface Stage {
  readonly slots: readonly Slot[]
  readonly inputs: readonly StageVariable[]
  readonly outputs: readonly StageVariable[]
  readonly inputWords: number
  readonly outputWords: number
  readonly usesQuads: boolean
  readonly hasPrivate: boolean
  readonly discards: boolean
  /** Writes buffers or textures. */
  readonly writes: boolean
  /** @throws MemkitError SHADER_FAILED where the bindings do not fit. */
  bind(bindings: readonly (KernelBinding | KernelSampler)[]): BoundStage
}

/** Translates an entry point. @throws MemkitError UNSUPPORTED naming what cannot be translated. */
export function compileStage(shader: string, module: SpirvModule, entry: EntryPoint): Stage {
  const { code, slots, isGenerator, hasPrivate, inputs, outputs, effects } = generate(module, entry)
  const instantiate = instantiator<Omit<BoundStage, 'finish'>>(shader, code)
  return {
    slots,
    inputs,
    outputs,
    inputWords: wordsOf(inputs),
    outputWords: wordsOf(outputs),
    usesQuads: isGenerator,
    hasPrivate,
    ...effects,
    bind(bindings) {
      const { resources, finish } = bindResources(shader, slots, bindings)
      const { own, main } = instantiate(resources)
      return { own, main, finish }
    },
  }
}

const wordsOf = (variables: readonly StageVariable[]): number => variables.reduce((sum, { words }) => sum + words, 0)
