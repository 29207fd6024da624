/** JSON Schema of the plan and the profile, for editors and for programs in other languages. */
import { describeSchema } from '../graph/describe-schema.ts'
import { planSchema } from './document.ts'
import { fieldDocs as graphDocs } from '../graph/field-docs.ts'
import { fieldDocs } from './field-docs.ts'
import { profileSchema } from './profile.ts'
import { toJsonSchema } from '../schema/json-schema.ts'

const docs = { ...fieldDocs, SamplerDescription: graphDocs['SamplerDescription']! }

/** A JSON Schema document, draft 2020-12. */
export type JsonSchema = Readonly<Record<string, unknown>>

export const planJsonSchema = (): JsonSchema => describeSchema(toJsonSchema(planSchema), docs)
export const profileJsonSchema = (): JsonSchema => describeSchema(toJsonSchema(profileSchema), docs)
