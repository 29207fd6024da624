/** A change shows in the text, and in the lines it concerns. */
import { formatPlan, parseGraph, planGraph, profiles, type Plan } from 'memkit-gpu'
import { expect, it } from 'vitest'
import { frameDocument } from '../support/frame-document.ts'

const bodyOf = (plan: Plan): string => formatPlan(plan).replace(/\nhash .*\n$/, '')
const planOf = (json: string): Plan => planGraph(parseGraph(JSON.parse(json)), profiles.vulkan)

it.for([
  ['the clear value of an attachment', '"clearValue":[0,0,0,1]', '"clearValue":[0,0,0.5,1]'],
  ['the value of a fill', '"value":0', '"value":7'],
  ['the offset of a fill', '"offset":64', '"offset":68'],
  ['a sampler', '"magFilter":"linear"', '"magFilter":"nearest"'],
  ['the number of workgroups', '"workgroups":[4,1,1]', '"workgroups":[8,1,1]'],
  ['a constant', '"scale":0.5', '"scale":0.25'],
  ['the text of a shader', '* scale;', '/ scale;'],
  ['the format of a texture', '"format":"rgba8unorm"', '"format":"bgra8unorm"'],
])('shows that %s is another', ([, from, to]) => {
  const json = JSON.stringify(frameDocument())
  expect(json).toContain(from)
  expect(bodyOf(planOf(json.replace(from!, to!)))).not.toBe(bodyOf(planOf(json)))
})

it.for(Object.values(profiles))('a fill more changes at most 12 lines of a frame of 23 passes on $name', (profile) => {
  const linesOf = (document: unknown) => formatPlan(planGraph(parseGraph(document), profile)).split('\n')
  const before = linesOf(frameDocument())
  for (const place of [0, 10, 23]) {
    const document = frameDocument()
    document.resources.push({ id: 'marker', kind: 'buffer', size: 256 })
    document.passes.splice(place, 0, { id: 'mark', kind: 'fill', to: 'marker', value: 1, sideEffects: true })
    const after = linesOf(document)
    const [gone, come] = [
      before.filter((line) => !after.includes(line)),
      after.filter((line) => !before.includes(line)),
    ]
    expect(come.some((line) => line.startsWith('  mark: fill marker 256 B'))).toBe(true)
    expect(gone.length + come.length).toBeLessThanOrEqual(12)
  }
})
