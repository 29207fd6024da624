/** Equal texts are equal plans, without the help of the hash. */
import { formatPlan, frameGraph, parseGraphText, planGraph, profiles, type Plan } from 'memkit-gpu'
import { expect, it } from 'vitest'
import { goldenCases } from '../golden/support/cases.ts'
import { canonical, planChanges } from '../support/plan-changes.ts'

/** Between them these hold every op, step and optional field. */
const cases = [
  ['draws-merged', 'vulkan'],
  ['history', 'vulkan'],
  ['host-pass', 'dummy'],
  ['texture-aliasing', 'webgpu'],
  ['mip-chain', 'vulkan'],
  ['multi-queue', 'vulkan'],
  ['imported', 'vulkan'],
  ['self-copies', 'vulkan'],
  ['zero-sizes', 'dummy'],
] as const

const planOf = (name: string, profile: keyof typeof profiles): Plan => {
  const { graphText } = goldenCases().find((golden) => golden.name === name)!
  return planGraph(parseGraphText(graphText), profiles[profile])
}
const bodyOf = (plan: Plan): string => formatPlan(plan).replace(/\nhash .*\n$/, '')

it.for(cases)('shows every change of a leaf, a list or an optional field of %s on %s', ([name, profile]) => {
  const plan = planOf(name, profile)
  const seen = new Map([[bodyOf(plan), { json: canonical(plan), said: 'nothing changed' }]])
  let count = 0
  for (const { said, plan: changed } of planChanges(plan)) {
    count++
    const [text, json] = [bodyOf(changed), JSON.stringify(changed)]
    const same = seen.get(text)
    expect(same === undefined || same.json === json ? '' : `one text for: ${same.said} | ${said}`).toBe('')
    seen.set(text, { json, said })
  }
  expect(count).toBeGreaterThan(400)
})

it('shows the numbers of groups that rotate', () => {
  const graph = frameGraph('groups')
    .buffer('a', { size: 64, lifetime: 'persistent', history: 1 })
    .texture('t', { format: 'r8unorm', size: [4, 4], lifetime: 'persistent', history: 1 })
    .upload('a', { input: 'bytes' })
    .upload('t', { input: 'texels' })
    .readback({ resource: 'a', previous: 1 }, { output: 'bytesBefore' })
    .readback({ resource: 't', previous: 1 }, { output: 'texelsBefore' })
    .build()
  const plan = planGraph(graph, profiles.vulkan)
  /** The plan with other numbers of its two groups, and another name of the second. */
  const renumbered = (ofHeaps: number, ofTextures: number, resource: string): Plan => ({
    ...plan,
    heaps: plan.heaps.map((heap) =>
      heap.rotation ? { ...heap, rotation: { ...heap.rotation, group: ofHeaps } } : heap,
    ),
    textures: plan.textures.map((one) => ({
      ...one,
      resource,
      ...(one.rotation && { rotation: { ...one.rotation, group: ofTextures } }),
    })),
  })
  const pairs = [0, 1, 2].flatMap((ofHeaps) => [0, 1, 2].map((ofTextures) => [ofHeaps, ofTextures] as const))
  for (const resource of ['t', 'a']) {
    const texts = pairs.map(([ofHeaps, ofTextures]) => bodyOf(renumbered(ofHeaps, ofTextures, resource)))
    expect(new Set(texts).size).toBe(pairs.length)
  }
})
