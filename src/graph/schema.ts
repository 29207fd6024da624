/** JSON Schema of the graph document, for editors and for programs in other languages. */
import * as z from 'zod'
import { describeSchema } from './describe-schema.ts'
import { graphSchema } from './document.ts'
import { fieldDocs } from './field-docs.ts'

/** A JSON Schema document, draft 2020-12. What a schema cannot say (dangling ids, ranges, sizes) `parseGraph` checks. */
export const graphJsonSchema = (): Readonly<Record<string, unknown>> =>
  describeSchema(z.toJSONSchema(graphSchema, { io: 'input', reused: 'ref' }), fieldDocs)
