/** Turns of runs that import the same memory from different executors, in the order in which they were called. */

interface Use {
  readonly owner: object
  readonly done: Promise<void>
}

/**
 * The latest use of each native handle. One map for all executors, because it orders them among each other; it keeps no handle
 * alive.
 */
const latest = new WeakMap<object, Use>()

/**
 * Registers a use of imported handles that ends with `done`. @returns what must end first, if anything.
 *
 * A use waits only for uses registered before it, so no two wait for each other. Handles that are not objects cannot be
 * identified.
 */
export function shareImports(
  handles: readonly unknown[],
  owner: object,
  done: Promise<void>,
): Promise<unknown> | undefined {
  const before: Promise<void>[] = []
  for (const handle of handles) {
    const key = memoryOf(handle)
    if (!key) continue
    const last = latest.get(key)
    if (last && last.owner !== owner) before.push(last.done)
    // Runs of one executor are ordered by that executor, but may end in any order.
    latest.set(key, {
      owner,
      done: last && last.owner === owner ? Promise.all([last.done, done]).then(() => {}) : done,
    })
  }
  return before.length > 0 ? Promise.all(before) : undefined
}

const memoryOf = (handle: unknown): object | undefined =>
  ArrayBuffer.isView(handle) ? handle.buffer : typeof handle === 'object' && handle !== null ? handle : undefined
