/** Turns of runs that import the same memory from different executors, in the order in which they were called. */
import { bufferBehind } from '../cpu/bytes-behind.ts'
import { nativeRanges, shareBytes, type Imported, type NativeRange } from '../plan/facts/imports.ts'

/** A run that uses imported memory. */
export interface ImportUse {
  /** The backend: numbers in handles name objects of its device. */
  readonly device: object
  /** The runner, which orders its own runs; they may end in any order. */
  readonly owner: object
  readonly done: Promise<void>
}

interface RangesUse extends ImportUse {
  readonly ranges: readonly NativeRange[]
}

/**
 * The latest use of each native handle. One map for all executors, because it orders them among each other; it keeps no handle
 * alive.
 */
const latest = new WeakMap<object, Pick<ImportUse, 'owner' | 'done'>>()

/** Uses under way of what handles name by numbers. */
const underWay = new WeakMap<object, Map<bigint, Set<RangesUse>>>()

/**
 * Registers a use of imported handles that ends with `done`. @returns what must end first, if anything.
 *
 * A use waits only for uses registered before it, so no two wait for each other.
 */
export function shareImports(
  imported: readonly Imported[],
  handles: Readonly<Record<string, unknown>>,
  use: ImportUse,
): Promise<unknown> | undefined {
  const before: Promise<void>[] = []
  const ranges = nativeRanges(imported, handles)
  for (const [native, list] of ranges) shareRanges(native, { ...use, ranges: list }, before)
  if (ranges.size === 0) for (const { name } of imported) shareObject(handles[name], use, before)
  return before.length > 0 ? Promise.all(before) : undefined
}

function shareObject(handle: unknown, { owner, done }: ImportUse, before: Promise<void>[]): void {
  const key = memoryOf(handle)
  if (!key) return
  const last = latest.get(key)
  if (last && last.owner !== owner) before.push(last.done)
  latest.set(key, {
    owner,
    done: last && last.owner === owner ? Promise.all([last.done, done]).then(() => {}) : done,
  })
}

function shareRanges(native: bigint, use: RangesUse, before: Promise<void>[]): void {
  const { device, owner, done, ranges } = use
  const ofDevice = underWay.get(device) ?? new Map<bigint, Set<RangesUse>>()
  underWay.set(device, ofDevice)
  const uses = ofDevice.get(native) ?? new Set()
  ofDevice.set(native, uses)
  for (const other of uses) if (other.owner !== owner && shareBytes(other.ranges, ranges)) before.push(other.done)
  uses.add(use)
  void done.then(() => {
    uses.delete(use)
    if (uses.size === 0) ofDevice.delete(native)
  })
}

const memoryOf = (handle: unknown): object | undefined =>
  ArrayBuffer.isView(handle) ? bufferBehind(handle) : typeof handle === 'object' && handle !== null ? handle : undefined
