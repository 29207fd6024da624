/** The frontier of small graphs against brute force: every order, cut into levels in every way. */
import { expect, it } from 'vitest'
import {
  checkPlan,
  objectives,
  planFrontier,
  planGraph,
  profiles,
  type FrameGraph,
  type Plan,
} from '../../src/index.ts'
import { buffer, compute, graphOf, type Passes, type Resources } from './support.ts'
import { randomInt, seededRandom } from './schedule/order/random.ts'
import { lowestPeak, smallFrame } from './support/webgpu-frames.ts'

interface Small {
  readonly graph: FrameGraph
  /** Bytes of what each pass writes, and which passes it reads from. */
  readonly bytes: readonly number[]
  readonly reads: readonly (readonly number[])[]
}

/** Each pass writes a buffer of its own, from up to two that passes before it wrote; what nothing reads goes into a result. */
function randomSmall(seed: number): Small {
  const random = seededRandom(seed)
  const count = 3 + randomInt(random, 2)
  const resources: Resources = []
  const passes: Passes = []
  const bytes: number[] = []
  const reads: number[][] = []
  for (let i = 0; i < count; i++) {
    bytes.push(256 * (1 + count * randomInt(random, 6) + i))
    reads.push(i === 0 ? [] : [...new Set([0, 1].slice(0, randomInt(random, 3)).map(() => randomInt(random, i)))])
    resources.push(buffer(`b${i}`, bytes[i]!))
    const ids = reads[i]!.map((j) => `b${j}`)
    passes.push(compute(`p${i}`, ids, [`b${i}`]))
  }
  for (let i = 0; i < count; i++) {
    if (reads.some((each) => each.includes(i))) continue
    resources.push(buffer(`r${i}`, 256, { lifetime: 'persistent' }))
    passes.push(compute(`keep${i}`, [`b${i}`], [`r${i}`]))
    bytes.push(0)
    reads.push([i])
  }
  return { graph: graphOf(resources, passes), bytes, reads }
}

/** By barriers: the lowest peak, where fewer barriers do not reach it. */
function bruteForce({ bytes, reads }: Small): { barriers: number; peak: number }[] {
  const count = bytes.length
  const full = 2 ** count - 1
  const readersOf = bytes.map((_, i) => reads.reduce((mask, list, j) => (list.includes(i) ? mask | (1 << j) : mask), 0))
  const least = new Map<number, number>()
  const visit = (done: number, levels: number, peak: number) => {
    if (done === full) {
      least.set(levels - 1, Math.min(least.get(levels - 1) ?? Infinity, peak))
      return
    }
    const ready = reads.reduce((mask, list, j) => {
      const mayRun = ((done >> j) & 1) === 0 && list.every((i) => ((done >> i) & 1) === 1)
      return mayRun ? mask | (1 << j) : mask
    }, 0)
    for (let level = ready; level > 0; level = (level - 1) & ready) {
      const alive = bytes.reduce((sum, size, i) => {
        const users = readersOf[i]! | (1 << i)
        const isAlive = (users & (done | level)) !== 0 && (users & ~done) !== 0
        return isAlive ? sum + size : sum
      }, 0)
      visit(done | level, levels + 1, Math.max(peak, alive))
    }
  }
  visit(0, 0, 0)
  const frontier: { barriers: number; peak: number }[] = []
  for (const [barriers, peak] of [...least].sort((a, b) => a[0] - b[0]))
    if (frontier.every((known) => known.peak > peak)) frontier.push({ barriers, peak })
  return frontier
}

const pointOf = ({ report }: Plan) => ({ barriers: report.barriers.count, peak: report.memory.peakBytes })

it.each([
  ['dummy', 100],
  ['vulkan', 30],
] as const)('on %s, of %d small graphs, is what brute force over all orders finds', (name, count) => {
  const profile = profiles[name]
  let points = 0
  for (let seed = 1; seed <= count; seed++) {
    const small = randomSmall(seed)
    const plans = planFrontier(small.graph, profile)
    for (const plan of plans) expect(checkPlan(small.graph, plan, profile)).toEqual({ ok: true })
    expect({ seed, points: plans.map(pointOf) }).toEqual({ seed, points: bruteForce(small) })
    points += plans.length
  }
  expect(points).toBeGreaterThan(1.5 * count)
})

