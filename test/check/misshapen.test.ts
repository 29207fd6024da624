/** A plan may come from anywhere: whatever it is, the checker answers. */
import fc from 'fast-check'
import { expect, it } from 'vitest'
import { checkPlan } from '../../src/check/index.ts'
import { planGraph } from '../../src/planner/index.ts'
import { targets } from '../properties/profiles.ts'
import { randomNumbers } from '../support/random/recipe.ts'
import { seededGraph } from '../support/random-graph.ts'
import { profile, scaleGraph, scalePlan, sealed } from './support/by-hand.ts'

const check = (plan: unknown) => checkPlan(scaleGraph, plan as ReturnType<typeof scalePlan>, profile)

it.each<[string, unknown]>([
  ['nothing', undefined],
  ['null', null],
  ['a number', 7],
  ['text', 'plan'],
  ['a list', []],
  ['an object', {}],
  ['a plan without submissions', { ...scalePlan(), submissions: undefined }],
  ['a plan whose list is a number', { ...scalePlan(), heaps: 3 }],
  ['a plan of NaN', { ...scalePlan(), heaps: [{ memory: 'device', sizeBytes: Number.NaN }] }],
  [
    'a field that throws',
    Object.defineProperty({ ...scalePlan() }, 'heaps', {
      enumerable: true,
      get: () => scalePlan.call(null).heaps.at(9)!.sizeBytes,
    }),
  ],
])('refuses %s as MALFORMED', (_, plan) => {
  expect(check(plan)).toMatchObject({ ok: false, code: 'MALFORMED' })
})

it('says where: the path of the first wrong field', () => {
  const plan = scalePlan() as any
  plan.submissions[0].commands[2].bindings[1].group = -1
  expect(check(plan)).toMatchObject({
    code: 'MALFORMED',
    path: expect.stringContaining('submissions[0].commands[2].bindings[1]'),
  })
})

it.each<[string, (plan: any) => void, string]>([
  ['the last command', (plan) => (plan.submissions.at(-1).commands.at(-1).passes = 7), '.passes'],
  ['the last step', (plan) => (plan.timeline.at(-1).do = 'nothing'), 'timeline['],
  ['a decision', (plan) => plan.decisions.push({ code: 7 }), 'decisions['],
])('tells a fault of shape of %s before what the proof meets first', (_, spoil, path) => {
  const plan = { ...structuredClone({ ...scalePlan() }), profile: 'another' }
  expect(check(plan)).toMatchObject({ code: 'DEVICE_RULE' })
  spoil(plan)
  expect(check(plan)).toMatchObject({ code: 'MALFORMED', path: expect.stringContaining(path) })
})

it('refuses lists of four thousand million entries without a walk over them', () => {
  const long = (change: (plan: any) => unknown[]) => {
    const plan = scalePlan()
    change(plan).length = 2 ** 32 - 1
    return check(plan)
  }
  for (const change of [
    (plan: any) => plan.submissions[0].commands[0].passes,
    (plan: any) => plan.submissions[0].commands[0].regions,
    (plan: any) => plan.submissions[0].commands,
    (plan: any) => plan.submissions,
    (plan: any) => plan.timeline[0].copies,
    (plan: any) => plan.placements,
    (plan: any) => plan.heaps,
    (plan: any) => plan.textures,
    (plan: any) => plan.decisions,
    (plan: any) => plan.bodies,
    (plan: any) => plan.imports,
  ])
    expect(long(change)).toMatchObject({ ok: false, code: 'MALFORMED' })
})

it('refuses an object that holds itself', () => {
  const plan = scalePlan() as any
  plan.submissions[0].commands[2].bindings[0] = { group: 0, binding: 0, sampler: plan }
  expect(check(plan)).toMatchObject({ ok: false, code: 'MALFORMED' })
})

it('accepts a copy that says the same', () => {
  expect(check(JSON.parse(JSON.stringify(scalePlan())))).toEqual({ ok: true })
})

