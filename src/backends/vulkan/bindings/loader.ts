import { withoutGpu } from '../../../errors.ts'
import { Arena } from './arena.ts'
import type { Signature, VulkanCommand } from './command.ts'
import { loadFfi, type Ffi } from './ffi.ts'
import {
  deviceSignatures,
  globalSignatures,
  instanceSignatures,
  type DeviceCommands,
  type GlobalCommands,
  type InstanceCommands,
} from './generated/commands.ts'
import { VK_SUCCESS } from './generated/constants.ts'
import { VkInstanceCreateInfo } from './generated/structs.ts'
import type { VkDevice, VkInstance } from './generated/types.ts'

/** A Vulkan loader, or a driver used without a loader, opened in this process. */
export interface VulkanLibrary {
  /** The file that was loaded. */
  readonly path: string
  /** Functions that need no instance. */
  readonly commands: GlobalCommands
  /** Functions of an instance. */
  instanceCommands(instance: VkInstance): InstanceCommands
  /** Functions of the driver itself, called without the loader's dispatch. */
  deviceCommands(instanceCommands: InstanceCommands, device: VkDevice): DeviceCommands
}

const loaderNames: Partial<Record<NodeJS.Platform, readonly string[]>> = {
  win32: ['vulkan-1.dll'],
  darwin: ['libvulkan.1.dylib', 'libMoltenVK.dylib'],
}

/**
 * Opens the system's Vulkan loader, or the one given.
 *
 * @throws Error when there is none, or when it lacks a command that Vulkan 1.3 has
 */
export function loadVulkan({ loader }: { loader?: string } = {}): VulkanLibrary {
  const ffi = loadFfi()
  const candidates = loader === undefined ? (loaderNames[process.platform] ?? ['libvulkan.so.1']) : [loader]
  const { path, library } = openFirst(ffi, candidates)
  // The functions of Vulkan are bare addresses, which do not keep the library loaded, so it is kept until the process ends.
  libraries.set(path, library)
  const getInstanceProcAddr = library.func('vkGetInstanceProcAddr', 'void *', ['uint64_t', 'str']) as (
    instance: bigint,
    name: string,
  ) => bigint | null

  const bind = <Commands>(
    signatures: Record<keyof Commands & string, Signature>,
    addressOf: (name: string) => bigint | null,
  ): Commands => {
    const commands: Record<string, unknown> = {}
    for (const [name, signature] of Object.entries<Signature>(signatures)) {
      const address = addressOf(name)
      if (address !== null && address !== 0n) {
        commands[name] = ffi.decode(address, prototypeOf(ffi, signature))
      } else if (signature.extension === undefined) {
        throw new Error(`${path} has no ${name}: it is older than the Vulkan 1.3 that this backend needs`)
      }
    }
    return commands as Commands
  }

  const commands = bind<GlobalCommands>(globalSignatures, (name) => getInstanceProcAddr(0n, name))
  keepDriversLoaded(path, commands)
  return {
    path,
    commands,
    instanceCommands: (instance) =>
      bind<InstanceCommands>(instanceSignatures, (name) => getInstanceProcAddr(instance, name)),
    deviceCommands: ({ vkGetDeviceProcAddr }, device) =>
      bind<DeviceCommands>(deviceSignatures, (name) => vkGetDeviceProcAddr(device, name)),
  }
}

/**
 * Open loaders, by path. koffi closes a library that JavaScript no longer reaches, after which its functions, and threads of
 * the driver, would run in unmapped memory.
 */
const libraries = new Map<string, Library>()
/** Paths of loaders whose drivers are kept loaded. */
const kept = new Set<string>()

/**
 * Keeps the drivers of a loader loaded by an instance that nothing else uses. The loader unloads drivers with the last
 * instance, and some cannot be loaded any number of times: NVIDIA's (580.159) fails at the 28th. Without a driver, nothing is
 * kept.
 */
function keepDriversLoaded(path: string, { vkCreateInstance }: GlobalCommands): void {
  if (kept.has(path)) return
  const arena = new Arena()
  const info = arena.struct(VkInstanceCreateInfo, {})
  if (vkCreateInstance(info, null, new BigUint64Array(1)) === VK_SUCCESS) kept.add(path)
  arena.reset()
}

/** Runs a command that may block on another thread. Its arguments must stay valid until the promise settles. */
export function inBackground<Arguments extends unknown[], Result>(
  command: VulkanCommand<Arguments, Result>,
  ...args: Arguments
): Promise<Result> {
  return new Promise((resolve, reject) => {
    command.async(...args, (error, result) => (error === null ? resolve(result) : reject(error)))
  })
}

type Library = ReturnType<Ffi['load']>

function openFirst(ffi: Ffi, candidates: readonly string[]): { path: string; library: Library } {
  const errors: unknown[] = []
  for (const path of candidates) {
    try {
      return { path, library: libraries.get(path) ?? ffi.load(path) }
    } catch (error) {
      errors.push(error)
    }
  }
  const cause = errors.length === 1 ? errors[0] : new AggregateError(errors)
  throw new Error(
    `No Vulkan loader: could not open ${candidates.join(' or ')}. Install one (Debian: libvulkan1; macOS: MoltenVK; ` +
      `Windows: it comes with the GPU's driver), or give its path as the loader. ${withoutGpu}`,
    { cause },
  )
}

const prototypes = new Map<string, ReturnType<Ffi['proto']>>()

/** The prototype of a signature, made once: koffi never frees prototypes, and hundreds of commands share a few dozen. */
function prototypeOf(ffi: Ffi, { result, parameters }: Signature): ReturnType<Ffi['proto']> {
  const key = `${result}(${parameters.join(',')})`
  let prototype = prototypes.get(key)
  if (prototype === undefined) {
    prototype = ffi.proto(result, [...parameters])
    prototypes.set(key, prototype)
  }
  return prototype
}
