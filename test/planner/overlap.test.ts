/** Objective `overlap`: passes bound to queues, in submissions where no queue waits for work that it does not need. */
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { checkPlan, costsFrom, formatPlan, planGraph, profiles, type FrameGraph, type Plan } from '../../src/index.ts'
import { buffer, compute, graphOf, type Passes, type Resources } from './support.ts'

type Queue = 'graphics' | 'compute'
const on = (queue: Queue, pass: Passes[number]): Passes[number] => ({ ...pass, queue }) as Passes[number]
const kept = (id: string) => buffer(id, 4096, { lifetime: 'persistent' })

/** Which submissions have ended, by waits and the order of queues, when a submission begins. */
function endedBefore(plan: Plan): Set<number>[] {
  const ended: Set<number>[] = []
  plan.submissions.forEach(({ queue, waits }, s) => {
    const known = new Set<number>()
    const before = plan.submissions.findLastIndex((other, i) => i < s && other.queue === queue)
    for (const one of before >= 0 ? [...waits, before] : waits) {
      known.add(one)
      for (const more of ended[one]!) known.add(more)
    }
    ended.push(known)
  })
  return ended
}

const submissionOf = (plan: Plan, pass: string): number =>
  plan.submissions.findIndex(({ commands }) =>
    commands.some((command) => 'passes' in command && command.passes.includes(pass)),
  )

const waitsFor = (plan: Plan, pass: string, other: string): boolean => {
  const [s, t] = [submissionOf(plan, pass), submissionOf(plan, other)]
  return s === t || endedBefore(plan)[s]!.has(t)
}

/** One pass that two branches of `length` passes read, one a queue, and one that reads both. */
function fork(length: number): FrameGraph {
  const resources: Resources = [buffer('source', 4096), kept('result')]
  const passes: Passes = [on('graphics', compute('source', [], ['source']))]
  for (const queue of ['graphics', 'compute'] as const)
    for (let i = 0; i < length; i++) {
      const id = `${queue}${i}`
      resources.push(buffer(id, 4096))
      passes.push(on(queue, compute(id, [i === 0 ? 'source' : `${queue}${i - 1}`], [id])))
    }
  passes.push(on('graphics', compute('join', [`graphics${length - 1}`, `compute${length - 1}`], ['result'])))
  return graphOf(resources, passes)
}

describe('two branches on two queues', () => {
  const plan = planGraph(fork(4), profiles.vulkan, { objective: 'overlap' })

  it('wait for neither, only for what both read', () => {
    expect(checkPlan(fork(4), plan, profiles.vulkan)).toEqual({ ok: true })
    for (let i = 0; i < 4; i++)
      for (let j = 0; j < 4; j++) {
        expect(waitsFor(plan, `graphics${i}`, `compute${j}`)).toBe(false)
        expect(waitsFor(plan, `compute${i}`, `graphics${j}`)).toBe(false)
      }
    expect(waitsFor(plan, 'compute0', 'source')).toBe(true)
    expect(waitsFor(plan, 'join', 'compute3')).toBe(true)
  })

  it('end as soon as their chains allow, which the report and the text say', () => {
    expect(plan.report.makespan).toEqual({ estimate: 6, ifShared: 10, lowerBound: 6, unit: 'passes' })
    expect(formatPlan(plan)).toContain(
      'makespan: about 6 passes, 10 if queues share the device (lower bound 6 for these costs)',
    )
    expect(plan.submissions).toHaveLength(4)
  })

  it('share no memory', () => {
    const places = plan.placements.filter(({ resource }) => /^(graphics|compute)\d/.test(resource))
    const ofQueue = (name: string) => places.filter(({ resource }) => resource.startsWith(name))
    for (const a of ofQueue('graphics'))
      for (const b of ofQueue('compute'))
        expect(a.offset! + a.sizeBytes <= b.offset! || b.offset! + b.sizeBytes <= a.offset!).toBe(true)
  })

  it('wait for one another where submissions come first', () => {
    const fewest = planGraph(fork(4), profiles.vulkan, { objective: 'balanced' })
    expect(fewest.submissions.length).toBeLessThan(4)
    expect(waitsFor(fewest, 'compute0', 'graphics3') || waitsFor(fewest, 'graphics0', 'compute3')).toBe(true)
    expect(fewest.report.makespan).toBeUndefined()
  })
})

describe('costs', () => {
  it('are nanoseconds; who has the longest chain behind it goes first', () => {
    const costs = { source: 10, graphics0: 5, graphics1: 5, compute0: 40, compute1: 40, join: 1 }
    const { report } = planGraph(fork(2), profiles.vulkan, { objective: 'overlap', costs })
    expect(report.makespan).toEqual({ estimate: 91, ifShared: 101, lowerBound: 91, unit: 'ns' })
  })

  it('come from the timings of runs: of each pass the middle one, its parts together', () => {
    const run = (ns: number) => ({
      passes: [
        { pass: 'a', startNs: 5, endNs: 5 + ns },
        { pass: 'b', startNs: 0, endNs: 2 },
        { pass: 'b', startNs: 10, endNs: 13 },
      ],
    })
    expect(costsFrom(run(7))).toEqual({ a: 7, b: 5 })
    expect(costsFrom([run(900), run(7), run(8)])).toEqual({ a: 8, b: 5 })
    expect(() => costsFrom({})).toThrow("open the executor with timings: 'passes'")
  })

  it('name passes of the graph, and are numbers from 0 on', () => {
    const plan = (costs: Record<string, number>) => () =>
      planGraph(fork(1), profiles.vulkan, { objective: 'overlap', costs })
    expect(plan({ sauce: 1 })).toThrow(
      'The option costs names "sauce", and the graph has no pass of this id; did you mean "source"?',
    )
    for (const cost of [-1, NaN, Infinity, '5' as unknown as number])
      expect(plan({ source: cost })).toThrow('costs["source"] must be a number of nanoseconds, 0 or more')
    expect(plan({ source: 0 })).not.toThrow()
  })
})

