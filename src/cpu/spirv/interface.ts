/** The interface of an entry point of a SPIR-V module: its inputs and outputs by location, and the resources that it uses. */
import type { DeclaredTexture, NumberClass, Sampling } from '../../graph/shader-texture.ts'
import { declaredTexture } from './declared-texture.ts'
import type { EntryPoint, Instruction, SpirvFunction, SpirvModule, StageName, Variable } from './module.ts'
import { decoration, op, storageClass } from './opcodes.ts'
import { readSampling, type SamplingReader } from './sampling.ts'

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

/** Declarations that the entry points of a module share, read once for all of them. */
class ModuleUses {
  readonly variables: ReadonlyMap<number, Variable>
  private readonly module: SpirvModule
  private readonly entries: ReadonlyMap<string, EntryPoint>
  private readonly functions = new Map<number, FunctionUses>()
  private reader: SamplingReader | undefined

  constructor(module: SpirvModule) {
    this.module = module
    this.variables = new Map(module.variables.map((variable) => [variable.id, variable]))
    // The first of several entry points of one name counts; no valid module has two.
    this.entries = new Map(module.entryPoints.toReversed().map((entry) => [entryKey(entry.stage, entry.name), entry]))
  }

  entry(stage: StageName, name: string): EntryPoint | undefined {
    return this.entries.get(entryKey(stage, name))
  }

  get sampling(): SamplingReader {
    return (this.reader ??= readSampling(this.module.functions.values()))
  }

  /** The variables that an entry point reaches. O(functions reached, and variables that each of them names). */
  reached({ function: begin }: EntryPoint): Variable[] {
    const used = new Set<Variable>()
    const seen = new Set([begin])
    // A set goes on to what is added to it meanwhile.
    for (const id of seen) {
      const { variables, callees } = this.usesOf(id)
      for (const variable of variables) used.add(variable)
      for (const callee of callees) seen.add(callee)
    }
    return [...used]
  }

  private usesOf(id: number): FunctionUses {
    let uses = this.functions.get(id)
    if (!uses) this.functions.set(id, (uses = functionUses(this.module.functions.get(id), this.variables)))
    return uses
  }
}

/** The variables and functions that a function uses directly. */
interface FunctionUses {
  readonly variables: ReadonlySet<Variable>
  readonly callees: ReadonlySet<number>
}

function functionUses(code: SpirvFunction | undefined, known: ReadonlyMap<number, Variable>): FunctionUses {
  const variables = new Set<Variable>()
  const callees = new Set<number>()
  for (const { body } of code?.blocks ?? []) {
    for (const { opcode, operands } of body) {
      if (!takesPointer.has(opcode) && (opcode < firstAtomic || opcode > lastAtomic)) continue
      for (const operand of operands) {
        const variable = known.get(operand)
        if (variable) variables.add(variable)
      }
      if (opcode === op.FunctionCall) callees.add(operands[2]!)
    }
  }
  return { variables, callees }
}

const entryKey = (stage: StageName, name: string): string => `${stage} ${name}`

const known = new WeakMap<SpirvModule, ModuleUses>()

function usesOf(module: SpirvModule): ModuleUses {
  let uses = known.get(module)
  if (!uses) known.set(module, (uses = new ModuleUses(module)))
  return uses
}

/** The interface of an entry point; undefined where the module has none of that name. O(module) once, then O(functions reached). */
export function readInterface(module: SpirvModule, stage: StageName, name: string): EntryInterface | undefined {
  const uses = usesOf(module)
  const entry = uses.entry(stage, name)
  if (!entry) return undefined
  const used = uses.reached(entry)
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
    stage,
    name,
    inputs: values(storageClass.input),
    outputs: values(storageClass.output),
    resources: resources.sort((a, b) => a.group - b.group || a.binding - b.binding),
  }
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
  const { sampling, variables } = usesOf(module)
  return sampling.of(begin, (id) => {
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
