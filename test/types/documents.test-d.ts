/** The written types of the documents are those of their schemas. */
import { describe, expectTypeOf, it } from 'vitest'
import type * as z from 'zod'
import type { graphSchema } from '../../src/graph/document.ts'
import type { FrameGraph, GraphDocument } from '../../src/graph/types.ts'
import type { planSchema } from '../../src/plan/document.ts'
import type { DeviceProfile } from '../../src/plan/profile-types.ts'
import type { profileSchema } from '../../src/plan/profile.ts'
import type { Plan } from '../../src/plan/types.ts'

type DeepReadonly<T> = unknown extends T
  ? T
  : T extends string | number | boolean | null | undefined
    ? T
    : { readonly [Key in keyof T]: DeepReadonly<T[Key]> }

describe('the types of the graph document', () => {
  it('are what the schema takes', () => {
    expectTypeOf<z.input<typeof graphSchema>>().toEqualTypeOf<GraphDocument>()
  })
  it('are what the schema gives, readonly', () => {
    expectTypeOf<DeepReadonly<z.output<typeof graphSchema>>>().toEqualTypeOf<FrameGraph>()
  })
})

it('the types of the plan are what its schema takes and gives', () => {
  expectTypeOf<z.input<typeof planSchema>>().toEqualTypeOf<Plan>()
  expectTypeOf<z.output<typeof planSchema>>().toEqualTypeOf<Plan>()
})

it('the types of a device profile are what its schema gives, readonly', () => {
  expectTypeOf<DeepReadonly<z.output<typeof profileSchema>>>().toEqualTypeOf<DeviceProfile>()
})
