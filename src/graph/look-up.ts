/** The error for a reference to an id that nothing has. */
import { unknownReference, type MemkitError } from '../errors.ts'
import { nearestId } from '../nearest-id.ts'
import type { IdLookUp } from './ids.ts'

/** UNKNOWN_REFERENCE with the nearest known id. */
export const unknownId = (index: Pick<IdLookUp, 'keys'>, id: string, what: string, path: string): MemkitError =>
  unknownReference(what, id, path, nearestId(id, index.keys()))
