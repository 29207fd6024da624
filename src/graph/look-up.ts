/** A reference by id resolved to its index. */
import { unknownReference } from '../errors.ts'
import { nearestId } from './ids.ts'

/** @throws MemkitError UNKNOWN_REFERENCE with the nearest known id. */
export function lookUp(index: ReadonlyMap<string, number>, id: string, what: string, path: () => string): number {
  const found = index.get(id)
  if (found === undefined) throw unknownReference(what, id, path(), nearestId(id, index.keys()))
  return found
}