/** A list each entry of which is one of two, in turn; `others` are read first, or second. */
function unsteady<T>(list: readonly T[], others: (entry: T, i: number) => T, first = true): T[] {
  const made: T[] = []
  list.forEach((entry, i) => {
    let reads = 0
    Object.defineProperty(made, i, {
      enumerable: true,
      get: () => (reads++ % 2 === (first ? 1 : 0) ? entry : others(entry, i)),
    })
  })
  return made
}

it('answers for a plan that says something else each time that it is read', () => {
  const plan = scalePlan()
  const [submission] = plan.submissions as [(typeof plan.submissions)[number]]
  const { commands } = submission
  const within = (list: typeof commands, timeline = plan.timeline) => ({
    ...plan,
    submissions: [{ ...submission, commands: list }, ...plan.submissions.slice(1)],
    timeline,
  })
  for (const first of [true, false])
    expect(check(within(unsteady(commands, () => 7 as never, first)))).toMatchObject({ ok: false, code: 'MALFORMED' })
  // What was counted when it was read first is carried out once more.
  const barrier = commands.find(({ op }) => op === 'barrier')!
  expect(check(within(unsteady(commands, () => barrier)))).toMatchObject({ ok: false, code: 'MALFORMED' })
  const twice = plan.timeline.map((step) =>
    step.do === 'read' ? { ...step, copies: [...step.copies, ...step.copies] } : step,
  )
  const steps = unsteady(twice, (_, i) => plan.timeline[i]!)
  expect(check(within(commands, steps))).toMatchObject({ ok: false, code: 'MALFORMED' })
  // What was counted is not carried out at all, or half of it.
  expect(check(within(unsteady(commands, () => barrier, false)))).toMatchObject({ ok: false })
  expect(
    check(
      within(
        commands,
        unsteady(twice, (_, i) => plan.timeline[i]!, false),
      ),
    ),
  ).toEqual({ ok: true })
})

const odd = [
  null,
  undefined,
  0,
  1,
  -1,
  0.5,
  Number.NaN,
  Infinity,
  2 ** 32,
  2 ** 53 - 1,
  2 ** 53,
  '',
  'a',
  '__proto__',
  [],
  {},
  [[]],
  true,
  [0, 0, 0],
]

/** Every field of a plan, with what holds it. */
function fields(value: unknown, found: [any, string | number][] = []): [any, string | number][] {
  if (typeof value !== 'object' || value === null) return found
  for (const [key, inner] of Object.entries(value)) {
    found.push([value, Array.isArray(value) ? Number(key) : key])
    fields(inner, found)
  }
  return found
}

const planned = targets
  .filter(({ name }) => /dummy|webgpu|vulkan/.test(name))
  .flatMap((target) =>
    [0, 1, 2, 3].map((seed) => {
      const { graph } = seededGraph(seed, 24, target.rules)
      return { graph, target, plan: planGraph(graph, target.profile) }
    }),
  )

it('answers for plans with any field replaced by any value, deleted or doubled', () => {
  let refused = 0
  planned.forEach(({ graph, target, plan }, which) => {
    const choose = randomNumbers(which)
    for (let round = 0; round < 60; round++) {
      const draft = structuredClone(plan) as any
      const [holder, key] = fields(draft)[choose(fields(draft).length)]!
      const how = choose(4)
      if (how === 0 && Array.isArray(holder)) holder.splice(key as number, 1)
      else if (how === 0) delete holder[key]
      else if (how === 1 && Array.isArray(holder)) holder.push(structuredClone(holder[key as number]))
      else holder[key] = odd[choose(odd.length)]
      const result = checkPlan(graph, round % 2 ? draft : sealed(draft), target.profile)
      expect(typeof result.ok).toBe('boolean')
      if (!result.ok) refused++
    }
  })
  expect(refused).toBeGreaterThan(planned.length * 30)
})

it('answers for any JSON at all', () => {
  fc.assert(
    fc.property(fc.jsonValue(), (value) => check(value).ok === false),
    { numRuns: 200 },
  )
})
