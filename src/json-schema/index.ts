/**
 * memkit-gpu/json-schema: JSON Schemas of the documents, for editors and for programs in other languages. An entry of its own, because
 * their descriptions are a twentieth of the package. The same schemas are files of the package: `memkit-gpu/schema/graph.json`.
 */
import { graphSchema } from '../graph/document.ts'
import { planSchema } from '../plan/document.ts'
import { profileSchema } from '../plan/profile.ts'
import { toJsonSchema } from '../schema/json-schema.ts'
import { describeSchema } from './describe.ts'
import { fieldDocs as graphDocs } from './graph-field-docs.ts'
import { fieldDocs } from './plan-field-docs.ts'

const planDocs = { ...fieldDocs, SamplerDescription: graphDocs['SamplerDescription']! }

/** A JSON Schema document, draft 2020-12. What a schema cannot say (dangling ids, ranges, sizes) is checked by `parseGraph`, `parsePlan` and `parseProfile`. */
export type JsonSchema = Readonly<Record<string, unknown>>

/** The JSON Schema of the graph document. */
export const graphJsonSchema = (): JsonSchema => describeSchema(toJsonSchema(graphSchema), graphDocs)
/** The JSON Schema of the plan document. */
export const planJsonSchema = (): JsonSchema => describeSchema(toJsonSchema(planSchema), planDocs)
/** The JSON Schema of the device profile. */
export const profileJsonSchema = (): JsonSchema => describeSchema(toJsonSchema(profileSchema), planDocs)
