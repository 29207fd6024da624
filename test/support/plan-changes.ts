/** Every single change of a plan that leaves it a plan by the schema: each leaf, each list, each optional field. */
import { planSchema, type Plan } from '../../src/plan/document.ts'
import { parse } from '../../src/schema/parse.ts'

export interface PlanChange {
  readonly said: string
  readonly plan: Plan
}

type Container = Record<string, unknown>

const face = { compare: 'less', failOp: 'keep', depthFailOp: 'zero', passOp: 'replace' }
const blended = { operation: 'max', srcFactor: 'src', dstFactor: 'dst' }
/** Values of fields that may be left out, each with a field that it stands beside. */
const optional: readonly [key: string, beside: string, values: readonly unknown[]][] = [
  ['resource', 'sizeBytes', ['stranger']],
  [
    'rotation',
    'sizeBytes',
    [
      { group: 0, slot: 0, count: 1 },
      { group: 5, slot: 1, count: 2 },
    ],
  ],
  ['heap', 'sizeBytes', [0, 1]],
  ['offset', 'sizeBytes', [0, 4]],
  ['texture', 'version', [0, 1]],
  ['previous', 'version', [0, 1]],
  ['declaredBytes', 'version', [0, 1]],
  ['first', 'version', [[0, 0]]],
  ['last', 'version', [[0, 1]]],
  ['format', 'aspect', ['r8unorm']],
  ['wgsl', 'id', ['', '// empty']],
  ['spirv', 'id', ['AAAA']],
  ['producer', 'sizeBytes', ['stranger']],
  ['prologue', 'waits', [{ afterRunsOn: [] }, { afterRunsOn: [0] }]],
  ['epilogue', 'waits', [{ visibleToHost: true }]],
  [
    'transitions',
    'before',
    [[], [{ texture: 0, mipLevel: 0, mipLevelCount: 1, layer: 0, layerCount: 1, from: 'undefined', to: 'color' }]],
  ],
  ['constants', 'workgroups', [{}, { scale: 0.5 }]],
  ['fromAspect', 'fromLevel', ['all', 'depth-only']],
  [
    'resolve',
    'load',
    [{ texture: 0, mipLevel: 0, mipLevelCount: 1, origin: [0, 0, 0], size: [1, 1, 1], aspect: 'all' }],
  ],
  ['body', 'attachments', ['stranger']],
  ['bindGroups', 'attachments', [[], [{ group: 0, entries: [] }]]],
  ['draws', 'attachments', [[]]],
  ['indexBuffer', 'call', [{ use: 0, format: 'uint16' }]],
  ['viewport', 'call', [[0, 0, 1, 1, 0, 1]]],
  ['scissor', 'call', [[0, 0, 1, 1]]],
  ['stencilReference', 'call', [0, 1]],
  ['blendConstant', 'call', [[0, 0, 0, 0]]],
  ['rows', 'nameOffset', [{ count: 1, tightBytes: 4, pitchBytes: 8 }]],
  ['savedBytes', 'reason', [0, 1]],
  ['savedCommands', 'reason', [0, 1]],
  ['pipelines', 'placements', [[]]],
  ['fragment', 'primitive', [{ shader: 'scene', entryPoint: 'main', constants: {}, targets: [] }]],
  ['blend', 'writeMask', [{ color: blended, alpha: blended }]],
  ['stripIndexFormat', 'topology', ['uint16']],
  [
    'depthStencil',
    'primitive',
    [
      {
        format: 'depth32float',
        depthWriteEnabled: false,
        depthCompare: 'less',
        stencilFront: face,
        stencilBack: face,
        stencilReadMask: 1,
        stencilWriteMask: 2,
        depthBias: 0,
        depthBiasSlopeScale: 0,
        depthBiasClamp: 0,
      },
    ],
  ],
  ['anyOrderLowerBoundBytes', 'peakBytes', [0, 7]],
  ['declaredOrderBytes', 'peakBytes', [0, 7]],
  ['peakAt', 'peakBytes', [[0, 0]]],
  ['peakLive', 'peakBytes', [[], [{ resource: 'stranger', version: 0, sizeBytes: 1 }]]],
  ['magFilter', 'magFilter', ['nearest', 'linear']],
  ['compare', 'magFilter', ['less']],
  ['lodMinClamp', 'magFilter', [0]],
  ['maxAnisotropy', 'magFilter', [1]],
]

