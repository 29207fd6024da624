/** JSON Schema of the plan and the profile, for editors and for programs in other languages. */
import * as z from 'zod'
import { planSchema } from './document.ts'
import { profileSchema } from './profile.ts'

/** A JSON Schema document, draft 2020-12. */
export type JsonSchema = Readonly<Record<string, unknown>>

export const planJsonSchema = (): JsonSchema => z.toJSONSchema(planSchema, { io: 'input', reused: 'ref' })
export const profileJsonSchema = (): JsonSchema => z.toJSONSchema(profileSchema, { io: 'input', reused: 'ref' })
