/**
 * Persistent placements: all placements of a resource that outlives a run name one memory. Reads and writes between runs, the contents taken
 * over to another plan, and the next run all look there; the contents of one run back lie where the current ones were.
 */
import type { Plan } from './parts.ts'
import type { Placed } from './placement-columns.ts'
import { counted, reject } from './rejection.ts'
import type { ResolvedGraph } from './resolve.ts'
import type { ResourceInfo } from './resources.ts'
import type { Words } from './words.ts'

/** Rejects a plan in which a resource that outlives the run has no memory, several, or one of another size. O(placements + memories) */
export function checkPersistentPlacements(plan: Plan, resolved: ResolvedGraph, words: Words): void {
  checkMemories(plan, resolved, words)
  /** By resource: its first placement; −1 for none. */
  const firstOf = new Int32Array(resolved.resources.length).fill(-1)
  plan.placements.forEach((placement, i) => {
    const info = resolved.resources[resolved.resourceIndex.get(placement.resource)!]!
    checkSize(placement, info)
    if (placement.lifetime !== 'persistent') return
    checkSlot(plan, placement, words)
    const first = firstOf[info.index]!
    if (first < 0) firstOf[info.index] = i
    else if (!isOneMemory(plan, plan.placements.at(first), placement))
      reject(
        'PLACEMENT',
        `${nameOf(placement)} is elsewhere than another placement of it; all that is kept of it has one place`,
      )
  })
  resolved.resources.forEach(({ id, index, lifetime }) => {
    if (lifetime === 'persistent' && firstOf[index]! < 0)
      reject('PLACEMENT', `Persistent ${JSON.stringify(id)} has no placement, so nothing says where it is kept`)
  })
}

const nameOf = ({ version, resource }: Placed): string =>
  `The placement of version ${version} of ${JSON.stringify(resource)}`

/** No two heaps or textures are one: the checker takes them for memories that share nothing. */
function checkMemories(plan: Plan, { resources, resourceIndex }: ResolvedGraph, words: Words): void {
  const known = new Int32Array(resources.length)
  const add = (id: string, most: number, name: () => string) => {
    const index = resourceIndex.get(id)!
    if (++known[index]! > most)
      reject('PLACEMENT', `${name()} is memory of ${JSON.stringify(id)}, which has its own already`)
  }
  plan.heaps.forEach(({ memory, resource }, h) => {
    if (memory === 'imported') add(resource!, 1, () => words.heap(h))
  })
  plan.textures.forEach(({ lifetime, resource }, t) => {
    if (lifetime === 'transient') return
    const { history } = resources[resourceIndex.get(resource!)!]!
    add(resource!, history + 1, () => words.texture(t))
  })
}

/** The size that is read and written between runs: what the placement says to be declared, else all of it. */
function checkSize(placement: Placed, info: ResourceInfo): void {
  const { declaredBytes, lifetime, sizeBytes, texture } = placement
  const isBuffer = lifetime === 'persistent' && texture === undefined
  const size = declaredBytes ?? (isBuffer ? sizeBytes : info.sizeBytes)
  if (size !== info.sizeBytes)
    reject(
      'PLACEMENT',
      `${nameOf(placement)} says ${counted(size, 'byte')} of declaredBytes, but ${info.sizeBytes} are declared`,
    )
}

/** Slot k of a rotation has the contents of k runs back. */
function checkSlot(plan: Plan, placement: Placed, words: Words): void {
  const { texture, previous = 0 } = placement
  if (texture === undefined) return
  const slot = plan.textures.at(texture).rotation?.slot ?? 0
  if (slot !== previous)
    reject(
      'PLACEMENT',
      `${nameOf(placement)} is of ${previous} runs back, but ${words.texture(texture)} is slot ${slot}`,
    )
}

function isOneMemory(plan: Plan, first: Placed, other: Placed): boolean {
  if (first.texture !== undefined || other.texture !== undefined) {
    // Each texture of a resource is a slot of its own.
    return first.texture !== undefined && other.texture !== undefined
  }
  if (first.offset !== other.offset || first.sizeBytes !== other.sizeBytes) return false
  if (first.heap === other.heap) return true
  const [a, b] = [plan.heaps.at(first.heap!).rotation, plan.heaps.at(other.heap!).rotation]
  return a !== undefined && a.group === b?.group
}
