/** The written types of the documents are those of their schemas. */
import { describe, expectTypeOf, it } from 'vitest'
import type { graphSchema } from '../../src/graph/document.ts'
import type { FrameGraph, GraphDocument } from '../../src/graph/types.ts'
import type { planSchema } from '../../src/plan/document.ts'
import type { DeviceProfile } from '../../src/plan/profile-types.ts'
import type { profileSchema } from '../../src/plan/profile.ts'
import type { Plan } from '../../src/plan/types.ts'
import type { Of } from '../../src/schema/schema.ts'

type DeepReadonly<T> = unknown extends T
  ? T
  : T extends string | number | boolean | null | undefined
    ? T
    : { readonly [Key in keyof T]: DeepReadonly<T[Key]> }

describe('the types of the graph document', () => {
  it('are what the schema takes', () => {
    expectTypeOf<Of<typeof graphSchema>>().toEqualTypeOf<GraphDocument>()
  })
  it('are what the schema gives, readonly', () => {
    expectTypeOf<DeepReadonly<Of<typeof graphSchema>>>().toEqualTypeOf<FrameGraph>()
  })
})

it('the types of the plan are those of its schema', () => {
  expectTypeOf<Of<typeof planSchema>>().toEqualTypeOf<Plan>()
})

it('the types of a device profile are what its schema gives, readonly', () => {
  expectTypeOf<DeepReadonly<Of<typeof profileSchema>>>().toEqualTypeOf<DeviceProfile>()
})
