/** The hash of a plan, which is made when it is first read. */
import { expect, it } from 'vitest'
import { parseGraph, planGraph, profiles, type Plan } from '../../src/index.ts'

const planned = (): Plan =>
  planGraph(
    parseGraph({
      version: 1,
      resources: [{ id: 'a', kind: 'buffer', size: 16 }],
      passes: [
        { id: 'in', kind: 'upload', to: 'a', input: 'x' },
        { id: 'out', kind: 'readback', from: 'a', output: 'y' },
      ],
    }),
    profiles.dummy,
  )

it('is that of what the plan was made of, whatever is changed before it is read', () => {
  const plan = planned()
  plan.name = 'another'
  plan.submissions = []
  expect(plan.hash).toBe(planned().hash)
})

it('is a property like the others: listed, copied, written as JSON, and kept when frozen', () => {
  const plan = planned()
  expect(Object.keys(plan).at(-1)).toBe('hash')
  const { hash } = plan
  expect(hash).toMatch(/^[0-9a-f]{64}$/)
  expect({ ...plan }.hash).toBe(hash)
  expect(structuredClone(planned()).hash).toBe(hash)
  expect((JSON.parse(JSON.stringify(planned())) as Plan).hash).toBe(hash)
  expect(Object.freeze(planned()).hash).toBe(hash)
  expect(Reflect.ownKeys(plan)).toEqual(Object.keys(plan))
})

it('is read through a Proxy and by what inherits from a plan', () => {
  const { hash } = planned()
  expect(new Proxy(planned(), {}).hash).toBe(hash)
  expect((Object.create(planned()) as Plan).hash).toBe(hash)
})
