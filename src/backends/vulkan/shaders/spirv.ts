/**
 * Reflection of SPIR-V modules, as far as pipelines need it: the resources that an entry point uses, and how its textures are
 * viewed. Opcodes and numbers are those of the SPIR-V specification, sections 3.x.
 */
import { bytesOfType } from './spirv-sizes.ts'

export type ResourceKind = 'uniform' | 'storage' | 'sampled' | 'storage-texture' | 'sampler' | 'other'
export type ViewDimension = '1d' | '2d' | '3d' | 'cube'

export interface ShaderResource {
  readonly group: number
  readonly binding: number
  readonly kind: ResourceKind
  /** Dimension of a texture's view; undefined for other resources. */
  readonly dimension?: ViewDimension
  readonly arrayed?: boolean
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
const storageClass = { uniformConstant: 0, uniform: 2, workgroup: 4, storageBuffer: 12 } as const
const localSizeMode = 17
const dimensions: readonly (ViewDimension | undefined)[] = ['1d', '2d', '3d', 'cube']

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
}

export interface Workgroup {
  /** Invocations along each axis. */
  readonly size: readonly [number, number, number]
  /** Bytes of workgroup memory. */
  readonly sharedBytes: number
}

/** Reads a module in O(words). @throws Error if the words are not a SPIR-V module */
export function readSpirv(words: Uint32Array): ShaderModuleInfo {
  if (words[0] !== magic) throw new Error('it is not a SPIR-V module in little-endian words')
  /** By execution model and name: the function. */
  const entries = new Map<string, number>()
  const sizes = new Map<number, readonly [number, number, number]>()
  const types = new Map<number, readonly number[]>()
  const constants = new Map<number, number>()
  const variables = new Map<number, readonly number[]>()
  const decorations = new Map<number, Map<number, number>>()
  /** By function: the variables that it points to, and the functions that it calls. */
  const functions = new Map<number, { readonly pointers: Set<number>; readonly calls: number[] }>()
  let current: { readonly pointers: Set<number>; readonly calls: number[] } | undefined

  for (let at = headerWords; at < words.length;) {
    const length = words[at]! >>> 16
    const code = words[at]! & 0xffff
    if (length === 0 || at + length > words.length) throw new Error('its instructions are cut short')
    const operand = (i: number): number => words[at + i]!
    const rest = (from: number): number[] => Array.from(words.subarray(at + from, at + length))
    switch (code) {
      case op.entryPoint:
        entries.set(`${operand(1)} ${textAt(words, at + 3, at + length)}`, operand(2))
        break
      case op.executionMode:
        if (operand(2) === localSizeMode) sizes.set(operand(1), [operand(3), operand(4), operand(5)])
        break
      case op.constant:
        constants.set(operand(2), operand(3))
        break
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
        types.set(operand(1), [code, ...rest(2)])
        break
      case op.variable:
        variables.set(operand(2), [operand(1), operand(3)])
        break
      case op.decorate: {
        const known = decorations.get(operand(1)) ?? new Map<number, number>()
        decorations.set(operand(1), known.set(operand(2), length > 3 ? operand(3) : 1))
        break
      }
      case op.function:
        functions.set(operand(2), (current = { pointers: new Set(), calls: [] }))
        break
      case op.functionCall:
        current?.calls.push(operand(3))
        for (const argument of rest(4)) current?.pointers.add(argument)
        break
      default: {
        const pointer = pointerOperand[code]
        if (pointer !== undefined) current?.pointers.add(operand(pointer))
      }
    }
    at += length
  }

  const describe = (id: number): ShaderResource | undefined => {
    const [pointerType, storage] = variables.get(id)!
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
    const dimension = dimensions[type[2]!]
    const kind = type[6] === 2 ? 'storage-texture' : 'sampled'
    return dimension ? { group, binding, kind, dimension, arrayed: type[4] === 1 } : { group, binding, kind: 'other' }
  }

  const functionOf = (stage: Stage, entryPoint: string): number => entries.get(`${models[stage]} ${entryPoint}`)!
  /** Module variables that an entry point uses, itself or through the functions it calls. */
  const variablesOf = (stage: Stage, entryPoint: string): Set<number> => {
    const used = new Set<number>()
    const seen = new Set<number>()
    const open = [functionOf(stage, entryPoint)]
    for (let id = open.pop(); id !== undefined; id = open.pop()) {
      if (seen.has(id)) continue
      seen.add(id)
      for (const pointer of functions.get(id)?.pointers ?? []) if (variables.has(pointer)) used.add(pointer)
      open.push(...(functions.get(id)?.calls ?? []))
    }
    return used
  }

  return {
    entryPointsOf(stage) {
      const prefix = `${models[stage]} `
      return [...entries.keys()].flatMap((key) => (key.startsWith(prefix) ? [key.slice(prefix.length)] : []))
    },
    resourcesOf: (stage, entryPoint) => [...variablesOf(stage, entryPoint)].flatMap((id) => describe(id) ?? []),
    workgroupOf(entryPoint) {
      let sharedBytes = 0
      for (const id of variablesOf('compute', entryPoint)) {
        const [pointerType, storage] = variables.get(id)!
        if (storage !== storageClass.workgroup) continue
        sharedBytes += bytesOfType(types, constants, types.get(pointerType!)?.[2] ?? 0)
      }
      return { size: sizes.get(functionOf('compute', entryPoint)) ?? [1, 1, 1], sharedBytes }
    },
  }
}

/** The text that begins at a word. */
export function textAt(words: Uint32Array, from: number, to: number): string {
  const bytes = new Uint8Array(words.buffer, words.byteOffset + from * 4, (to - from) * 4)
  return new TextDecoder().decode(bytes.subarray(0, bytes.indexOf(0)))
}
