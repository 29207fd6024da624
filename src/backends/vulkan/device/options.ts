import type { DebugMessage } from '../bindings/index.ts'

export interface VulkanOptions {
  /** Index in the driver's list, or a part of the device's name. Default: a discrete GPU before an integrated one before a CPU. */
  readonly device?: number | string
  /** Path of the Vulkan loader. Default: the system's. */
  readonly loader?: string
  /** Puts the Khronos validation layer, with synchronization validation, under every call. Messages are printed, or handed over. */
  readonly validation?: boolean | ((message: DebugMessage) => void)
  /**
   * Threads that copy large inputs to staging and large outputs from it, the JavaScript thread among them: 1 … 64. Each of the
   * others is a worker thread, started with the first large copy. Default 1.
   */
  readonly copyThreads?: number
  /**
   * Whether the host writes inputs straight to buffers in device memory that it sees, which spares staging and the device's copy,
   * in runs that begin when no other run of their executor is under way. Default: where that is at least half of the device's
   * memory (unified memory, a resizable BAR). true: wherever there is such memory. false: never.
   */
  readonly directWrites?: boolean
  /**
   * Hands SPIR-V of plans to the driver as it is. Only for code that you know to be valid for this device: drivers do not check it,
   * and one word that is wrong may end the process. Default false: the package naga-wasm reads, validates and rewrites it, and what it
   * cannot read is SHADER_FAILED.
   */
  readonly trustSpirv?: boolean
  /**
   * Hands workgroup counts in buffers to the device as they are. Only where what writes them keeps each within the profile's
   * `maxWorkgroupsPerDimension`: with more, devices are busy for ever or lost. Default false: counts above it dispatch nothing, as in
   * WebGPU, for which a dispatch of one invocation reads them first, and two barriers for each step of the plan that has any.
   */
  readonly trustIndirectCounts?: boolean
}
