/**
 * Reflection of SPIR-V modules, as far as pipelines need it: the resources that an entry point uses, and how its textures are
 * viewed.
 */
import {
  executionModels,
  isModule,
  textAt,
  visitInstructions,
  type StageName,
} from '../../../cpu/spirv/instructions.ts'
import { decoration, executionMode, op, storageClass } from '../../../cpu/spirv/opcodes.ts'
import { declaredTexture } from '../../../cpu/spirv/declared-texture.ts'
import { SamplingReader } from '../../../cpu/spirv/sampling.ts'
import type { DeclaredTexture, NumberClass, Sampling } from '../../../graph/shader-texture.ts'
import { measureInBuffers, measureTypes, type BufferLayout } from './spirv-sizes.ts'

export type ResourceKind = 'uniform' | 'storage' | 'sampled' | 'storage-texture' | 'sampler' | 'other'

export interface ShaderResource {
  readonly group: number
  readonly binding: number
  readonly kind: ResourceKind
  /** Fewest bytes of a buffer that the shader may be given; buffers only. */
  readonly leastBytes?: number
  /** Textures only. */
  readonly texture?: DeclaredTexture
  /** Textures and samplers that are used together. */
  readonly sampling?: Sampling
}

/** Operand of an instruction that is a pointer, by opcode. */
const pointerOperand: Readonly<Record<number, number>> = {
  [op.Load]: 3,
  [op.Store]: 1,
  [op.AccessChain]: 3,
  [op.InBoundsAccessChain]: 3,
  [op.ArrayLength]: 3,
  [op.ImageTexelPointer]: 3,
  [op.CopyObject]: 3,
}

export interface ShaderModuleInfo {
  /** Names of the entry points for a stage. Those of several stages may share a name. */
  entryPointsOf(stage: StageName): string[]
  resourcesOf(stage: StageName, entryPoint: string): ShaderResource[]
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
interface Declared extends BufferLayout {
  /** By execution model and name: the function. */
  readonly entries: Map<string, number>
  readonly workgroupSizes: Map<number, readonly [number, number, number]>
  /** Opcode and operands. */
  readonly types: Map<number, readonly number[]>
  readonly constants: Map<number, number>
  /** Type of the pointer, and storage class. */
  readonly variables: Map<number, readonly number[]>
  readonly decorations: Map<number, Map<number, number>>
  readonly offsets: Map<number, Map<number, number>>
  readonly bytesInBuffer: (type: number) => number
  readonly functions: Map<number, FunctionInfo>
  readonly sampling: SamplingReader
}

/** Reads a module in O(words). @throws Error if the words are not a SPIR-V module */
export function readSpirv(words: Uint32Array): ShaderModuleInfo {
  const module = readDeclared(words)
  return {
    entryPointsOf(stage) {
      const prefix = `${executionModels[stage]} `
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
  if (!isModule(words)) throw new Error('it is not a SPIR-V module in little-endian words')
  const layout = {
    types: new Map<number, readonly number[]>(),
    constants: new Map<number, number>(),
    decorations: new Map<number, Map<number, number>>(),
    offsets: new Map<number, Map<number, number>>(),
  }
  const module: Declared = {
    ...layout,
    bytesInBuffer: measureInBuffers(layout),
    entries: new Map(),
    workgroupSizes: new Map(),
    variables: new Map(),
    functions: new Map(),
    sampling: new SamplingReader(),
  }
  let current: FunctionInfo | undefined
  const isWhole = visitInstructions(words, (code, begin, end) => {
    const instruction = words.subarray(begin, end)
    if (code === op.Function) {
      module.functions.set(instruction[2]!, (current = { pointers: new Set(), calls: [] }))
      module.sampling.enter(instruction[2]!)
    } else if (!declare(module, code, instruction) && current) {
      noteUses(current, code, instruction)
      module.sampling.see(code, instruction.subarray(1))
    }
  })
  if (!isWhole) throw new Error('its instructions are cut short')
  return module
}

/** @returns whether the instruction declares something */
function declare(module: Declared, code: number, instruction: Uint32Array): boolean {
  // Operands that a hostile module leaves out are `undefined`, as the ids that they would be are of nothing.
  const [, first, second, third, fourth, fifth] = instruction as unknown as number[]
  switch (code) {
    case op.EntryPoint:
      module.entries.set(`${first} ${textAt(instruction, 3, instruction.length)}`, second!)
      return true
    case op.ExecutionMode:
      if (second === executionMode.localSize) module.workgroupSizes.set(first!, [third!, fourth!, fifth!])
      return true
    case op.Constant:
      module.constants.set(second!, third!)
      return true
    case op.TypeBool:
    case op.TypeInt:
    case op.TypeFloat:
    case op.TypeVector:
    case op.TypeMatrix:
    case op.TypeStruct:
    case op.TypeImage:
    case op.TypeSampler:
    case op.TypeArray:
    case op.TypeRuntimeArray:
    case op.TypePointer:
      module.types.set(first!, [code, ...instruction.subarray(2)])
      return true
    case op.Variable:
      module.variables.set(second!, [first!, third!])
      return true
    case op.Decorate: {
      const known = module.decorations.get(first!) ?? new Map<number, number>()
      module.decorations.set(first!, known.set(second!, instruction.length > 3 ? third! : 1))
      return true
    }
    case op.MemberDecorate: {
      if (third !== decoration.offset) return true
      const known = module.offsets.get(first!) ?? new Map<number, number>()
      module.offsets.set(first!, known.set(second!, fourth!))
      return true
    }
    default:
      return false
  }
}

function noteUses({ pointers, calls }: FunctionInfo, code: number, instruction: Uint32Array): void {
  if (code === op.FunctionCall) {
    calls.push(instruction[3]!)
    for (const argument of instruction.subarray(4)) pointers.add(argument)
    return
  }
  const pointer = pointerOperand[code]
  if (pointer !== undefined) pointers.add(instruction[pointer]!)
}

const functionOf = ({ entries }: Declared, stage: StageName, entryPoint: string): number =>
  entries.get(`${executionModels[stage]} ${entryPoint}`)!

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

function describe(module: Declared, id: number): ShaderResource | undefined {
  const { variables, decorations, types } = module
  const [pointerType, storage] = variables.get(id) ?? []
  const known = decorations.get(id)
  const group = known?.get(decoration.descriptorSet)
  const binding = known?.get(decoration.binding)
  if (group === undefined || binding === undefined) return undefined
  const pointee = types.get(pointerType!)?.[2] ?? 0
  const type = types.get(pointee)
  if (storage === storageClass.storageBuffer || storage === storageClass.uniform) {
    const isStorage = storage === storageClass.storageBuffer || decorations.get(pointee)?.has(decoration.bufferBlock)
    return { group, binding, kind: isStorage ? 'storage' : 'uniform', leastBytes: module.bytesInBuffer(pointee) }
  }
  if (storage !== storageClass.uniformConstant || !type) return { group, binding, kind: 'other' }
  if (type[0] === op.TypeSampler) return { group, binding, kind: 'sampler' }
  if (type[0] !== op.TypeImage) return { group, binding, kind: 'other' }
  const texture = declaredTexture(type, numbersOf(types.get(type[1]!)))
  const kind = type[6] === 2 ? 'storage-texture' : 'sampled'
  return texture ? { group, binding, kind, texture } : { group, binding, kind: 'other' }
}

const numbersOf = (type: readonly number[] = []): NumberClass | undefined =>
  type[0] === op.TypeFloat ? 'float' : type[0] === op.TypeInt ? (type[2] === 1 ? 'sint' : 'uint') : undefined

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
