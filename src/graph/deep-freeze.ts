/** Data that nobody can change any more. */

/**
 * Freezes an object, then its parts, and stops at what is frozen already, so that an edit costs no more than what it changed.
 */
export function deepFreeze<T extends object>(root: T): T {
  const stack: object[] = [root]
  for (let value = stack.pop(); value !== undefined; value = stack.pop()) {
    if (Object.isFrozen(value)) continue
    if (Array.isArray(value)) {
      for (let i = 0; i < value.length; i++) {
        const entry: unknown = value[i]
        if (typeof entry === 'object' && entry !== null) stack.push(entry)
      }
    } else {
      for (const key in value) {
        const entry = (value as Record<string, unknown>)[key]
        if (typeof entry === 'object' && entry !== null) stack.push(entry)
      }
    }
    // Afterwards: what is frozen is read more slowly.
    Object.freeze(value)
  }
  return root
}
