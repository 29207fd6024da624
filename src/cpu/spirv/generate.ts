/** The JavaScript of an entry point: its functions, the variables outside them, and what it needs from its caller. */
import { missingKernel, notOnCpu } from '../../errors.ts'
import type { Sampling } from '../../graph/shader-texture.ts'
import type { Slot } from './bind.ts'
import { cloneCode } from './buffers.ts'
import { mostTurns } from './control-flow.ts'
import { emitFunction } from './emit.ts'
import { wholeFunctions } from './extended.ts'
import type { Effects, Pointer, Scope } from './function-code.ts'
import { samplingOf } from './interface.ts'
import type { EntryPoint, SpirvFunction, SpirvModule, Variable } from './module.ts'
import { builtIns, decoration, op, storageClass } from './opcodes.ts'
import { quadOperations } from './quads.ts'
import { runtime } from './runtime.ts'
import { sampling } from './sample.ts'
import { describeStageVariable, type StageVariable } from './stage-variables.ts'
import { readTypes, zeroOf, type Type } from './types.ts'

export interface GeneratedCode {
  readonly code: string
  readonly slots: readonly Slot[]
  /** The function waits for other invocations: at barriers, or for the values of its quad. */
  readonly isGenerator: boolean
  readonly hasPrivate: boolean
  readonly inputs: readonly StageVariable[]
  readonly outputs: readonly StageVariable[]
  readonly effects: Readonly<Effects>
}

const helpers = { ...runtime, ...quadOperations, ...sampling }

/**
 * Makes generated code a function of bound resources.
 * @throws MemkitError MISSING_KERNEL where code may not be made at run time; what it is made throws UNSUPPORTED for a loop without an end
 */
export function instantiator<T>(shader: string, code: string): (resources: unknown) => T {
  let make: (f: unknown, m: unknown, x: unknown, p: unknown, e: () => never) => (resources: unknown) => T
  try {
    // oxlint-disable-next-line no-new-func
    make = new Function('f', 'm', 'x', 'p', 'e', code) as typeof make
  } catch (cause) {
    throw missingKernel(shader, 'this environment does not allow code to be made at run time', cause)
  }
  return make(Math.fround, Math.imul, helpers, wholeFunctions, () => {
    throw notOnCpu(
      `A loop of ${JSON.stringify(shader)} has turned ${mostTurns} times for one invocation, and is not run on the CPU any longer`,
      { shader, limit: mostTurns },
    )
  })
}

/** @throws MemkitError UNSUPPORTED naming what cannot be translated. */
export function generate(module: SpirvModule, entry: EntryPoint): GeneratedCode {
  const types = readTypes(module)
  const typeOf = (id: number): Type => {
    const type = types.get(id)
    if (!type)
      throw notOnCpu('The shader uses a type that is not translated for the CPU: 16- or 64-bit numbers or the like', {
        type: id,
      })
    return type
  }
  const constants = readConstants(module, types)
  const reachable = reachableFunctions(module, entry.function)
  const generators = generatorFunctions(reachable, waitingOpcodes[entry.stage])
  const effects: Effects = { writes: false, discards: false, characters: 0 }
  const globals = createGlobals(module, entry, typeOf, constants)
  const scope: Scope = {
    typeOf,
    constant: (id) => constants.get(id),
    global: globals.get,
    generators,
    function: (id) => module.functions.get(id)!,
    effects,
    guardsWrites: entry.stage === 'fragment',
    // Without derivatives nobody needs the invocation once it is discarded.
    returnsAtDiscard: generators.has(entry.function) ? undefined : entry.function,
  }
  const functions = reachable.map((fn) => emitFunction(fn, scope)).join('\n')
  const { prelude, group, own, slots, inputs, outputs } = globals
  return {
    code:
      `"use strict";${sharedConstants(module, constants, typeOf)}return R=>{${prelude.join('')}\n${functions}\n` +
      `return{group(){${group.join('')}},own(I){${own.join('')}},main:f${entry.function}}}`,
    slots,
    isGenerator: generators.has(entry.function),
    hasPrivate: own.length > 0,
    inputs,
    outputs,
    effects,
  }
}

