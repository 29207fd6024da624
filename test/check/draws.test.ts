/** Plans with draws in which one thing is changed: each field of each pipeline, draw and bind group, and what they use. */
import { describe, expect, it } from 'vitest'
import { checkPlan } from '../../src/check/index.ts'
import { parseGraph } from '../../src/graph/parse.ts'
import type { Plan } from '../../src/plan/document.ts'
import { planGraph, profiles } from '../../src/planner/index.ts'
import { sceneGraph } from '../support/drawn-scene.ts'
import { changed } from './support/by-hand.ts'

const graph = sceneGraph()
const plan = planGraph(graph, profiles.dummy)

/** Words of a plan, each with another that the schema takes in its place. */
const otherWord: Record<string, string> = {
  vertex: 'instance',
  instance: 'vertex',
  'triangle-strip': 'triangle-list',
  'triangle-list': 'line-list',
  cw: 'ccw',
  ccw: 'cw',
  none: 'front',
  back: 'front',
  uint16: 'uint32',
  float32x2: 'float32x3',
  unorm8x4: 'snorm8x4',
  rgba8unorm: 'bgra8unorm',
  depth32float: 'depth16unorm',
  rgba16float: 'rgba32float',
  'depth24plus-stencil8': 'depth32float-stencil8',
  add: 'subtract',
  max: 'min',
  one: 'zero',
  zero: 'one',
  'src-alpha': 'dst-alpha',
  'one-minus-src-alpha': 'dst',
  less: 'equal',
  always: 'never',
  greater: 'equal',
  keep: 'invert',
  invert: 'keep',
  replace: 'keep',
  uniform: 'storage-read',
  'storage-read': 'uniform',
  sampled: 'copy-src',
  index: 'vertex',
  indirect: 'vertex',
  read: 'read-write',
  all: 'depth-only',
  linear: 'nearest',
}

interface Change {
  readonly path: string
  readonly make: (draft: Plan) => void
}

/** Every change of one leaf, of one field that is left out, and of one list that loses its last entry. */
function changesOf(value: unknown, path: string, holderOf: (draft: Plan) => any, key: string | number): Change[] {
  const set = (to: unknown): Change => ({ path, make: (draft) => void (holderOf(draft)[key] = to) })
  if (typeof value === 'number') return [set(otherNumber(path, value))]
  if (typeof value === 'boolean') return [set(!value)]
  if (typeof value === 'string') return [set(otherWord[value] ?? 'another')]
  if (typeof value !== 'object' || value === null) return []
  const inside = (draft: Plan) => holderOf(draft)[key]
  return [
    ...(Array.isArray(value) && value.length > 0
      ? [{ path: `${path} without its last`, make: (draft: Plan) => void inside(draft).pop() }]
      : []),
    ...Object.entries(value).flatMap(([name, part]) =>
      changesOf(part, Array.isArray(value) ? `${path}[${name}]` : `${path}.${name}`, inside, name),
    ),
  ]
}

function otherNumber(path: string, value: number): number {
  if (path.endsWith('.multisample.count')) return 5 - value
  // A neighbouring heap may be the staging that holds the same bytes.
  if (path.endsWith('.heap')) return 99
  return value > 0 && value < 1 ? 1 - value / 2 : value + 1
}

const partOf = ({ submissions }: Plan, pass: string) =>
  submissions
    .flatMap(({ commands }) => commands)
    .flatMap((command) => (command.op === 'render' ? command.parts : []))
    .find((part) => part.pass === pass)!
const fullOf = ({ pipelines }: Plan) => pipelines!.find(({ id }) => id === 'full')!

const changes = [
  ...changesOf(plan.pipelines, 'pipelines', (draft) => draft, 'pipelines'),
  ...['scene', 'plain', 'depth alone'].flatMap((pass) =>
    (['uses', 'bindGroups', 'draws'] as const).flatMap((field) =>
      changesOf(partOf(plan, pass)[field], `${pass}: ${field}`, (draft) => partOf(draft, pass), field),
    ),
  ),
]
const accepted = { ok: true }

it('the plan as it is says what its document says', () => {
  expect(checkPlan(graph, plan, profiles.dummy)).toEqual(accepted)
  expect(changes.length).toBeGreaterThan(250)
})

