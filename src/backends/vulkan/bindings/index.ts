/**
 * Vulkan bindings for JavaScript: functions, structs and constants generated from the registry (`generated/`), an arena that
 * structs are written into, and a loader that finds the functions in this process.
 */
export { Arena } from './arena.ts'
export { DebugCallback, type DebugMessage } from './debug-callback.ts'
export type { DeviceCommands, InstanceCommands } from './generated/commands.ts'
export * from './generated/constants.ts'
export * from './generated/structs.ts'
export type * from './generated/types.ts'
export { inBackground, loadVulkan, type VulkanLibrary } from './loader.ts'
export type { Pointer } from './struct.ts'
