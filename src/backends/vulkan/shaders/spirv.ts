/**
 * Reflection of SPIR-V modules, as far as pipelines need it: the resources that an entry point uses, and how its textures are
 * viewed. Opcodes and numbers are those of the SPIR-V specification, sections 3.x.
 */
import { declaredTexture } from '../../../cpu/spirv/declared-texture.ts'
import { SamplingReader } from '../../../cpu/spirv/sampling.ts'
import type { DeclaredTexture, NumberClass, Sampling } from '../../../graph/shader-texture.ts'
import { measureTypes } from './spirv-sizes.ts'

export type ResourceKind = 'uniform' | 'storage' | 'sampled' | 'storage-texture' | 'sampler' | 'other'

export interface ShaderResource {
  readonly group: number
  readonly binding: number
  readonly kind: ResourceKind
  /** Textures only. */
  readonly texture?: DeclaredTexture
  /** Textures and samplers that are used together. */
  readonly sampling?: Sampling
}

const magic = 0x0723_0203
const headerWords = 5
const op = {
  entryPoint: 15,
  executionMode: 16,
  typeBool: 20,
  typeInt: 21,
  typeFloat: 22,
  typeVector: 23,
  typeMatrix: 24,
  typeImage: 25,
  typeSampler: 26,
  typeArray: 28,
  typeRuntimeArray: 29,
  typeStruct: 30,
  typePointer: 32,
  constant: 43,
  function: 54,
  functionCall: 57,
  variable: 59,
  imageTexelPointer: 60,
  load: 61,
  store: 62,
  accessChain: 65,
  inBoundsAccessChain: 66,
  arrayLength: 68,
  decorate: 71,
  copyObject: 83,
} as const
const decoration = { bufferBlock: 3, binding: 33, descriptorSet: 34 } as const
const storageClass = {
  uniformConstant: 0,
  uniform: 2,
  workgroup: 4,
  private: 6,
  function: 7,
  storageBuffer: 12,
} as const
const localSizeMode = 17

/** Operand of an instruction that is a pointer, by opcode. */
const pointerOperand: Readonly<Record<number, number>> = {
  [op.load]: 3,
  [op.store]: 1,
  [op.accessChain]: 3,
  [op.inBoundsAccessChain]: 3,
  [op.arrayLength]: 3,
  [op.imageTexelPointer]: 3,
  [op.copyObject]: 3,
}

/** A stage that an entry point is for, as an execution model of SPIR-V. */
export const models = { vertex: 0, fragment: 4, compute: 5 } as const
export type Stage = keyof typeof models

export interface ShaderModuleInfo {
  /** Names of the entry points for a stage. Those of several stages may share a name. */
  entryPointsOf(stage: Stage): string[]
  resourcesOf(stage: Stage, entryPoint: string): ShaderResource[]
  workgroupOf(entryPoint: string): Workgroup
  /** Bytes of the largest variable that each invocation has. */
  largestVariable(): number
}

export interface Workgroup {
  /** Invocations along each axis. */
  readonly size: readonly [number, number, number]
  /** Bytes of workgroup memory. */
  readonly sharedBytes: number
}

/** A function of the module: what it points to, and the functions that it calls. */
interface FunctionInfo {
  readonly pointers: Set<number>
  readonly calls: number[]
}

/** The declarations of a module, by id. */
interface Declared {
  /** By execution model and name: the function. */
  readonly entries: Map<string, number>
  readonly workgroupSizes: Map<number, readonly [number, number, number]>
  /** Opcode and operands. */
  readonly types: Map<number, readonly number[]>
  readonly constants: Map<number, number>
  /** Type of the pointer, and storage class. */
  readonly variables: Map<number, readonly number[]>
  readonly decorations: Map<number, Map<number, number>>
  readonly functions: Map<number, FunctionInfo>
  readonly sampling: SamplingReader
}

/** Reads a module in O(words). @throws Error if the words are not a SPIR-V module */
export function readSpirv(words: Uint32Array): ShaderModuleInfo {
  const module = readDeclared(words)
  return {
    entryPointsOf(stage) {
      const prefix = `${models[stage]} `
      return [...module.entries.keys()].flatMap((key) => (key.startsWith(prefix) ? [key.slice(prefix.length)] : []))
    },
    resourcesOf: (stage, entryPoint) => {
      const begin = functionOf(module, stage, entryPoint)
      const sampling = module.sampling.of(begin, (id) => describe(module, id)?.texture)
      return [...variablesOf(module, begin)].flatMap((id) => {
        const found = describe(module, id)
        const how = sampling.get(id)
        return found && how ? { ...found, sampling: how } : (found ?? [])
      })
    },
    workgroupOf: (entryPoint) => workgroupOf(module, functionOf(module, 'compute', entryPoint)),
    largestVariable: () => largestVariable(module),
  }
}

function readDeclared(words: Uint32Array): Declared {
  if (words[0] !== magic) throw new Error('it is not a SPIR-V module in little-endian words')
  const module: Declared = {
    entries: new Map(),
    workgroupSizes: new Map(),
    types: new Map(),
    constants: new Map(),
    variables: new Map(),
    decorations: new Map(),
    functions: new Map(),
    sampling: new SamplingReader(),
  }
  let current: FunctionInfo | undefined
  for (let at = headerWords; at < words.length;) {
    const length = words[at]! >>> 16
    if (length === 0 || at + length > words.length) throw new Error('its instructions are cut short')
    const instruction = words.subarray(at, at + length)
    const code = instruction[0]! & 0xffff
    if (code === op.function) {
      module.functions.set(instruction[2]!, (current = { pointers: new Set(), calls: [] }))
      module.sampling.enter(instruction[2]!)
    } else if (!declare(module, code, instruction) && current) {
      noteUses(current, code, instruction)
      module.sampling.see(code, instruction.subarray(1))
    }
    at += length
  }
  return module
}

