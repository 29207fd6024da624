/** Bindings by group and number: each place takes one. */
import { usageConflict } from '../errors.ts'
import type { Binding } from './document.ts'

/** `path` is that of the list. @throws MemkitError USAGE_CONFLICT naming both bindings. */
export function checkSlots(bindings: readonly Binding[] = [], path: string): void {
  if (bindings.length < 2) return
  const taken = new Map<number, number>()
  bindings.forEach(({ group, binding }, i) => {
    const key = group * 65536 + binding
    const other = taken.get(key)
    if (other !== undefined) throw boundTwice(path, i, other)
    taken.set(key, i)
  })
}

export const boundTwice = (path: string, i: number, other: number) =>
  usageConflict('Two bindings stand at one group and binding number', `${path}[${i}]`, { other: `${path}[${other}]` })