it('the bound of the makespan holds for passes that could run on another queue too', () => {
  const costs = { left: 10, right: 10, here: 1, there: 1 }
  const graph = graphOf(
    Object.keys(costs).map((id) => kept(id)),
    [
      compute('left', [], ['left']),
      compute('right', [], ['right']),
      on('graphics', compute('here', [], ['here'])),
      on('compute', compute('there', [], ['there'])),
    ],
  )
  // One queue could take `left` and the other one `right`.
  const { makespan } = planGraph(graph, profiles.vulkan, { objective: 'overlap', costs }).report
  expect(makespan!.lowerBound).toBe(10)
  expect(makespan!.estimate).toBeGreaterThan(10)
})

describe('graphs of one queue', () => {
  it('are planned as for balanced', () => {
    for (const profile of [profiles.webgpu, profiles.dummy, profiles.vulkan]) {
      const plain = graphOf(
        [buffer('a', 4096), kept('b')],
        [compute('first', [], ['a']), compute('second', ['a'], ['b'])],
      )
      const { objective: _, hash: __, ...overlap } = planGraph(plain, profile, { objective: 'overlap' })
      const { objective: ___, hash: ____, ...balanced } = planGraph(plain, profile)
      expect(overlap).toEqual(balanced)
    }
  })
})

/** Passes on two queues; each reads results of earlier ones, and what nothing reads is kept. */
const twoQueues = fc
  .array(
    fc.record({
      queue: fc.constantFrom<Queue>('graphics', 'compute'),
      reads: fc.array(fc.nat(), { maxLength: 3 }),
      cost: fc.nat(20),
    }),
    {
      minLength: 2,
      maxLength: 24,
    },
  )
  .map((list) => {
    const reads = list.map((one, i) => (i === 0 ? [] : [...new Set(one.reads.map((n) => n % i))]))
    const graph = graphOf(
      list.map((_, i) => (reads.some((each) => each.includes(i)) ? buffer(`p${i}`, 4096) : kept(`p${i}`))),
      list.map(({ queue }, i) =>
        on(
          queue,
          compute(
            `p${i}`,
            reads[i]!.map((n) => `p${n}`),
            [`p${i}`],
          ),
        ),
      ),
    )
    return { graph, reads, costs: Object.fromEntries(list.map(({ cost }, i) => [`p${i}`, cost])), list }
  })

describe('random graphs on two queues', () => {
  it('end when a list schedule of single passes ends', () => {
    fc.assert(
      fc.property(twoQueues, ({ graph, reads, costs, list }) => {
        const plan = planGraph(graph, profiles.vulkan, { objective: 'overlap', costs })
        expect(checkPlan(graph, plan, profiles.vulkan)).toEqual({ ok: true })
        const { makespan } = plan.report
        if (!makespan) return
        expect(makespan.ifShared).toBeGreaterThanOrEqual(makespan.estimate)
        if (Object.values(costs).some((cost) => cost > 0)) expect(makespan.estimate).toBe(singlePasses(list, reads))
      }),
      { numRuns: 300 },
    )
  })
})

describe('random branches, each on one queue', () => {
  it('never wait for a branch of the other queue', () => {
    fc.assert(
      fc.property(twoQueues, ({ list }) => {
        // Every pass reads results of its own queue only.
        const last = { graphics: -1, compute: -1 }
        const reads = list.map(({ queue }, i) => {
          const before = last[queue]
          last[queue] = i
          return before >= 0 && i % 3 > 0 ? [before] : []
        })
        const graph = graphOf(
          list.map((_, i) => (reads.some((each) => each.includes(i)) ? buffer(`p${i}`, 4096) : kept(`p${i}`))),
          list.map(({ queue }, i) => {
            const ids = reads[i]!.map((n) => `p${n}`)
            return on(queue, compute(`p${i}`, ids, [`p${i}`]))
          }),
        )
        const plan = planGraph(graph, profiles.vulkan, { objective: 'overlap' })
        expect(checkPlan(graph, plan, profiles.vulkan)).toEqual({ ok: true })
        expect(plan.submissions.flatMap(({ waits }) => waits)).toEqual([])
      }),
      { numRuns: 100 },
    )
  })
})

/** The end of a list schedule in which every pass is a submission of its own: the passes with the longest chains first. */
function singlePasses(list: readonly { queue: Queue; cost: number }[], reads: readonly (readonly number[])[]): number {
  const tail = list.map(({ cost }) => cost)
  for (let n = list.length - 1; n >= 0; n--)
    for (const m of reads[n]!) tail[m] = Math.max(tail[m]!, list[m]!.cost + tail[n]!)
  const end: (number | undefined)[] = list.map(() => undefined)
  const free = { graphics: 0, compute: 0 }
  for (let left = list.length; left > 0; left--) {
    const open = list.flatMap(({ queue }, n) => {
      if (end[n] !== undefined || reads[n]!.some((m) => end[m] === undefined)) return []
      return [{ n, queue, start: Math.max(free[queue], ...reads[n]!.map((m) => end[m]!)) }]
    })
    const start = Math.min(...open.map((one) => one.start))
    const queue = open.some((one) => one.start === start && one.queue === 'graphics') ? 'graphics' : 'compute'
    const [first] = open
      .filter((one) => one.start === start && one.queue === queue)
      .sort((a, b) => tail[b.n]! - tail[a.n]! || a.n - b.n)
    end[first!.n] = free[queue] = start + list[first!.n]!.cost
  }
  return Math.max(free.graphics, free.compute)
}
