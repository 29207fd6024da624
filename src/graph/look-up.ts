/** References by id. */
import { unknownReference, type MemkitError } from '../errors.ts'
import { nearestId } from './ids.ts'

/** UNKNOWN_REFERENCE with the nearest known id. */
export const unknownId = (index: ReadonlyMap<string, number>, id: string, what: string, path: string): MemkitError =>
  unknownReference(what, id, path, nearestId(id, index.keys()))
