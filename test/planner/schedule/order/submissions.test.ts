import { describe, expect, it } from 'vitest'
import { successorsFromEdges } from '../../../support/successors.ts'
import { minimumSubmissions } from '../../../../src/planner/schedule/order/index.ts'
import type { SubmissionProblem } from '../../../../src/planner/schedule/order/index.ts'
import {
  ownBytes,
  faultOfSchedule,
  fewestStagedSubmissionsByBruteForce,
  fewestSubmissionsByBruteForce,
  randomSmallShape,
  randomSubmissionProblem,
} from './brute-force-submissions.ts'
import { randomInt, seededRandom } from './random.ts'

/** `'a'`, `'b'`… name the queues a node may run on; `'-'` is a host node. */
function problem(nodes: string[], edges: [number, number][] = []): SubmissionProblem {
  const bit = (name: string) => (name === '-' ? 0 : 1 << (name.codePointAt(0)! - 97))
  const queueMask = Uint8Array.from(nodes, (names) => [...names].reduce((mask, name) => mask | bit(name), 0))
  return { ...successorsFromEdges(nodes.length, edges), queueMask, queueCount: 4 }
}

function chainProblem(colours: string[]): SubmissionProblem {
  const edges: [number, number][] = []
  let at = 0
  for (const chain of colours) {
    for (let k = 1; k < chain.length; k++) edges.push([at + k - 1, at + k])
    at += chain.length
  }
  return problem([...colours.join('')], edges)
}

/** A graph that a random generator of 1 000 nodes makes: each node depends on up to three of the 24 before it. */
function windowedProblem(seed: number, nodes: number): SubmissionProblem {
  const random = seededRandom(seed)
  const edges: [number, number][] = []
  for (let b = 1; b < nodes; b++) {
    for (let k = randomInt(random, 4); k > 0; k--) edges.push([b - 1 - randomInt(random, Math.min(b, 24)), b])
  }
  return problem(
    Array.from({ length: nodes }, () => 'abc'[randomInt(random, 3)]!),
    edges,
  )
}

describe('the number of submissions', () => {
  it('F24: is zero for no nodes', () => {
    expect(minimumSubmissions(problem([]))).toMatchObject({ submissionCount: 0, lowerBound: 0, proven: true })
  })

  it('is one for any graph on one queue', () => {
    expect(minimumSubmissions(chainProblem(['aaaa', 'aa']))).toMatchObject({ submissionCount: 1, proven: true })
  })

  it('is the better of two starts for two queues', () => {
    expect(minimumSubmissions(chainProblem(['abab', 'bab']))).toMatchObject({ submissionCount: 4, proven: true })
  })

  it('needs look-ahead: the largest drain first is not best', () => {
    const p = chainProblem(['aa', 'ba', 'bca', 'c'])
    expect(minimumSubmissions(p).submissionCount).toBe(fewestSubmissionsByBruteForce(p))
  })

  it('counts host nodes as none, though each cuts', () => {
    const { submissionCount, submissionOf, queueOf } = minimumSubmissions(
      problem(
        ['a', '-', 'a'],
        [
          [0, 1],
          [1, 2],
        ],
      ),
    )
    expect(submissionCount).toBe(2)
    expect([...submissionOf]).toEqual([0, 1, 1])
    expect([...queueOf]).toEqual([0, -1, 0])
  })

  it('is zero where all nodes are host nodes', () => {
    expect(minimumSubmissions(problem(['-', '-'], [[0, 1]]))).toMatchObject({ submissionCount: 0, proven: true })
  })

  it('lets a node with a choice join the queue of its neighbours', () => {
    const chain = problem(
      ['a', 'ab', 'b', 'abc', 'a'],
      [
        [0, 1],
        [1, 2],
        [2, 3],
        [3, 4],
      ],
    )
    expect(minimumSubmissions(chain)).toMatchObject({ submissionCount: 3, proven: true })
  })

  it('equals brute force on random graphs of up to 10 nodes with 2 to 4 queues, choice and host nodes', () => {
    const random = seededRandom(2024)
    for (let g = 0; g < 1000; g++) {
      const p = randomSubmissionProblem(random, randomSmallShape(random, 10))
      const schedule = minimumSubmissions(p)
      expect(faultOfSchedule(p, schedule)).toBeUndefined()
      expect(schedule.submissionCount).toBe(fewestSubmissionsByBruteForce(p))
      expect(schedule.proven).toBe(true)
    }
  })

  it('is proven for random graphs of 1 000 nodes on 3 queues', () => {
    for (const seed of [1, 2, 3]) {
      const p = windowedProblem(seed, 1000)
      const schedule = minimumSubmissions(p)
      expect(faultOfSchedule(p, schedule)).toBeUndefined()
      expect(schedule.proven).toBe(true)
    }
  })

  it('is sound above the size that is reduced first, repeated edges and all', () => {
    const p = windowedProblem(5, 5000)
    const schedule = minimumSubmissions(p)
    expect(faultOfSchedule(p, schedule)).toBeUndefined()
    expect(schedule.lowerBound).toBeGreaterThan(0.8 * schedule.submissionCount)
  })

  it('is the same when the graph is given twice', () => {
    expect(minimumSubmissions(windowedProblem(4, 300))).toEqual(minimumSubmissions(windowedProblem(4, 300)))
  })
})

