/**
 * Arguments of calls that wait for another plan: copies of the objects that hold them, because a caller may use such an object for its
 * next call. Memory of inputs and outputs is not copied.
 */
import { givenBytes } from '../cpu/given-bytes.ts'
import { givenOptions, isObject, readGiven } from '../given.ts'
import type { RunOptions } from './executor.ts'
import type { Input } from './inputs.ts'
import { runOptions } from './plan-run.ts'

const records = ['inputs', 'outputs', 'bodies', 'imports'] as const

/** @throws MemkitError INVALID_OPTION, UNREADABLE_VALUE */
export function copyRunOptions(options: RunOptions | undefined): RunOptions {
  const copy: Record<string, unknown> = givenOptions<RunOptions, keyof RunOptions>(options, runOptions)
  for (const name of records) copy[name] = readGiven(name, () => copyRecord(copy[name]))
  return copy
}

/** The entries of an object or a Map. What is neither is left to the call, which refuses it. */
function copyRecord(given: unknown): unknown {
  if (!isObject(given)) return given
  return given instanceof Map ? new Map(given) : { ...given }
}

/** Bytes as they are now; a function is called when the plan is there. @throws MemkitError INVALID_DATA */
export const copyData = (resource: string, data: Input): Input =>
  typeof data === 'function' ? data : givenBytes('write()', resource, data).slice()
