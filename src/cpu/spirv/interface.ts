/** The interface of an entry point of a SPIR-V module: its inputs and outputs by location, and the resources that it uses. */
import type { DeclaredTexture, NumberClass, Sampling } from '../../graph/shader-texture.ts'
import { declaredTexture } from './declared-texture.ts'
import type { EntryPoint, Instruction, SpirvFunction, SpirvModule, StageName, Variable } from './module.ts'
import { decoration, op, storageClass } from './opcodes.ts'
import { readSampling } from './sampling.ts'

export interface StageValue {
  readonly location: number
  readonly type: NumberClass
  readonly components: number
}

export interface StageResource {
  readonly group: number
  readonly binding: number
  readonly kind: 'uniform' | 'storage' | 'sampled' | 'storage-texture' | 'sampler'
  /** Storage buffers: whether the shader may write. Storage textures: whether it can do nothing else. */
  readonly writable: boolean
  /** Textures only. */
  readonly texture: DeclaredTexture | undefined
  /** How it is sampled, or samples. Textures and samplers that are used together only. */
  readonly sampling: Sampling | undefined
}

export interface EntryInterface {
  readonly stage: StageName
  readonly name: string
  /** By location; undefined where the module has inputs or outputs in blocks, which are not followed. */
  readonly inputs: readonly StageValue[] | undefined
  readonly outputs: readonly StageValue[] | undefined
  /** Those that functions reached from the entry point name, by group and binding. */
  readonly resources: readonly StageResource[]
}

const nonWritable = 24
const nonReadable = 25
const imageTexelPointer = 60
const ptrAccessChain = 67
const firstAtomic = 227
const lastAtomic = 242
/** Instructions that take a pointer to a variable. */
const takesPointer = new Set<number>([
  op.Load,
  op.Store,
  op.CopyMemory,
  op.AccessChain,
  op.InBoundsAccessChain,
  op.ArrayLength,
  op.FunctionCall,
  op.CopyObject,
  imageTexelPointer,
  ptrAccessChain,
])

/** The interface of each entry point. O(instructions reached from each). */
export const readInterfaces = (module: SpirvModule): EntryInterface[] =>
  module.entryPoints.map((entry) => readInterface(module, entry))

function readInterface(module: SpirvModule, entry: EntryPoint): EntryInterface {
  const used = usedVariables(module, entry)
  const values = (where: number): StageValue[] | undefined => {
    const list: StageValue[] = []
    for (const variable of used) {
      if (variable.storageClass !== where || module.decoration(variable.id, decoration.builtIn) !== undefined) continue
      const location = module.decoration(variable.id, decoration.location)
      const type = numbersOf(module, targetOf(module, variable))
      if (location === undefined || !type) return undefined
      list.push({ location, ...type })
    }
    return list.sort((a, b) => a.location - b.location)
  }
  const sampling = samplingOf(module, entry)
  const resources = used.flatMap((variable) => resourceOf(module, variable, sampling.get(variable.id)) ?? [])
  return {
    stage: entry.stage,
    name: entry.name,
    inputs: values(storageClass.input),
    outputs: values(storageClass.output),
    resources: resources.sort((a, b) => a.group - b.group || a.binding - b.binding),
  }
}

function usedVariables(module: SpirvModule, entry: EntryPoint): Variable[] {
  const variables = new Map(module.variables.map((variable) => [variable.id, variable]))
  const used = new Set<Variable>()
  const seen = new Set<number>([entry.function])
  const stack = [entry.function]
  for (let id = stack.pop(); id !== undefined; id = stack.pop()) {
    const { blocks }: SpirvFunction = module.functions.get(id) ?? { id, resultType: 0, parameters: [], blocks: [] }
    for (const { body } of blocks) {
      for (const { opcode, operands } of body) {
        if (!takesPointer.has(opcode) && (opcode < firstAtomic || opcode > lastAtomic)) continue
        for (const operand of operands) {
          const variable = variables.get(operand)
          if (variable) used.add(variable)
        }
        const callee = operands[2]!
        if (opcode !== op.FunctionCall || seen.has(callee)) continue
        seen.add(callee)
        stack.push(callee)
      }
    }
  }
  return [...used]
}

