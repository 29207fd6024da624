/** Bindings by group and number: each place takes one. */
import { shown, usageConflict } from '../errors.ts'
import type { Binding } from './document.ts'
import { endpointId } from './endpoint.ts'

/** `path` gives that of what has the list. @throws MemkitError USAGE_CONFLICT naming both bindings. */
export function checkSlots(bindings: readonly Binding[] = [], path: () => string): void {
  if (areAscending(bindings)) return
  const taken = new Map<number, number>()
  bindings.forEach((one, i) => {
    const key = slotOf(one)
    const other = taken.get(key)
    if (other !== undefined) throw boundTwice(bindings, `${path()}.bindings`, i, other)
    taken.set(key, i)
  })
}

/** Then no two are equal, and no map of them is needed. */
function areAscending(bindings: readonly Binding[]): boolean {
  let before = -1
  for (let i = 0; i < bindings.length; i++) {
    const slot = slotOf(bindings[i]!)
    if (slot <= before) return false
    before = slot
  }
  return true
}

const slotOf = ({ group, binding }: Binding): number => group * 65536 + binding

function boundTwice(bindings: readonly Binding[], path: string, i: number, other: number) {
  const { group, binding } = bindings[i]!
  const [taken, added] = [bindings[other]!, bindings[i]!].map((one) =>
    'use' in one ? shown(endpointId(one.use)) : 'a sampler',
  )
  return usageConflict(
    `Two bindings, ${taken} and ${added}, are number ${binding} of group ${group}; give one another number`,
    `${path}[${i}]`,
    { other: `${path}[${other}]` },
  )
}
