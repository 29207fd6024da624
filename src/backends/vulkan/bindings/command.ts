/** A Vulkan function. `async` runs it on another thread. */
export interface VulkanCommand<Arguments extends unknown[], Result> {
  (...args: Arguments): Result
  async(...args: [...Arguments, callback: (error: Error | null, result: Result) => void]): void
}

/** C types of a function, as koffi needs them. */
export interface Signature {
  readonly result: string
  readonly parameters: readonly string[]
  /** Extension that adds the command; without it, the command may be missing. */
  readonly extension?: string
}
