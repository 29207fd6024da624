import * as fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { applyPatches } from '../../src/graph/apply-patches.ts'
import type { FrameGraph } from '../../src/graph/document.ts'
import { PatchedList } from '../../src/graph/patched-list.ts'
import type { GraphPatch } from '../../src/graph/patches.ts'

interface Entry {
  readonly id?: string
  readonly note?: number
}
type Step =
  | { readonly op: 'add'; readonly at: number; readonly id: string }
  | { readonly op: 'remove'; readonly key: string | number }
  | { readonly op: 'replace'; readonly key: string | number; readonly id: string }
  | { readonly op: 'note'; readonly key: string | number; readonly note: number }
  | { readonly op: 'rename'; readonly key: string | number; readonly id: string }

const initial = (count: number): Entry[] => Array.from({ length: count }, (_, i) => ({ id: `p${i}` }))
const patchOf = (step: Step): GraphPatch => {
  if (step.op === 'add') return { op: 'add', path: ['passes', step.at], value: { id: step.id } }
  if (step.op === 'remove') return { op: 'remove', path: ['passes', step.key] }
  if (step.op === 'replace') return { op: 'replace', path: ['passes', step.key], value: { id: step.id } }
  if (step.op === 'rename') return { op: 'replace', path: ['passes', step.key, 'id'], value: step.id }
  return { op: 'add', path: ['passes', step.key, 'note'], value: step.note }
}

/** One array, spliced; undefined where a step does not fit. */
function byHand(list: readonly Entry[], steps: readonly Step[]): Entry[] | undefined {
  const entries = [...list]
  for (const step of steps) {
    if (step.op === 'add') {
      if (step.at > entries.length) return undefined
      entries.splice(step.at, 0, { id: step.id })
      continue
    }
    const { key } = step
    const at = typeof key === 'number' ? key : entries.findIndex(({ id }) => id === key)
    if (at < 0 || at >= entries.length) return undefined
    if (step.op === 'remove') entries.splice(at, 1)
    else if (step.op === 'replace') entries[at] = { id: step.id }
    else if (step.op === 'rename') entries[at] = { ...entries[at], id: step.id }
    else entries[at] = { ...entries[at], note: step.note }
  }
  return entries
}

function byPatches(list: readonly Entry[], steps: readonly Step[]): unknown {
  const graph = { version: 1, passes: Object.freeze([...list]) } as unknown as FrameGraph
  try {
    return applyPatches(graph, steps.map(patchOf))['passes']
  } catch {
    return undefined
  }
}

/** Steps that mostly fit a list of so many entries: nearly all keys are of it, and ids stand twice at times. */
function randomSteps(count: number, most: number): fc.Arbitrary<Step[]> {
  const id = fc.integer({ min: 0, max: count + 20 }).map((i) => `p${i}`)
  const index = fc.integer({ min: 0, max: Math.max(0, count >> 1) })
  const key = fc.oneof({ weight: 3, arbitrary: id }, { weight: 1, arbitrary: index })
  const step: fc.Arbitrary<Step> = fc.oneof(
    fc.record({ op: fc.constant('add' as const), at: index, id }),
    fc.record({ op: fc.constant('remove' as const), key }),
    fc.record({ op: fc.constant('replace' as const), key, id }),
    fc.record({ op: fc.constant('note' as const), key, note: fc.nat(9) }),
    fc.record({ op: fc.constant('rename' as const), key, id }),
  )
  return fc.array(step, { maxLength: most, size: 'max' })
}

/** The steps that fit, one after another, and beginnings of them with one that does not. */
function thatFit(list: readonly Entry[], steps: readonly Step[]): { fitting: Step[]; misfitting: Step[][] } {
  const [fitting, misfitting]: [Step[], Step[][]] = [[], []]
  let entries = list
  for (const step of steps) {
    const next = byHand(entries, [step])
    if (next) {
      entries = next
      fitting.push(step)
    } else misfitting.push([...fitting, step])
  }
  return { fitting, misfitting }
}

describe('many patches of a list', () => {
  it('leave what splicing one array leaves, ids that stand twice included, and are refused where one does not fit', () => {
    fc.assert(
      fc.property(
        fc.integer({ min: 0, max: 300 }).chain((count) => fc.tuple(fc.constant(count), randomSteps(count, 300))),
        ([count, drawn]) => {
          const list = initial(count)
          const { fitting, misfitting } = thatFit(list, drawn)
          expect(byPatches(list, fitting)).toEqual(byHand(list, fitting))
          for (const steps of misfitting.slice(-5)) expect(byPatches(list, steps)).toBeUndefined()
        },
      ),
      { numRuns: 300 },
    )
  })

  it('grow the list from nothing, at its front', () => {
    const list = new PatchedList([])
    for (let i = 0; i < 1000; i++) expect(list.insert(0, { id: `p${999 - i}` })).toBe(true)
    expect(list.toArray()).toEqual(initial(1000))
    for (let i = 0; i < 999; i++) list.remove(list.find(`p${i}`)!)
    expect(list.toArray()).toEqual([{ id: 'p999' }])
    expect(list.find('p0')).toBeUndefined()
  })
})
