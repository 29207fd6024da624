import { kindOf, kindOfType } from './layout.ts'
import { inputTypeName, typedArrayName } from './naming.ts'
import type { Command, Declaration, Registry } from './registry.ts'
import { unusedStructs } from './selection.ts'

type Level = 'global' | 'instance' | 'device'

/** The body of `commands.ts`: for each level of dispatch, an interface and a table of C signatures. */
export function emitCommands(registry: Registry, commands: readonly Command[]): string {
  const levels: [Level, string][] = [
    ['global', 'Found without an instance.'],
    ['instance', 'Found through an instance.'],
    ['device', 'Found through a device: calls go straight to the driver.'],
  ]
  return levels
    .map(([level, comment]) => {
      const own = commands.filter((command) => levelOf(command) === level)
      const title = level.charAt(0).toUpperCase() + level.slice(1)
      return [
        `/** ${comment} Commands of extensions are undefined where the extension is not enabled. */`,
        `export interface ${title}Commands {`,
        ...own.map((command) => `  ${command.name}: ${commandType(registry, command)}`),
        '}',
        '',
        `export const ${level}Signatures: Record<keyof ${title}Commands, Signature> = {`,
        ...own.map((command) => `  ${command.name}: ${signature(registry, command)},`),
        '}',
        '',
      ].join('\n')
    })
    .join('\n')
}

function levelOf({ name, parameters }: Command): Level {
  // It takes a device, but is what device commands are found with.
  if (name === 'vkGetDeviceProcAddr') return 'instance'
  const first = parameters[0]
  if (first === undefined || first.pointers > 0) return 'global'
  if (['VkInstance', 'VkPhysicalDevice'].includes(first.type)) return 'instance'
  return ['VkDevice', 'VkQueue', 'VkCommandBuffer'].includes(first.type) ? 'device' : 'global'
}

function commandType(registry: Registry, command: Command): string {
  const parameters = command.parameters.map((parameter) => {
    const mayBeAbsent = parameter.optional || isCountOptional(parameter, command.parameters)
    return `${parameter.name}: ${parameterType(registry, parameter, mayBeAbsent)}`
  })
  const type = `VulkanCommand<[${parameters.join(', ')}], ${resultType(command)}>`
  return command.extension === undefined ? type : `${type} | undefined`
}

function isCountOptional({ length }: Declaration, siblings: readonly Declaration[]): boolean {
  return siblings.some(({ name, optional }) => name === length && optional)
}

function parameterType(registry: Registry, parameter: Declaration, mayBeAbsent: boolean): string {
  const { type } = parameter
  // A C array parameter is a pointer to its first element.
  const pointers = parameter.pointers + Math.sign(parameter.dimensions.length)
  if (unusedStructs.includes(type)) return 'null'
  if (pointers === 0) {
    const kind = kindOf(registry, parameter)
    if (kind.kind === 'aggregate') throw new Error(`${parameter.name} is a ${type} by value`)
    if (kind.kind === 'handle') return mayBeAbsent ? `${kind.type} | 0n` : kind.type
    return kind.kind === 'scalar' && kind.scalar === 'bool' ? '0 | 1' : inputTypeName(kind)
  }
  return `${pointerType(registry, parameter, pointers)}${mayBeAbsent ? ' | null' : ''}`
}

function pointerType(registry: Registry, { type, isConst }: Declaration, pointers: number): string {
  if (type === 'char' && pointers === 1 && isConst) return 'string'
  if (type === 'void' && pointers === 1) return 'ArrayBufferView | Pointer'
  if (pointers > 1) return 'BigUint64Array | Pointer'
  const kind = kindOfType(registry, type)
  if (kind.kind === 'aggregate') return `Pointer<'${kind.type.name}'>`
  return `${typedArrayName(kind)} | Pointer<'${type}'>`
}

function resultType({ result }: Command): string {
  return result === 'PFN_vkVoidFunction' ? 'bigint | null' : result
}

function signature(registry: Registry, { result, parameters, extension }: Command): string {
  const types = parameters.map((parameter) => `'${nativeType(registry, parameter)}'`)
  const resultType =
    result === 'void' ? 'void' : result === 'PFN_vkVoidFunction' ? 'void *' : nativeScalar(registry, result)
  const source = extension === undefined ? '' : `, extension: '${extension}'`
  return `{ result: '${resultType}', parameters: [${types.join(', ')}]${source} }`
}

function nativeType(registry: Registry, { type, pointers, dimensions, isConst }: Declaration): string {
  if (type === 'char' && pointers === 1 && isConst) return 'str'
  return pointers > 0 || dimensions.length > 0 ? 'void *' : nativeScalar(registry, type)
}

/** Handles of both sorts are 64 bits wide on the 64-bit machines that the bindings are for. */
function nativeScalar(registry: Registry, type: string): string {
  const kind = kindOfType(registry, type)
  if (kind.kind === 'handle') return 'uint64_t'
  if (kind.kind !== 'scalar') throw new Error(`${type} is not passed by value`)
  const names: Record<string, string> = {
    i32: 'int32_t',
    u32: 'uint32_t',
    bool: 'uint32_t',
    u64: 'uint64_t',
    f32: 'float',
  }
  const name = names[kind.scalar]
  if (name === undefined) throw new Error(`no C type for ${type}`)
  return name
}
