/**
 * For tests with vitest: plans as readable snapshots, and a matcher that asks the independent checker.
 *
 *     import { matchers, planSerializer } from 'memkit-gpu/vitest'
 *     expect.addSnapshotSerializer(planSerializer)
 *     expect.extend(matchers)
 *
 *     expect(planGraph(graph, profiles.dummy)).toMatchSnapshot()
 *     expect(plan).toPassCheck(graph, profiles.dummy)
 */
import type { SnapshotSerializer } from 'vitest'
import { checkPlan, formatPlan, type DeviceProfile, type FrameGraph, type Plan } from '../index.ts'

const isPlan = (value: unknown): value is Plan =>
  typeof value === 'object' && value !== null && (value as Partial<Plan>).format === 'memkit-gpu/plan'

/** Writes a plan in a snapshot as `formatPlan` does. */
export const planSerializer: SnapshotSerializer = {
  test: isPlan,
  serialize: (plan: Plan) => formatPlan(plan).trimEnd(),
}

/** Matchers for `expect.extend`. */
export const matchers = {
  /** Passes when `checkPlan` proves the plan equal to the meaning of its graph. */
  toPassCheck(plan: unknown, graph: FrameGraph, profile: DeviceProfile) {
    if (!isPlan(plan)) return { pass: false, message: () => 'expected a plan' }
    const result = checkPlan(graph, plan, profile)
    return {
      pass: result.ok,
      message: () =>
        result.ok
          ? `expected the plan of ${JSON.stringify(plan.name)} to be rejected, but it means what its graph means`
          : `expected the plan of ${JSON.stringify(plan.name)} to pass, but: ${result.code}: ${result.message}`,
    }
  },
}

declare module 'vitest' {
  // oxlint-disable-next-line no-unused-vars, typescript/no-unused-vars -- the parameter must be named as vitest names it
  interface Matchers<T = any> {
    toPassCheck(graph: FrameGraph, profile: DeviceProfile): void
  }
}
