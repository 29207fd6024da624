/** What a small plan costs whatever it holds: the arrays, maps and sets that its phases make. */
import { expect, it } from 'vitest'
import { parseGraph, planGraph, profiles } from '../../src/index.ts'

type Makers = Record<string, new (...given: never[]) => object>

/** The number of objects of each class that are made while `work` runs. */
function countMade(names: readonly string[], work: () => void): number {
  const makers = globalThis as unknown as Makers
  const before = names.map((name) => makers[name]!)
  let made = 0
  names.forEach((name, i) => {
    makers[name] = new Proxy(before[i]!, {
      construct(target, given, newTarget) {
        made++
        return Reflect.construct(target, given, newTarget === makers[name] ? target : newTarget) as object
      },
    })
  })
  try {
    work()
  } finally {
    names.forEach((name, i) => (makers[name] = before[i]!))
  }
  return made
}

const document = {
  version: 1,
  resources: [{ id: 'a', kind: 'buffer', size: 16 }],
  passes: [
    { id: 'u', kind: 'upload', to: 'a', input: 'in' },
    { id: 'r', kind: 'readback', from: 'a', output: 'out' },
  ],
}

const plan = () => void planGraph(parseGraph(document), profiles.vulkan, { objective: 'submissions' })

it.each([
  ['typed arrays', ['Int32Array', 'Uint8Array', 'Float64Array', 'Int8Array', 'Uint32Array'], 150],
  ['maps and sets', ['Map', 'Set', 'WeakMap', 'WeakSet'], 12],
])('a plan of two passes makes few %s', (_, names, most) => {
  // The first plan makes what all plans share.
  plan()
  expect(countMade(names, plan)).toBeLessThanOrEqual(most)
  expect(countMade(names, plan)).toBeGreaterThan(0)
})
