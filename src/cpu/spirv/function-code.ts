/** The state of one function while it is translated: its values, pointers, textures and samplers by id. */
import { notOnCpu } from '../../errors.ts'
import type { Instruction, SpirvFunction } from './module.ts'
import type { Scalar, Type } from './types.ts'

export type Pointer =
  | {
      readonly space: 'buffer'
      readonly buffer: string
      readonly at: string
      readonly type: Type
      readonly elements: string | undefined
      /** Memory that others see: helper invocations do not write it. */
      readonly guarded: boolean
    }
  | { readonly space: 'value'; readonly array: string; readonly key: string; readonly type: Type }

/** A texture or sampler: the JavaScript that names it, and its type. */
export interface Handle {
  readonly code: string
  readonly type: Type
}

/** The names that a function's code may use beyond its own values. */
export interface Scope {
  typeOf(id: number): Type
  /** JavaScript of a constant, or undefined where the id is none. */
  constant(id: number): { readonly code: string; readonly type: Type } | undefined
  global(id: number): Pointer | (Handle & { readonly space: 'handle' }) | undefined
  readonly generators: ReadonlySet<number>
  function(id: number): SpirvFunction
  /** The effects of the code, collected while it is emitted. */
  readonly effects: Effects
  /** Fragment stages: writes of helper invocations have no effect. */
  readonly guardsWrites: boolean
  /** The function that ends where its invocation is discarded; others go on as a helper invocation. */
  readonly returnsAtDiscard: number | undefined
}

export interface Effects {
  /** Writes memory that others see. */
  writes: boolean
  discards: boolean
  /** Characters of code that instructions have become. */
  characters: number
}

/** An instruction with names for its first operands; most have a result, whose type and id come first. */
export interface Operation extends Instruction {
  readonly typeId: number
  readonly id: number
  readonly a: number
  readonly b: number
  readonly c: number
}

export const operationOf = ({ opcode, operands }: Instruction): Operation => {
  const [typeId = 0, id = 0, a = 0, b = 0, c = 0] = operands
  return { opcode, operands, typeId, id, a, b, c }
}

/** The operands from one on. */
export const operandsFrom = ({ operands }: Operation, first: number): number[] => [...operands.subarray(first)]

export const scalarOf = (type: Type): Scalar => {
  if (type.kind === 'scalar') return type.scalar
  if (type.kind === 'vector' || type.kind === 'matrix' || type.kind === 'array') return scalarOf(type.element)
  throw notOnCpu('A shader computes with a value that is no number', { kind: type.kind })
}

/** SSA values are variables `v<id>`; see `emit.ts` for pointers. */
export class FunctionCode {
  readonly scope: Scope
  /** Variables to declare at the head of the function. */
  readonly declared: string[] = []
  readonly pointers = new Map<number, Pointer>()
  readonly handles = new Map<number, Handle>()
  private readonly values = new Map<number, Type>()

  constructor(scope: Scope) {
    this.scope = scope
  }

  addValue(id: number, type: Type): void {
    this.values.set(id, type)
  }

  typeOfValue(id: number): Type {
    const type = this.values.get(id) ?? this.scope.constant(id)?.type
    if (!type) throw notOnCpu('A shader uses a value that is not translated for the CPU', { id })
    return type
  }

  typeOfResult({ typeId }: Operation): Type {
    return this.scope.typeOf(typeId)
  }

  /** The JavaScript of a value. */
  use(id: number): string {
    const constant = this.scope.constant(id)
    if (constant) return constant.code
    if (!this.values.has(id)) throw notOnCpu('A shader uses a value that is not translated for the CPU', { id })
    return `v${id}`
  }

  /** A statement that gives the operation's result its value. */
  define({ id, typeId }: Operation, expression: string): string {
    this.values.set(id, this.scope.typeOf(typeId))
    this.declared.push(`v${id}`)
    return `v${id}=${expression};`
  }

  /** Applies a scalar expression to each component of the operands. */
  map(type: Type, operands: readonly number[], apply: (...parts: string[]) => string): string {
    const names = operands.map((id) => this.use(id))
    if (type.kind !== 'vector') return apply(...names)
    const parts = Array.from({ length: type.count }, (_, i) =>
      apply(...operands.map((id, o) => (this.typeOfValue(id).kind === 'vector' ? `${names[o]}[${i}]` : names[o]!))),
    )
    return `[${parts.join(',')}]`
  }

  /** Statements that write memory which others see. */
  visibleWrite(statements: string): string {
    this.scope.effects.writes = true
    return this.scope.guardsWrites ? `if(!I.helper){${statements}}` : statements
  }

  pointer(id: number): Pointer {
    const found = this.pointers.get(id) ?? this.scope.global(id)
    if (!found || found.space === 'handle')
      throw notOnCpu('A shader uses a pointer that is not translated for the CPU', { id })
    return found
  }

  handle(id: number): Handle {
    const found = this.handles.get(id)
    if (!found) throw notOnCpu('A shader uses a texture or sampler that is not translated for the CPU', { id })
    return found
  }
}

/** The statements of one operation. */
export type Emit = (code: FunctionCode, operation: Operation) => string
