/** JSON Schema of the graph document, for editors and for programs in other languages. */
import * as z from 'zod'
import { graphSchema } from './document.ts'

/** A JSON Schema document, draft 2020-12. What a schema cannot say (dangling ids, ranges, sizes) `parseGraph` checks. */
export const graphJsonSchema = (): Readonly<Record<string, unknown>> =>
  z.toJSONSchema(graphSchema, { io: 'input', reused: 'ref' })