describe('a plan is refused that changes', () => {
  it.each(changes.map(({ path, make }) => [path, make] as const))('%s', (_, make) => {
    const result = checkPlan(graph, changed(plan, make), profiles.dummy)
    expect(result.ok).toBe(false)
  })

  it.each([
    ['stripIndexFormat', (draft: Plan) => delete fullOf(draft).primitive.stripIndexFormat],
    ['fragment', (draft: Plan) => delete fullOf(draft).fragment],
    ['depthStencil', (draft: Plan) => delete fullOf(draft).depthStencil],
    ['blend', (draft: Plan) => delete fullOf(draft).fragment!.targets[0]!.blend],
    ['indexBuffer', (draft: Plan) => delete partOf(draft, 'scene').draws![0]!.indexBuffer],
    ['viewport', (draft: Plan) => delete partOf(draft, 'scene').draws![0]!.viewport],
    ['scissor', (draft: Plan) => delete partOf(draft, 'scene').draws![0]!.scissor],
    ['stencilReference', (draft: Plan) => delete partOf(draft, 'scene').draws![0]!.stencilReference],
    ['blendConstant', (draft: Plan) => delete partOf(draft, 'scene').draws![0]!.blendConstant],
    ['draws', (draft: Plan) => delete partOf(draft, 'scene').draws],
    ['bindGroups', (draft: Plan) => delete partOf(draft, 'scene').bindGroups],
    ['a vertex buffer to none', (draft: Plan) => (partOf(draft, 'scene').draws![0]!.vertexBuffers[0] = null)],
    ['the order of draws', (draft: Plan) => partOf(draft, 'scene').draws!.reverse()],
    ['the list of shaders', (draft: Plan) => draft.shaders.pop()],
    ['a pipeline that nothing draws with', (draft: Plan) => draft.pipelines!.push(structuredClone(fullOf(draft)))],
    [
      'a viewport that was the default',
      (draft: Plan) => (partOf(draft, 'scene').draws![1]!.viewport = [0, 0, 8, 8, 0, 1]),
    ],
  ])('%s', (_, make) => {
    expect(checkPlan(graph, changed(plan, make), profiles.dummy).ok).toBe(false)
  })
})

it('the order of fields in the document changes nothing', () => {
  const turned = sceneGraph(({ passes }) => {
    const { draws } = passes.find(({ id }: { id: string }) => id === 'scene')
    draws[3].indirect = { resource: 'counts', offset: 32, size: 20 }
    draws[4].indirect = { size: 20, offset: 32, resource: 'counts' }
    draws[4].indexBuffer = { format: 'uint16', use: 'indices' }
  })
  const straight = sceneGraph(({ passes }) => {
    const { draws } = passes.find(({ id }: { id: string }) => id === 'scene')
    draws[3].indirect = { ...draws[4].indirect }
  })
  const made = planGraph(turned, profiles.dummy)
  expect(made).toEqual(planGraph(straight, profiles.dummy))
  expect(checkPlan(turned, made, profiles.dummy)).toEqual(accepted)
})

it('constants of a dispatch are the document’s', () => {
  const graph = parseGraph({
    version: 1,
    resources: [{ id: 'a', kind: 'buffer', size: 64, lifetime: 'persistent' }],
    shaders: [{ id: 's', wgsl: 'never compiled' }],
    passes: [
      {
        id: 'scale',
        kind: 'compute',
        shader: 's',
        entryPoint: 'main',
        constants: { by: 2, bias: 0.5 },
        workgroups: [1, 1, 1],
        bindings: [{ group: 0, binding: 0, use: 'a', as: 'storage' }],
      },
    ],
  })
  const plan = planGraph(graph, profiles.dummy)
  expect(checkPlan(graph, plan, profiles.dummy)).toEqual(accepted)
  const dispatch = ({ submissions }: Plan) => submissions[0]!.commands.find((command) => command.op === 'dispatch')!
  for (const change of [
    (draft: Plan) => void (dispatch(draft).constants!.by = 3),
    (draft: Plan) => void delete dispatch(draft).constants!.by,
    (draft: Plan) => void (dispatch(draft).constants!.more = 1),
    (draft: Plan) => void delete dispatch(draft).constants,
  ])
    expect(checkPlan(graph, changed(plan, change), profiles.dummy)).toMatchObject({ ok: false, code: 'PASS_DIFFERS' })
})

const renderOf = (draft: Plan, pass: string): any =>
  draft.submissions[0]!.commands.find((command) => command.op === 'render' && command.passes.includes(pass))

it.each<[string, RegExp, (render: any) => void]>([
  ['the view of a color', /the format of color\[0\]$/, ({ color }) => (color[0].slice.format = 'rgba8unorm-srgb')],
  [
    'the view of what it resolves to',
    /the format of color\[0\]\.resolve$/,
    ({ color }) => (color[0].resolve.format = 'rgba8unorm-srgb'),
  ],
  ['the view of depth', /the format of depth$/, ({ depth }) => (depth.slice.format = 'depth24plus')],
  [
    'the passes of its parts',
    /the parts of a render command are not its passes/,
    ({ passes }) => (passes[0] = 'plain'),
  ],
  ['the names of its attachments', /the names of its attachments$/, ({ parts }) => parts[0].attachments.reverse()],
])('a render command is refused that changes %s', (_, words, make) => {
  const result = checkPlan(
    graph,
    changed(plan, (draft) => make(renderOf(draft, 'scene'))),
    profiles.dummy,
  )
  expect(result).toMatchObject({ ok: false, message: expect.stringMatching(words) })
})

it('render passes with draws merge, and each part keeps its own', () => {
  const two = sceneGraph(({ passes }) => {
    const plain = passes.find(({ id }: { id: string }) => id === 'plain')
    passes.push({
      ...plain,
      id: 'more',
      color: [{ use: 'plain', load: 'load' }],
      draws: [{ pipeline: 'flat', vertexCount: 6 }],
    })
  })
  const made = planGraph(two, profiles.dummy)
  expect(made.decisions.map(({ code }) => code)).toContain('MERGED_PASSES')
  expect(partOf(made, 'more').draws).toMatchObject([{ call: { vertexCount: 6 } }])
  expect(checkPlan(two, made, profiles.dummy)).toEqual(accepted)
})