describe('where the budget ends', () => {
  const bomb = () => {
    const random = seededRandom(40)
    const chain = () => {
      let colours = ''
      while (colours.length < 20) {
        const colour = 'abc'[randomInt(random, 3)]!
        if (!colours.endsWith(colour)) colours += colour
      }
      return colours
    }
    return chainProblem(Array.from({ length: 12 }, chain))
  }

  it('F40: the scheduler bomb ends near its budget with a sound bound, flagged', () => {
    const p = bomb()
    const budgetSteps = 500_000
    const schedule = minimumSubmissions(p, { budgetSteps })
    expect(faultOfSchedule(p, schedule)).toBeUndefined()
    expect(schedule.proven).toBe(false)
    expect(schedule.lowerBound).toBeLessThan(schedule.submissionCount)
    expect(schedule.lowerBound).toBeGreaterThanOrEqual(20)
    expect(schedule.steps).toBeLessThan(2 * budgetSteps)
  })

  it('a larger budget gives no worse a schedule and no lower a bound', () => {
    const p = bomb()
    const small = minimumSubmissions(p, { budgetSteps: 300_000 })
    const large = minimumSubmissions(p, { budgetSteps: 3_000_000 })
    expect(large.submissionCount).toBeLessThanOrEqual(small.submissionCount)
    expect(large.lowerBound).toBeGreaterThanOrEqual(small.lowerBound)
  })

  it('bounds stay sound on small graphs with hardly any budget', () => {
    const random = seededRandom(77)
    for (let g = 0; g < 300; g++) {
      const p = randomSubmissionProblem(random, { ...randomSmallShape(random, 10), queues: 4 })
      const schedule = minimumSubmissions(p, { budgetSteps: 50 + randomInt(random, 400) })
      const fewest = fewestSubmissionsByBruteForce(p)
      expect(faultOfSchedule(p, schedule)).toBeUndefined()
      expect(schedule.lowerBound).toBeLessThanOrEqual(fewest)
      expect(schedule.submissionCount).toBeGreaterThanOrEqual(fewest)
      if (schedule.proven) expect(schedule.submissionCount).toBe(fewest)
    }
  })

  it('F37: a chain of 10^6 nodes on three queues overflows no stack', () => {
    const nodes = 1_000_000
    const succStart = Int32Array.from({ length: nodes + 1 }, (_, v) => Math.min(v, nodes - 1))
    const succ = Int32Array.from({ length: nodes - 1 }, (_, v) => v + 1)
    const queueMask = Uint8Array.from({ length: nodes }, (_, v) => 1 << (Math.floor(v / 1000) % 3))
    const schedule = minimumSubmissions({ nodeCount: nodes, succStart, succ, queueMask, queueCount: 3 })
    expect(schedule).toMatchObject({ submissionCount: 1000, proven: true })
  })

  it('F38: 10^5 nodes before one, in steps that grow with the graph only', () => {
    const nodes = 100_001
    const succStart = Int32Array.from({ length: nodes + 1 }, (_, v) => Math.min(v, nodes - 1))
    const succ = new Int32Array(nodes - 1).fill(nodes - 1)
    const queueMask = Uint8Array.from({ length: nodes }, (_, v) => 1 << (v % 3))
    const schedule = minimumSubmissions({ nodeCount: nodes, succStart, succ, queueMask, queueCount: 3 })
    expect(schedule).toMatchObject({ submissionCount: 3, proven: true })
    expect(schedule.steps).toBeLessThan(100 * nodes)
  })
})

describe('a staging capacity', () => {
  const staged = (p: SubmissionProblem, bytes: number[], capacity: number): SubmissionProblem => {
    return { ...p, staging: ownBytes(Float64Array.from(bytes), capacity) }
  }

  it('F30: cuts uploads into as many submissions as their bytes need', () => {
    const p = staged(problem(['a', 'a', 'a', 'a']), [4, 4, 4, 4], 8)
    expect(minimumSubmissions(p)).toMatchObject({ submissionCount: 2, lowerBound: 2, proven: true })
  })

  it('keeps declared order where it is as good', () => {
    const p = staged(problem(['a', 'a', 'a', 'a']), [3, 5, 5, 3], 8)
    expect([...minimumSubmissions(p).submissionOf]).toEqual([0, 0, 1, 1])
  })

  it('leaves room for what is due first', () => {
    // Node 0 may wait for the second submission on its queue; node 1 may not.
    const p = problem(
      ['a', 'a', 'b', 'a'],
      [
        [1, 2],
        [2, 3],
      ],
    )
    expect(minimumSubmissions(staged(p, [8, 8, 0, 0], 8))).toMatchObject({ submissionCount: 3, proven: true })
  })

  it('refuses a node that alone is too large', () => {
    expect(() => minimumSubmissions(staged(problem(['a', 'a']), [1, 9], 8))).toThrow(RangeError)
  })

  it('is never exceeded, its bound is sound, and most answers are the best on small random graphs', () => {
    const random = seededRandom(30)
    let best = 0
    const graphs = 400
    for (let g = 0; g < graphs; g++) {
      const p = randomSubmissionProblem(random, randomSmallShape(random, 7))
      const bytes = Array.from({ length: p.nodeCount }, () => randomInt(random, 2) * randomInt(random, 10))
      const limited = staged(p, bytes, 9 + randomInt(random, 12))
      const schedule = minimumSubmissions(limited)
      const fewest = fewestStagedSubmissionsByBruteForce(limited)
      expect(faultOfSchedule(limited, schedule)).toBeUndefined()
      expect(schedule.lowerBound).toBeLessThanOrEqual(fewest)
      if (schedule.proven) expect(schedule.submissionCount).toBe(fewest)
      if (schedule.submissionCount === fewest) best++
    }
    expect(best / graphs).toBeGreaterThan(0.98)
  })
})