/** @returns whether the instruction declares something */
function declare(module: Declared, code: number, instruction: Uint32Array): boolean {
  // Operands that a hostile module leaves out are `undefined`, as the ids that they would be are of nothing.
  const [, first, second, third, fourth, fifth] = instruction as unknown as number[]
  switch (code) {
    case op.entryPoint:
      module.entries.set(`${first} ${textAt(instruction, 3, instruction.length)}`, second!)
      return true
    case op.executionMode:
      if (second === localSizeMode) module.workgroupSizes.set(first!, [third!, fourth!, fifth!])
      return true
    case op.constant:
      module.constants.set(second!, third!)
      return true
    case op.typeBool:
    case op.typeInt:
    case op.typeFloat:
    case op.typeVector:
    case op.typeMatrix:
    case op.typeStruct:
    case op.typeImage:
    case op.typeSampler:
    case op.typeArray:
    case op.typeRuntimeArray:
    case op.typePointer:
      module.types.set(first!, [code, ...instruction.subarray(2)])
      return true
    case op.variable:
      module.variables.set(second!, [first!, third!])
      return true
    case op.decorate: {
      const known = module.decorations.get(first!) ?? new Map<number, number>()
      module.decorations.set(first!, known.set(second!, instruction.length > 3 ? third! : 1))
      return true
    }
    default:
      return false
  }
}

function noteUses({ pointers, calls }: FunctionInfo, code: number, instruction: Uint32Array): void {
  if (code === op.functionCall) {
    calls.push(instruction[3]!)
    for (const argument of instruction.subarray(4)) pointers.add(argument)
    return
  }
  const pointer = pointerOperand[code]
  if (pointer !== undefined) pointers.add(instruction[pointer]!)
}

const functionOf = ({ entries }: Declared, stage: Stage, entryPoint: string): number =>
  entries.get(`${models[stage]} ${entryPoint}`)!

/** Module variables that a function uses, itself or through the functions it calls. */
function variablesOf({ functions, variables }: Declared, begin: number): Set<number> {
  const used = new Set<number>()
  const seen = new Set<number>()
  const open = [begin]
  for (let id = open.pop(); id !== undefined; id = open.pop()) {
    if (seen.has(id)) continue
    seen.add(id)
    for (const pointer of functions.get(id)?.pointers ?? []) if (variables.has(pointer)) used.add(pointer)
    open.push(...(functions.get(id)?.calls ?? []))
  }
  return used
}

function describe({ variables, decorations, types }: Declared, id: number): ShaderResource | undefined {
  const [pointerType, storage] = variables.get(id) ?? []
  const known = decorations.get(id)
  const group = known?.get(decoration.descriptorSet)
  const binding = known?.get(decoration.binding)
  if (group === undefined || binding === undefined) return undefined
  const pointee = types.get(pointerType!)?.[2] ?? 0
  const type = types.get(pointee)
  if (storage === storageClass.storageBuffer) return { group, binding, kind: 'storage' }
  if (storage === storageClass.uniform)
    return { group, binding, kind: decorations.get(pointee)?.has(decoration.bufferBlock) ? 'storage' : 'uniform' }
  if (storage !== storageClass.uniformConstant || !type) return { group, binding, kind: 'other' }
  if (type[0] === op.typeSampler) return { group, binding, kind: 'sampler' }
  if (type[0] !== op.typeImage) return { group, binding, kind: 'other' }
  const texture = declaredTexture(type, numbersOf(types.get(type[1]!)))
  const kind = type[6] === 2 ? 'storage-texture' : 'sampled'
  return texture ? { group, binding, kind, texture } : { group, binding, kind: 'other' }
}

const numbersOf = (type: readonly number[] = []): NumberClass | undefined =>
  type[0] === op.typeFloat ? 'float' : type[0] === op.typeInt ? (type[2] === 1 ? 'sint' : 'uint') : undefined

function workgroupOf(module: Declared, begin: number): Workgroup {
  const { variables, types, constants, workgroupSizes } = module
  const bytesOf = measureTypes(types, constants)
  let sharedBytes = 0
  for (const id of variablesOf(module, begin)) {
    const [pointerType, storage] = variables.get(id)!
    if (storage !== storageClass.workgroup) continue
    sharedBytes += bytesOf(types.get(pointerType!)?.[2] ?? 0)
  }
  return { size: workgroupSizes.get(begin) ?? [1, 1, 1], sharedBytes }
}

function largestVariable({ variables, types, constants }: Declared): number {
  const bytesOf = measureTypes(types, constants)
  let most = 0
  for (const [pointerType, storage] of variables.values())
    if (storage === storageClass.private || storage === storageClass.function)
      most = Math.max(most, bytesOf(types.get(pointerType!)?.[2] ?? 0))
  return most
}

/** The text that begins at a word. */
export function textAt(words: Uint32Array, from: number, to: number): string {
  const bytes = new Uint8Array(words.buffer, words.byteOffset + from * 4, Math.max(0, to - from) * 4)
  return new TextDecoder().decode(bytes.subarray(0, bytes.indexOf(0)))
}
