/** A setup file for vitest: `setupFiles: ['memkit-gpu/vitest/setup']` gives every test the serializer and the matchers. */
import { expect } from 'vitest'
import { matchers, planSerializer } from './index.ts'

expect.addSnapshotSerializer(planSerializer)
expect.extend(matchers)

/** The types of the matchers, for programs that import this file. @public */
export type { PlanMatchers } from './index.ts'