function resourceOf(
  module: SpirvModule,
  variable: Variable,
  sampling: Sampling | undefined,
): StageResource | undefined {
  const kind = kindOf(module, variable)
  if (!kind) return undefined
  const target = elementOf(module, targetOf(module, variable))
  const isTexture = kind === 'sampled' || kind === 'storage-texture'
  return {
    group: module.decoration(variable.id, decoration.descriptorSet) ?? 0,
    binding: module.decoration(variable.id, decoration.binding) ?? 0,
    kind,
    writable:
      kind === 'storage-texture'
        ? module.decoration(variable.id, nonReadable) !== undefined
        : kind === 'storage' && !isReadOnly(module, variable, target),
    texture: isTexture ? textureOf(module, imageOf(module, target)!) : undefined,
    sampling,
  }
}

/** How an entry point uses textures and samplers together, by id of variable. */
export function samplingOf(module: SpirvModule, { function: begin }: EntryPoint): ReadonlyMap<number, Sampling> {
  const variables = new Map(module.variables.map((variable) => [variable.id, variable]))
  return readSampling(module.functions.values()).of(begin, (id) => {
    const variable = variables.get(id)
    const image = variable && imageOf(module, elementOf(module, targetOf(module, variable)))
    return image && textureOf(module, image)
  })
}

const textureOf = (module: SpirvModule, { operands }: Instruction): DeclaredTexture | undefined =>
  declaredTexture(operands, numbersOf(module, module.types.get(operands[1]!))?.type)

function kindOf(module: SpirvModule, variable: Variable): StageResource['kind'] | undefined {
  if (variable.storageClass === storageClass.uniform) return 'uniform'
  if (variable.storageClass === storageClass.storageBuffer) return 'storage'
  if (variable.storageClass !== storageClass.uniformConstant) return undefined
  const target = elementOf(module, targetOf(module, variable))
  if (target?.opcode === op.TypeSampler) return 'sampler'
  const image = imageOf(module, target)
  return image && (image.operands[6] === 2 ? 'storage-texture' : 'sampled')
}

/** A buffer is read only by its variable, or by all members of its block. */
function isReadOnly(module: SpirvModule, { id }: Variable, block: Instruction | undefined): boolean {
  if (module.decoration(id, nonWritable) !== undefined) return true
  if (block?.opcode !== op.TypeStruct) return false
  const members = block.operands.length - 1
  return Array.from({ length: members }, (_, m) => module.decoration(block.operands[0]!, nonWritable, m)).every(
    (one) => one !== undefined,
  )
}

const targetOf = (module: SpirvModule, { pointerType }: Variable): Instruction | undefined =>
  module.types.get(module.types.get(pointerType)?.operands[2] ?? -1)

/** The element of an array of resources, or the resource itself. */
const elementOf = (module: SpirvModule, type: Instruction | undefined): Instruction | undefined =>
  type?.opcode === op.TypeArray || type?.opcode === op.TypeRuntimeArray ? module.types.get(type.operands[1]!) : type

const imageOf = (module: SpirvModule, type: Instruction | undefined): Instruction | undefined =>
  type?.opcode === op.TypeSampledImage
    ? module.types.get(type.operands[1]!)
    : type?.opcode === op.TypeImage
      ? type
      : undefined

function numbersOf(module: SpirvModule, type: Instruction | undefined): Omit<StageValue, 'location'> | undefined {
  switch (type?.opcode) {
    case op.TypeFloat:
      return { type: 'float', components: 1 }
    case op.TypeInt:
      return { type: type.operands[2] === 1 ? 'sint' : 'uint', components: 1 }
    case op.TypeVector: {
      const element = numbersOf(module, module.types.get(type.operands[1]!))
      return element && { type: element.type, components: type.operands[2]! }
    }
    default:
      return undefined
  }
}
