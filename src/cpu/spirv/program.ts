/** A compute entry point of a SPIR-V module as a function of workgroup counts and bound memory. */
import { missingKernel, unsupported } from '../../errors.ts'
import { bindResources, type Slot } from './bind.ts'
import { cloneCode } from './buffers.ts'
import { emitFunction } from './emit.ts'
import { wholeFunctions } from './extended.ts'
import type { Pointer, Scope } from './function-code.ts'
import type { EntryPoint, SpirvFunction, SpirvModule, Variable } from './module.ts'
import { builtIns, decoration, op, storageClass } from './opcodes.ts'
import { runtime } from './runtime.ts'
import { sampleLevel } from './sample.ts'
import { readTypes, zeroOf, type Type } from './types.ts'
import type { KernelBinding, KernelSampler } from '../kernel.ts'

export type Program = (
  workgroups: readonly [number, number, number],
  bindings: readonly (KernelBinding | KernelSampler)[],
) => void

/** One invocation: its built-ins and private variables, each in an array of one element that pointers can refer to. */
type Invocation = Record<string, [unknown]>
interface Generated {
  /** Resets the variables of a workgroup. */
  group(): void
  /** Adds the private variables of an invocation. */
  own(invocation: Invocation): void
  main(invocation: Invocation): Generator<undefined> | undefined
}

const helpers = { ...runtime, sample: sampleLevel }

/**
 * Translates an entry point. The code is built once; each call runs every invocation of every workgroup, in order of the local
 * index from barrier to barrier.
 * @throws MemkitError UNSUPPORTED naming what cannot be translated, MISSING_KERNEL where code may not be made at run time.
 */
export function compileProgram(shader: string, module: SpirvModule, entry: EntryPoint): Program {
  const { code, slots, hasBarriers } = generate(module, entry)
  let make: (f: unknown, m: unknown, x: unknown, p: unknown) => (resources: unknown) => Generated
  try {
    // oxlint-disable-next-line no-new-func
    make = new Function('f', 'm', 'x', 'p', code) as typeof make
  } catch (cause) {
    throw missingKernel(shader, 'this environment does not allow code to be made at run time', cause)
  }
  const instantiate = make(Math.fround, Math.imul, helpers, wholeFunctions)
  return (workgroups, bindings) => {
    const { resources, finish } = bindResources(shader, slots, bindings)
    runWorkgroups(instantiate(resources), workgroups, entry.localSize, hasBarriers)
    finish()
  }
}

function runWorkgroups(
  { group, own, main }: Generated,
  workgroups: readonly [number, number, number],
  [sizeX, sizeY, sizeZ]: readonly [number, number, number],
  hasBarriers: boolean,
): void {
  for (let wz = 0; wz < workgroups[2]; wz++)
    for (let wy = 0; wy < workgroups[1]; wy++)
      for (let wx = 0; wx < workgroups[0]; wx++) {
        group()
        const waiting: Generator<undefined>[] = []
        for (let z = 0, index = 0; z < sizeZ; z++)
          for (let y = 0; y < sizeY; y++)
            for (let x = 0; x < sizeX; x++, index++) {
              const invocation: Invocation = {
                numWorkgroups: [workgroups],
                workgroupId: [[wx, wy, wz]],
                localId: [[x, y, z]],
                globalId: [[wx * sizeX + x, wy * sizeY + y, wz * sizeZ + z]],
                localIndex: [index],
              }
              own(invocation)
              const running = main(invocation)
              if (hasBarriers) waiting.push(running!)
            }
        // Each turn runs every invocation to its next barrier; invocations that have returned are not waited for.
        for (let alive = waiting; alive.length > 0;) alive = alive.filter((running) => running.next().done !== true)
      }
}

