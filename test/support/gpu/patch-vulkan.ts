/** Single Vulkan functions replaced, for tests of devices that are not there. */
import koffi from 'koffi'
import type { VulkanLibrary } from '../../../src/backends/vulkan/bindings/index.ts'

export type Patch = (call: (...args: unknown[]) => unknown, args: unknown[]) => unknown

/** A library whose calls are followed by a look at the struct that they filled in (or, before, at what they were given). */
export function patchVulkan(real: VulkanLibrary, patches: Record<string, Patch>): VulkanLibrary {
  const patch = <Commands extends object>(commands: Commands): Commands => {
    const copy = { ...commands } as Record<string, (...args: unknown[]) => unknown>
    for (const [name, by] of Object.entries(patches)) {
      const call = copy[name]
      if (call)
        copy[name] = Object.assign((...args: unknown[]) => by(call, args), { async: Reflect.get(call, 'async') })
    }
    return copy as Commands
  }
  return {
    path: real.path,
    commands: patch(real.commands),
    instanceCommands: (instance) => patch(real.instanceCommands(instance)),
    deviceCommands: (instanceCommands, handle) => patch(real.deviceCommands(instanceCommands, handle)),
  }
}

/** A struct in memory, as bytes. */
export const viewOf = (pointer: unknown, { size }: { readonly size: number }): DataView =>
  new DataView(koffi.view(pointer as bigint, size))