it.each([
  ['buffers', false, 70],
  ['textures too', true, 97],
] as const)(
  'on webgpu, of 100 small graphs of %s, is the lowest peak of all orders and heaps',
  (_, withTextures, atBound) => {
    const profile = profiles.webgpu
    let proven = 0
    for (let seed = 1; seed <= 100; seed++) {
      const frame = smallFrame(seed, withTextures)
      const least = lowestPeak(frame)
      const plans = planFrontier(frame.graph, profile)
      for (const plan of plans) expect(checkPlan(frame.graph, plan, profile)).toEqual({ ok: true })
      expect({ seed, peaks: plans.map((plan) => pointOf(plan).peak) }).toEqual({ seed, peaks: [least] })
      expect({ seed, balanced: pointOf(planGraph(frame.graph, profile)).peak }).toEqual({ seed, balanced: least })
      const bound = plans[0]!.report.memory.anyOrderLowerBoundBytes!
      expect(bound).toBeLessThanOrEqual(least)
      if (bound === least) proven++
    }
    expect(proven).toBeGreaterThanOrEqual(atBound)
  },
)

it.each(Object.values(profiles))(
  'on $name holds no plan that another one beats, and ends where the objectives do',
  (profile) => {
    for (let seed = 1; seed <= 10; seed++) {
      const { graph } = randomSmall(seed)
      const points = planFrontier(graph, profile).map(pointOf)
      const [submissions, memory] = (['submissions', 'memory'] as const).map((objective) =>
        pointOf(planGraph(graph, profile, { objective })),
      )
      expect(points[0]!.barriers).toBe(submissions!.barriers)
      expect(points.at(-1)!.peak).toBeLessThanOrEqual(memory!.peak)
      points.slice(1).forEach((point, i) => {
        expect(point.barriers).toBeGreaterThan(points[i]!.barriers)
        expect(point.peak).toBeLessThan(points[i]!.peak)
      })
    }
  },
)

it('no objective beats it where an external pass stands between', () => {
  const bound = (id: string, binding: number, as: string, access?: string) => ({
    group: 0,
    binding,
    use: id,
    as,
    ...(access === undefined ? {} : { access }),
  })
  const graph = graphOf(
    [buffer('a', 24), buffer('b', 4), buffer('c', 152), buffer('d', 256), buffer('e', 4)],
    [
      { id: 'load-a', kind: 'upload', to: 'a', input: 'a' },
      compute('change-a', [], [], { sideEffects: true, bindings: [bound('a', 0, 'storage', 'update')] }),
      { id: 'fill-b', kind: 'fill', to: 'b', value: 1 },
      { id: 'engine', kind: 'external', body: 'engine' },
      { id: 'load-c', kind: 'upload', to: 'c', input: 'c' },
      { id: 'fill-d', kind: 'fill', sideEffects: true, to: { resource: 'd', offset: 24, size: 204 }, value: 1 },
      compute('make-e', [], [], { bindings: [bound('b', 0, 'uniform'), bound('e', 1, 'storage', 'write')] }),
      { id: 'get-e', kind: 'readback', from: 'e', output: 'e' },
      { id: 'get-c', kind: 'readback', from: 'c', output: 'c' },
    ],
  )
  const figures = ({ report: { submissions, barriers, memory } }: Plan) => [
    submissions.count,
    barriers.count,
    memory.peakBytes,
  ]
  const frontier = planFrontier(graph, profiles.vulkan).map(figures)
  for (const objective of objectives) {
    const own = figures(planGraph(graph, profiles.vulkan, { objective }))
    const beaten = frontier.filter((one) => own.every((n, i) => n <= one[i]!) && own.some((n, i) => n < one[i]!))
    expect({ objective, beaten }).toEqual({ objective, beaten: [] })
  }
})
