import { successorsFromEdges } from '../../test/support/successors.ts'
import type { SubmissionProblem } from '../../src/planner/schedule/order/index.ts'
import { randomInt } from '../../test/planner/schedule/order/random.ts'

type Random = () => number
type MakeProblem = (random: Random, nodes: number, queues: number) => SubmissionProblem

/** Erdős–Rényi: each pair is an edge with the chance that gives nodes `degree` successors on average. */
function erdosRenyi(random: Random, nodes: number, degree: number): [number, number][] {
  const edges: [number, number][] = []
  const chance = (2 * degree) / (nodes - 1)
  for (let a = 0; a < nodes; a++) for (let b = a + 1; b < nodes; b++) if (random() < chance) edges.push([a, b])
  return edges
}

/** Each node depends on 1 to `fanIn` of the `window` nodes before it, as passes of a frame mostly do. */
function windowed(random: Random, nodes: number, window: number, fanIn: number): [number, number][] {
  const edges: [number, number][] = []
  for (let b = 1; b < nodes; b++) {
    for (let k = 1 + randomInt(random, fanIn); k > 0; k--)
      edges.push([b - 1 - randomInt(random, Math.min(b, window)), b])
  }
  return edges
}

/** Each node depends on 1 to `fanIn` of all nodes before it. */
function attached(random: Random, nodes: number, fanIn: number): [number, number][] {
  return windowed(random, nodes, nodes, fanIn)
}

/** Layers of `width`; each node depends on 1 to `fanIn` nodes of the layer before. */
function layered(random: Random, nodes: number, width: number, fanIn: number): [number, number][] {
  const edges: [number, number][] = []
  for (let b = width; b < nodes; b++) {
    const layer = Math.floor(b / width) - 1
    for (let k = 1 + randomInt(random, fanIn); k > 0; k--) edges.push([layer * width + randomInt(random, width), b])
  }
  return edges
}

function coloured(random: Random, nodes: number, queues: number, edges: [number, number][]): SubmissionProblem {
  const queueMask = Uint8Array.from({ length: nodes }, () => 1 << randomInt(random, queues))
  return { ...successorsFromEdges(nodes, edges), queueMask, queueCount: queues }
}

/** Mostly graphics, some compute and transfer. */
function frameColoured(random: Random, nodes: number, queues: number, edges: [number, number][]): SubmissionProblem {
  const queueMask = Uint8Array.from({ length: nodes }, () => (random() < 0.7 ? 1 : 1 << randomInt(random, queues)))
  return { ...successorsFromEdges(nodes, edges), queueMask, queueCount: queues }
}

function submissionFamily(
  edgesOf: (random: Random, nodes: number) => [number, number][],
  colour = coloured,
): MakeProblem {
  return (random, nodes, queues) => colour(random, nodes, queues, edgesOf(random, nodes))
}

export const submissionFamilies: Record<string, MakeProblem> = {
  ...Object.fromEntries(
    [0.5, 1, 1.5, 2, 3, 4, 6, 8, 16, 32, 64].map((degree) => [
      `erdos-renyi degree ${degree}`,
      submissionFamily((random, nodes) => erdosRenyi(random, nodes, degree)),
    ]),
  ),
  ...Object.fromEntries(
    [1, 2, 3].map((fanIn) => [`attached fan-in ${fanIn}`, submissionFamily((r, n) => attached(r, n, fanIn))]),
  ),
  ...Object.fromEntries(
    [4, 8, 16, 32, 64, 128].flatMap((window) =>
      [2, 3].map((fanIn) => [
        `window ${window} fan-in ${fanIn}`,
        submissionFamily((random, nodes) => windowed(random, nodes, window, fanIn)),
      ]),
    ),
  ),
  ...Object.fromEntries(
    [4, 10, 30, 100].flatMap((width) =>
      [2, 3].map((fanIn) => [
        `layers of ${width} fan-in ${fanIn}`,
        submissionFamily((random, nodes) => layered(random, nodes, width, fanIn)),
      ]),
    ),
  ),
  'frame window 32': submissionFamily((r, n) => windowed(r, n, 32, 3), frameColoured),
  'frame attached': submissionFamily((r, n) => attached(r, n, 3), frameColoured),
}
