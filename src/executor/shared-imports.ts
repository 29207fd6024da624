/** Runs of different executors that import the same memory take turns, in the order in which they were called. */

interface Use {
  readonly owner: object
  readonly done: Promise<void>
}

/** The latest use of each native handle. One map for all executors, since it is between them; handles keep nothing alive. */
const latest = new WeakMap<object, Use>()

/**
 * Notes a use of imported handles that ends with `done`. @returns what must end first, if anything.
 *
 * A use waits only for uses noted before it, so no two wait for each other. Handles that are no objects cannot be told apart.
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
    // Runs of one executor are ordered by itself, but may end in any order.
    latest.set(key, {
      owner,
      done: last && last.owner === owner ? Promise.all([last.done, done]).then(() => {}) : done,
    })
  }
  return before.length > 0 ? Promise.all(before) : undefined
}

const memoryOf = (handle: unknown): object | undefined =>
  ArrayBuffer.isView(handle) ? handle.buffer : typeof handle === 'object' && handle !== null ? handle : undefined
