/** What the proof alone would let through: a plan that it accepts runs as it stands, and says the truth about its memory. */
import { describe, expect, it } from 'vitest'
import { checkPlan, parseGraph, planGraph, profiles } from 'memkit-gpu'
import { changed } from './support/by-hand.ts'

const graph = parseGraph({
  version: 1,
  resources: [
    { id: 'unread', kind: 'buffer', size: 64 },
    { id: 'texel', kind: 'texture', format: 'r32uint', size: [1] },
  ],
  passes: [
    { id: 'write', kind: 'upload', to: 'unread', input: 'bytes', sideEffects: true },
    { id: 'culled', kind: 'upload', to: 'texel', input: 'nothing' },
    { id: 'clear', kind: 'fill', to: 'texel', value: 0 },
    { id: 'get', kind: 'readback', from: 'texel', output: 'out' },
  ],
})
const profile = profiles.vulkan
const plan = planGraph(graph, profile)
const result = (change: (plan: any) => void) => checkPlan(graph, changed(plan, change), profile)
const commands = (p: any): any[] => p.submissions[0].commands
const place = (p: any, id: string): any => p.placements.find(({ resource }: any) => resource === id)

it('nothing changed', () => {
  expect(result(() => {})).toEqual({ ok: true })
})

it('memory that is written between the transition that prepares a texture and its first use', () => {
  const barrier = commands(plan).findIndex(({ op }) => op === 'barrier')
  expect(commands(plan)[barrier - 1]).toMatchObject({ op: 'copy', passes: ['write'] })
  expect([place(plan, 'unread').offset, place(plan, 'texel').offset]).toEqual([0, 0])
  const late = result((p) =>
    commands(p).splice(
      barrier - 1,
      2,
      ...commands(p)
        .slice(barrier - 1, barrier + 1)
        .reverse(),
    ),
  )
  expect(late).toMatchObject({ ok: false, code: 'PLACEMENT', command: barrier + 1 })
  expect((late as { message: string }).message).toMatch(/after the transition that prepares it/)
})

it('answers for a plan that turns into something else at any reading of it', () => {
  const turned: unknown[] = [null, 7, {}, { op: 'copy' }]
  for (const other of turned) {
    const ends = new Set<string>()
    for (let steady = 0; steady < 60; steady++) {
      let reads = 0
      const edited = changed(plan, (p) => {
        const first = commands(p)[0]
        Object.defineProperty(commands(p), 0, { enumerable: true, get: () => (reads++ < steady ? first : other) })
      })
      reads = 0
      const found = checkPlan(graph, edited, profile)
      ends.add(found.ok ? 'ok' : found.code)
    }
    expect([...ends]).toEqual(['MALFORMED', 'ok'])
  }
})

describe('is refused', () => {
  it.each<[string, string, string | undefined, (plan: any) => void]>([
    ['an input that is not listed', 'MALFORMED', undefined, (p) => p.inputs.pop()],
    ['an input that is listed twice', 'MALFORMED', undefined, (p) => p.inputs.push(p.inputs[0])],
    ['an output that is listed twice', 'MALFORMED', undefined, (p) => p.outputs.push(p.outputs[0])],
    ['a texture placed elsewhere than it is', 'PLACEMENT', undefined, (p) => (place(p, 'texel').offset += 65_536)],
    ['a texture placed in fewer bytes', 'PLACEMENT', undefined, (p) => (place(p, 'texel').sizeBytes = 1)],
    ['a texture without a usage', 'MALFORMED', undefined, (p) => p.textures[0].usage.pop()],
    [
      'a queue that is named twice',
      'MALFORMED',
      'submissions[0].prologue.afterRunsOn[1]',
      (p) => p.submissions[0].prologue.afterRunsOn.push(p.submissions[0].prologue.afterRunsOn[0]),
    ],
  ])('%s', (_what, code, path, change) => {
    expect(result(change)).toMatchObject({ ok: false, code, ...(path && { path }) })
  })
})
