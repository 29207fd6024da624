/** A Vulkan function; `async` runs it off the JavaScript thread. */
export interface VulkanCommand<Arguments extends unknown[], Result> {
  (...args: Arguments): Result
  async(...args: [...Arguments, callback: (error: Error | null, result: Result) => void]): void
}

/** What koffi has to know of a function: its C types. */
export interface Signature {
  readonly result: string
  readonly parameters: readonly string[]
  /** The extension that brings the command, which may therefore be absent. */
  readonly extension?: string
}
