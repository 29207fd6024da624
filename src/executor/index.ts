/** Runs plans: the only part of the library that touches a device, through the Backend interface. */
export { staticBody, withQueries } from './bodies.ts'
export { createExecutor } from './create-executor.ts'
export { execute, type ExecuteOptions } from './execute.ts'
export type { Executor, ExecutorOptions, RunOptions, RunResult, RunTimings, UpdateOptions } from './executor.ts'
export type { Input, Inputs, InputWriter } from './inputs.ts'
export type { OutputMemory } from './outputs.ts'
export type { Progress } from './run.ts'
export type { ReadOptions } from './transfers.ts'
