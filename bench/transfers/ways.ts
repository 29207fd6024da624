/** Three ways to do the same transfers, all through the executor: each by itself, all in one submission, and planned. */
import type { Backend } from '../../src/backends/backend.ts'
import { createExecutor, type Plan } from '../../src/index.ts'
import type { GraphDocument } from '../../src/graph/document.ts'
import { parseGraph } from '../../src/graph/parse.ts'
import type { Command, HostCopy } from '../../src/plan/document.ts'
import { planGraph } from '../../src/planner/index.ts'
import { device, handPlan, readback, upload } from '../../test/support/hand-plan.ts'
import type { Way } from '../webgpu/measure.ts'
import { copies, readbacks, uploads } from '../webgpu/planned.ts'

type Region = [number, number, number]

/** Requests to the device for all transfers together. */
export interface Work {
  readonly submissions: number
  /** Copies and dispatches. */
  readonly commands: number
  /** Regions of copies; what a dispatch moves is none. */
  readonly regions: number
  readonly bytes: number
}

export interface TransferWay extends Way {
  readonly work: Work
}

export interface Case {
  readonly name: string
  /** All transfers as one graph. */
  readonly whole: GraphDocument
  /** One of them as a graph of its own. */
  readonly single: GraphDocument
  readonly count: number
  /** The same by hand: one submission, one command, one region for each. */
  readonly batched: Plan
}

export function workOf(plan: Plan, times = 1): Work {
  const moves = plan.submissions.flatMap(({ commands }) =>
    commands.filter(({ op }) => op === 'copy' || op === 'scatter'),
  )
  const regionsOf = (command: Command): readonly Region[] => ('regions' in command ? (command.regions as Region[]) : [])
  const sum = (numbers: readonly number[]) => numbers.reduce((total, n) => total + n, 0) * times
  return {
    submissions: plan.submissions.length * times,
    commands: moves.length * times,
    regions: sum(moves.map((move) => (move.op === 'copy' ? move.regions.length : 0))),
    bytes: sum(moves.map((move) => regionsOf(move).reduce((bytes, [, , size]) => bytes + size, 0))),
  }
}

/** The executor is warm: planning and opening are not part of a round. */
async function wayOf(name: string, plan: Plan, backend: Backend, times: number): Promise<TransferWay> {
  const executor = await createExecutor(plan, backend)
  const inputs = Object.fromEntries(
    plan.inputs.map(({ name: input, sizeBytes }, i) => [input, new Uint8Array(sizeBytes).fill(i + 1)]),
  )
  return {
    name,
    work: workOf(plan, times),
    async round() {
      for (let i = 0; i < times; i++) await executor.run({ inputs })
    },
    destroy: () => executor.destroy(),
  }
}

export const naiveWay = ({ single, count }: Case, backend: Backend): Promise<TransferWay> =>
  wayOf('naive: a graph for each', planGraph(parseGraph(single), backend.profile), backend, count)

export const batchedWay = ({ batched }: Case, backend: Backend): Promise<TransferWay> =>
  wayOf('batched: a region for each', batched, backend, 1)

export const plannedWay = ({ whole }: Case, backend: Backend): Promise<TransferWay> =>
  wayOf('planned', planGraph(parseGraph(whole), backend.profile), backend, 1)

const tight = (count: number, size: number): Region[] =>
  Array.from({ length: count }, (_, i) => [i * size, i * size, size])

const hostCopies = (prefix: string, heap: number, count: number, size: number): HostCopy[] =>
  Array.from({ length: count }, (_, i) => ({ name: `${prefix}${i}`, nameOffset: 0, heap, offset: i * size, size }))

const named = (copies: readonly HostCopy[]) => copies.map(({ name, size }) => ({ name, sizeBytes: size }))

const oneCopy = (regions: Region[]): Command[][] => [[{ op: 'copy', from: 0, to: 1, regions, passes: ['by hand'] }]]

export function uploadCase(count: number, size: number): Case {
  const writes = hostCopies('in', 0, count, size)
  const plan = handPlan({
    heaps: [upload(count * size), device(count * size)],
    submissions: oneCopy(tight(count, size)),
  })
  return {
    name: `${count} uploads of ${size} B`,
    whole: uploads(count, size),
    single: uploads(1, size),
    count,
    batched: {
      ...plan,
      inputs: named(writes),
      timeline: [
        { do: 'write', after: [], copies: writes },
        { do: 'submit', submission: 0 },
      ],
    },
  }
}

/** Both sides permuted by a stride that is prime to `count`: no two regions are neighbours. */
export function copyCase(count: number, size: number): Case {
  const place = (i: number, stride: number) => ((i * stride) % count) * size * 2
  const regions = Array.from({ length: count }, (_, i): Region => [place(i, 7919), place(i, 104_729), size])
  const total = count * size * 2
  return {
    name: `${count} scattered device copies of ${size} B`,
    whole: copies(total, regions),
    single: copies(2 * size, [[0, 0, size]]),
    count,
    batched: handPlan({ heaps: [device(total), device(total)], submissions: oneCopy(regions) }),
  }
}

export function readbackCase(count: number, size: number): Case {
  const reads = hostCopies('out', 1, count, size)
  const plan = handPlan({
    heaps: [device(count * size), readback(count * size)],
    submissions: oneCopy(tight(count, size)),
  })
  return {
    name: `${count} readbacks of ${size} B`,
    whole: readbacks(count, size),
    single: readbacks(1, size),
    count,
    batched: {
      ...plan,
      outputs: named(reads),
      timeline: [
        { do: 'submit', submission: 0 },
        { do: 'read', after: [0], copies: reads },
      ],
    },
  }
}