/**
 * Variables outside functions, described when code first names them: variables that an entry point does not use need not be
 * bound.
 */
function createGlobals(
  module: SpirvModule,
  entry: EntryPoint,
  typeOf: (id: number) => Type,
  constants: ReadonlyMap<number, Constant>,
) {
  const { stage } = entry
  let samplings: ReadonlyMap<number, Sampling> | undefined
  const variables = new Map(module.variables.map((variable) => [variable.id, variable]))
  const known = new Map<number, ReturnType<Scope['global']>>()
  const prelude: string[] = []
  const group: string[] = []
  const own: string[] = []
  const slots: Slot[] = []
  const inputs: StageVariable[] = []
  const outputs: StageVariable[] = []

  const describe = ({ id, pointerType, storageClass: where, initializer }: Variable): ReturnType<Scope['global']> => {
    const { target: type } = typeOf(pointerType) as Extract<Type, { kind: 'pointer' }>
    const inBox = (array: string): Pointer => ({ space: 'value', array, key: '0', type })
    const inWords = (array: string, known: StageVariable[]) => pointerInWords(module, id, type, array, known)
    const place = {
      id,
      group: module.decoration(id, decoration.descriptorSet) ?? 0,
      binding: module.decoration(id, decoration.binding) ?? 0,
    }
    switch (where) {
      case storageClass.workgroup:
        prelude.push(`let w${id};`)
        group.push(`w${id}=[${zeroOf(type)}];`)
        return inBox(`w${id}`)
      case storageClass.private:
        own.push(
          `I.p${id}=[${initializer === undefined ? zeroOf(type) : cloneCode(type, constants.get(initializer)!.code)}];`,
        )
        return inBox(`I.p${id}`)
      case storageClass.output:
        return inWords('I.out', outputs)
      case storageClass.input: {
        if (stage !== 'compute') return inWords('I.in', inputs)
        const name = builtIns[module.decoration(id, decoration.builtIn) ?? -1]
        if (name === undefined) throw notOnCpu('A built-in value of the shader is not translated for the CPU')
        return inBox(`I.${name}`)
      }
      case storageClass.storageBuffer:
      case storageClass.uniform: {
        slots.push({ ...place, kind: 'buffer', type })
        prelude.push(`const B${id}=R[${id}];`)
        const length = runtimeLength(type, `B${id}`)
        if (length !== undefined) prelude.push(`const n${id}=${length};`)
        return { space: 'buffer', buffer: `B${id}`, at: '0', type, elements: length && `n${id}`, guarded: true }
      }
      case storageClass.uniformConstant:
        if (type.kind !== 'image' && type.kind !== 'sampler') break
        slots.push({
          ...place,
          ...(type.kind === 'image' ? { kind: 'image', declared: type } : { kind: 'sampler' }),
          sampling: (samplings ??= samplingOf(module, entry)).get(id),
        })
        prelude.push(`const H${id}=R[${id}];`)
        return { space: 'handle', code: `H${id}`, type }
    }
    throw notOnCpu('A shader variable of a kind that is not translated for the CPU', { storageClass: where })
  }
  return {
    prelude,
    group,
    own,
    slots,
    inputs,
    outputs,
    get: (id: number): ReturnType<Scope['global']> => {
      const variable = variables.get(id)
      if (!variable) return undefined
      if (!known.has(id)) known.set(id, describe(variable))
      return known.get(id)
    },
  }
}

/**
 * A pointer to an input or output of a stage, which is added to `known`. They lie in words, as buffers do, so that the rasteriser
 * makes no objects for them.
 */
function pointerInWords(module: SpirvModule, id: number, type: Type, buffer: string, known: StageVariable[]): Pointer {
  const before = known.at(-1)
  const variable = describeStageVariable(module, id, type, before ? before.word + before.words : 0)
  known.push(variable)
  return { space: 'buffer', buffer, at: String(variable.word), type, elements: undefined, guarded: false }
}