function generate(module: SpirvModule, entry: EntryPoint): { code: string; slots: Slot[]; hasBarriers: boolean } {
  const types = readTypes(module)
  const typeOf = (id: number): Type => {
    const type = types.get(id)
    if (!type)
      throw unsupported(
        'The shader uses a type that is not translated for the CPU: 16- or 64-bit numbers, cube textures or the like',
        { type: id },
      )
    return type
  }
  const constants = readConstants(module, types)
  const reachable = reachableFunctions(module, entry.function)
  const generators = generatorFunctions(reachable)
  const globals = createGlobals(module, typeOf, constants)
  const scope: Scope = {
    typeOf,
    constant: (id) => constants.get(id),
    global: globals.get,
    generators,
    function: (id) => module.functions.get(id)!,
  }
  const functions = reachable.map((fn) => emitFunction(fn, scope)).join('\n')
  const { prelude, group, own, slots } = globals
  return {
    code:
      `"use strict";${sharedConstants(module, constants, typeOf)}return R=>{${prelude.join('')}\n${functions}\n` +
      `return{group(){${group.join('')}},own(I){${own.join('')}},main:f${entry.function}}}`,
    slots,
    hasBarriers: generators.has(entry.function),
  }
}

/**
 * Variables outside functions, described when code first names them: variables that an entry point does not use need not be
 * bound.
 */
function createGlobals(module: SpirvModule, typeOf: (id: number) => Type, constants: ReadonlyMap<number, Constant>) {
  const variables = new Map(module.variables.map((variable) => [variable.id, variable]))
  const known = new Map<number, ReturnType<Scope['global']>>()
  const prelude: string[] = []
  const group: string[] = []
  const own: string[] = []
  const slots: Slot[] = []

  const describe = ({ id, pointerType, storageClass: where, initializer }: Variable): ReturnType<Scope['global']> => {
    const { target: type } = typeOf(pointerType) as Extract<Type, { kind: 'pointer' }>
    const inBox = (array: string): Pointer => ({ space: 'value', array, key: '0', type })
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
      case storageClass.input: {
        const name = builtIns[module.decoration(id, decoration.builtIn) ?? -1]
        if (name === undefined) throw unsupported('A built-in value of the shader is not translated for the CPU')
        return inBox(`I.${name}`)
      }
      case storageClass.storageBuffer:
      case storageClass.uniform: {
        slots.push({ ...place, kind: 'buffer', type })
        prelude.push(`const B${id}=R[${id}];`)
        const length = runtimeLength(type, `B${id}`)
        if (length !== undefined) prelude.push(`const n${id}=${length};`)
        return { space: 'buffer', buffer: `B${id}`, at: '0', type, elements: length && `n${id}` }
      }
      case storageClass.uniformConstant:
        if (type.kind !== 'image' && type.kind !== 'sampler') break
        slots.push(
          type.kind === 'image' ? { ...place, kind: 'image', arrayed: type.arrayed } : { ...place, kind: 'sampler' },
        )
        prelude.push(`const H${id}=R[${id}];`)
        return { space: 'handle', code: `H${id}`, type }
    }
    throw unsupported('A shader variable of a kind that is not translated for the CPU', { storageClass: where })
  }
  return {
    prelude,
    group,
    own,
    slots,
    get: (id: number): ReturnType<Scope['global']> => {
      const variable = variables.get(id)
      if (!variable) return undefined
      if (!known.has(id)) known.set(id, describe(variable))
      return known.get(id)
    },
  }
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

/** Functions that wait at a barrier or call one that does; they become generators. */
function generatorFunctions(functions: readonly SpirvFunction[]): Set<number> {
  const generators = new Set(
    functions
      .filter(({ blocks }) => blocks.some(({ body }) => body.some(({ opcode }) => opcode === op.ControlBarrier)))
      .map(({ id }) => id),
  )
  for (let before = -1; before !== generators.size;) {
    before = generators.size
    for (const fn of functions) if (callsOf(fn).some((id) => generators.has(id))) generators.add(fn.id)
  }
  return generators
}