/** Words of the schema that stand in for each other, most of the time: what a place does not take is no plan. */
const words = [
  'device upload readback imported',
  'transient persistent imported',
  '1d 2d 3d',
  'copy-src copy-dst sampled storage attachment undefined color depth depth-read',
  'all depth-only stencil-only',
  'read write read-write',
  'uniform storage storage-read sampled vertex index indirect storage-texture',
  'copy-read copy-write color-attachment depth-write sampled-read',
  'clear load discard',
  'store discard',
  'graphics compute transfer',
  'balanced submissions memory',
  'copy scatter',
  'copy-to-texture copy-from-texture',
  'rgba8unorm bgra8unorm r32float',
  'triangle-list triangle-strip line-list',
  'ccw cw',
  'none front back',
  'less always never',
  'uint16 uint32',
  'vertex instance',
  'add max',
  'one zero src-alpha one-minus-src-alpha',
  'keep replace zero',
  'nearest linear',
  'repeat clamp-to-edge',
].map((group) => group.split(' '))

const changesOf = (value: unknown): unknown[] => {
  if (typeof value === 'number') return [value + 1, value / 2, ...(value === 0 ? [4] : [0])]
  if (typeof value === 'boolean') return [!value]
  if (typeof value === 'string') {
    const same = words.filter((group) => group.includes(value)).flat()
    return [
      ...(same.length === 0 ? [`${value}2`, `${value}, b`, ''] : [`${value}2`]),
      ...same.filter((word) => word !== value),
    ]
  }
  if (value === null) return [0, { arrayStride: 4, stepMode: 'vertex', attributes: [] }]
  if (!Array.isArray(value)) return []
  return [
    [],
    [...value].reverse(),
    value.slice(1),
    value.slice(0, -1),
    [...value.slice(0, 1), ...value],
    [...value.slice(1), ...value.slice(0, 1)],
    [...value, ...value.slice(-1)],
    value.map((item: unknown, i) => (i === 0 ? null : item)),
    [...value, 0],
  ]
}

/** JSON with all keys in the order of the schema. */
export const canonical = (plan: Plan): string => JSON.stringify(parse(planSchema, plan).value)

/** O(size of the plan) for each of its places, so for small plans. */
export function* planChanges(plan: Plan): Generator<PlanChange> {
  const json = canonical(plan)
  const copy = JSON.parse(json) as Container
  yield* changesIn(copy, '', () => {
    const { value, issues } = parse(planSchema, copy)
    return issues.length === 0 && JSON.stringify(value) !== json ? (value as Plan) : undefined
  })
}

function* changesIn(at: Container, path: string, take: () => Plan | undefined): Generator<PlanChange> {
  for (const key of Object.keys(at)) {
    if (path === '' && key === 'hash') continue
    const before = at[key]
    const here = `${path}.${key}`
    const isOptional = !Array.isArray(at) && optional.some(([name]) => name === key)
    for (const changed of [...changesOf(before), ...(isOptional ? [undefined] : [])]) {
      at[key] = changed
      const made = take()
      if (made)
        yield {
          said: `${here}: ${String(JSON.stringify(before)).slice(0, 60)} → ${String(JSON.stringify(changed)).slice(0, 60)}`,
          plan: made,
        }
    }
    at[key] = before
    if (typeof before === 'object' && before !== null) yield* changesIn(before as Container, here, take)
  }
  if (Array.isArray(at)) return
  for (const [key, beside, values] of optional) {
    if (at[key] !== undefined || !(beside in at)) continue
    for (const value of values) {
      at[key] = value
      const made = take()
      if (made) yield { said: `${path}.${key}: nothing → ${JSON.stringify(value).slice(0, 60)}`, plan: made }
    }
    delete at[key]
  }
}
