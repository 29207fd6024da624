/** The order of fields in a document means nothing: the plan is the same, byte for byte. */
import { expect, it } from 'vitest'
import { parseGraph, planGraph, profiles, type DeviceProfile } from 'memkit-gpu'
import { goldenCases } from '../golden/support/cases.ts'

type Order = (names: string[]) => string[]

const reordered = (value: unknown, order: Order): unknown => {
  if (Array.isArray(value)) return value.map((entry) => reordered(entry, order))
  if (typeof value !== 'object' || value === null) return value
  const fields = value as Record<string, unknown>
  return Object.fromEntries(order(Object.keys(fields)).map((name) => [name, reordered(fields[name], order)]))
}

const orders: readonly Order[] = [(names) => names.toReversed(), (names) => names.toSorted()]

function sameInAnyOrder(document: unknown, profile: DeviceProfile): void {
  const plan = planGraph(parseGraph(document), profile)
  for (const order of orders)
    expect(JSON.stringify(planGraph(parseGraph(reordered(document, order)), profile))).toBe(JSON.stringify(plan))
}

it.each(goldenCases())('plans $name the same', ({ graphText }) => {
  for (const profile of Object.values(profiles)) sameInAnyOrder(JSON.parse(graphText), profile)
})

it('merges passes whose attachments are written in another order of fields', () => {
  const level = { resource: 'target', mipLevel: 0, origin: [0, 0, 0] }
  const { commands } = planGraph(
    parseGraph({
      version: 1,
      resources: [{ id: 'target', kind: 'texture', format: 'rgba8unorm', size: [4, 4] }],
      passes: [
        { id: 'clear', kind: 'render', body: 'draw', color: [{ use: level, load: 'clear' }] },
        { id: 'draw', kind: 'render', body: 'draw', color: [{ use: reordered(level, orders[0]!), load: 'load' }] },
        { id: 'get', kind: 'readback', from: 'target', output: 'target' },
      ],
    }),
    profiles.vulkan,
  ).submissions[0]!
  expect(commands.filter(({ op }) => op === 'render')).toHaveLength(1)
})