/** Code for the length of a block's last member, where it is a runtime array: the whole elements that fit behind its offset. */
function runtimeLength(type: Type, buffer: string): string | undefined {
  const array = type.kind === 'struct' ? type.members.at(-1) : undefined
  if (type.kind !== 'struct' || array?.kind !== 'runtime-array') return undefined
  return `Math.floor((${buffer}.u.length-${type.offsets.at(-1)})/${array.stride})`
}

interface Constant {
  readonly code: string
  readonly type: Type
}

/** Constants: scalars are literals; composites are variables `c<id>`, defined once. */
function readConstants(module: SpirvModule, types: ReadonlyMap<number, Type>): Map<number, Constant> {
  const constants = new Map<number, Constant>()
  const scratch = new DataView(new ArrayBuffer(4))
  for (const { opcode, operands } of module.constants) {
    const type = types.get(operands[0]!)
    const id = operands[1]!
    // A constant of an unknown type is an error only where it is used.
    if (!type) continue
    if (type.kind !== 'scalar') {
      constants.set(id, { code: `c${id}`, type })
      continue
    }
    const word = opcode === op.Constant ? operands[2]! : opcode === op.ConstantTrue ? 1 : 0
    scratch.setUint32(0, word)
    const value = type.scalar === 'f32' ? scratch.getFloat32(0) : type.scalar === 'i32' ? word | 0 : word
    const text = Object.is(value, -0) ? '-0' : String(value)
    constants.set(id, {
      code: type.scalar === 'bool' ? String(word === 1) : text.startsWith('-') ? `(${text})` : text,
      type,
    })
  }
  return constants
}

function sharedConstants(
  module: SpirvModule,
  constants: ReadonlyMap<number, Constant>,
  typeOf: (id: number) => Type,
): string {
  let code = ''
  for (const { opcode, operands } of module.constants) {
    const id = operands[1]!
    if (constants.get(id)?.code !== `c${id}`) continue
    const parts = [...operands.subarray(2)].map((part) => constants.get(part)?.code)
    if (parts.includes(undefined)) continue
    code += `const c${id}=${opcode === op.ConstantComposite ? `[${parts.join(',')}]` : zeroOf(typeOf(operands[0]!))};`
  }
  return code
}

function reachableFunctions(module: SpirvModule, entry: number): SpirvFunction[] {
  const found = new Map<number, SpirvFunction>()
  const open = [entry]
  for (let id = open.pop(); id !== undefined; id = open.pop()) {
    if (found.has(id)) continue
    const fn = module.functions.get(id)!
    found.set(id, fn)
    open.push(...callsOf(fn))
  }
  return [...found.values()]
}

const callsOf = (fn: SpirvFunction): number[] =>
  fn.blocks.flatMap(({ body }) =>
    body.filter(({ opcode }) => opcode === op.FunctionCall).map(({ operands }) => operands[2]!),
  )

/** The instructions at which an invocation waits for others, by stage. */
const waitingOpcodes: Readonly<Record<EntryPoint['stage'], ReadonlySet<number>>> = {
  compute: new Set([op.ControlBarrier]),
  fragment: new Set<number>([
    op.DPdx,
    op.DPdy,
    op.Fwidth,
    op.DPdxFine,
    op.DPdyFine,
    op.FwidthFine,
    op.DPdxCoarse,
    op.DPdyCoarse,
    op.FwidthCoarse,
    op.ImageSampleImplicitLod,
    op.ImageSampleDrefImplicitLod,
  ]),
  vertex: new Set(),
}

/** Functions that wait for other invocations, or call one that does; they become generators. */
function generatorFunctions(functions: readonly SpirvFunction[], waiting: ReadonlySet<number>): Set<number> {
  const generators = new Set(
    functions
      .filter(({ blocks }) => blocks.some(({ body }) => body.some(({ opcode }) => waiting.has(opcode))))
      .map(({ id }) => id),
  )
  for (let before = -1; before !== generators.size;) {
    before = generators.size
    for (const fn of functions) if (callsOf(fn).some((id) => generators.has(id))) generators.add(fn.id)
  }
  return generators
}
