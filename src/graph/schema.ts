/** JSON Schema of the graph document, for editors and for programs in other languages. */
import { describeSchema } from './describe-schema.ts'
import { graphSchema } from './document.ts'
import { fieldDocs } from './field-docs.ts'
import { toJsonSchema } from '../schema/json-schema.ts'

/** A JSON Schema document, draft 2020-12. What a schema cannot say (dangling ids, ranges, sizes) `parseGraph` checks. */
export const graphJsonSchema = (): Readonly<Record<string, unknown>> =>
  describeSchema(toJsonSchema(graphSchema), fieldDocs)
