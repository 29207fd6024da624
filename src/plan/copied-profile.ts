/** A copy of a given device profile, made before anything of it is read. A page whose plans are made elsewhere loads this and not the schema. */
import { invalidProfile } from '../errors.ts'
import { isObject } from '../given.ts'
import { copyDocument, wantedProfile } from '../graph/document-kinds.ts'

/**
 * A copy of plain data, or what is no object at all and is left to the schema.
 * @throws MemkitError INVALID_PROFILE for undefined and null; WRONG_DOCUMENT for a text, a builder or a backend; UNREADABLE_VALUE, TOO_DEEP or TOO_MANY for what is no
 *   plain data
 */
export function copiedProfile(document: unknown): unknown {
  if (document == null)
    throw invalidProfile('There is no device profile; give one, such as profiles.webgpu or that of a backend')
  return isObject(document) || typeof document === 'string' ? copyDocument(document, wantedProfile) : document
}
