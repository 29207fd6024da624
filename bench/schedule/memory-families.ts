import type { MemoryOrderProblem } from '../../src/planner/schedule/order/index.ts'
import { memoryProblem } from '../../test/planner/schedule/order/memory-oracle.ts'
import { randomInt } from '../../test/planner/schedule/order/random.ts'

type Random = () => number
type Edges = [number, number][]

/**
 * Task graphs of the scheduling literature. Each node makes one value of random size for the nodes that depend on it.
 * Declared order is level by level: as generators, and engines that declare by kind of work, write it.
 */
export const memoryFamilies: Record<string, (random: Random, nodes: number) => MemoryOrderProblem> = {
  'Erdős–Rényi, degree 1': (random, n) => problemOf(random, n, erdosRenyi(random, n, 1)),
  'Erdős–Rényi, degree 2': (random, n) => problemOf(random, n, erdosRenyi(random, n, 2)),
  'Erdős–Rényi, degree 4': (random, n) => problemOf(random, n, erdosRenyi(random, n, 4)),
  'layered (Tobita–Kasahara layers)': (random, n) => problemOf(random, n, layered(random, n)),
  'TGFF (fan-out, fan-in)': (random, n) => problemOf(random, n, fanInFanOut(random, n)),
  'series-parallel': (random, n) => seriesParallel(random, n),
  'out-tree': (random, n) => problemOf(random, n, tree(random, n)),
  'in-tree': (random, n) => problemOf(random, n, reversed(n, tree(random, n))),
  'fork-join': (random, n) => problemOf(random, n, forkJoin(random, n)),
  FFT: (random, n) => problemOf(random, ...fft(n)),
  Cholesky: (random, n) => problemOf(random, ...cholesky(n)),
  'Gaussian elimination': (random, n) => problemOf(random, ...gauss(n)),
  'stencil, 1-D in time': (random, n) => problemOf(random, ...stencil(n)),
  'independent chains': (random, n) => problemOf(random, n, chains(n)),
  'frame (upload, draw, combine)': (random, n) => problemOf(random, n, frame(random, n)),
}

function erdosRenyi(random: Random, nodes: number, degree: number): Edges {
  const edges: Edges = []
  const chance = Math.min(1, (2 * degree) / (nodes - 1))
  for (let a = 0; a < nodes; a++) for (let b = a + 1; b < nodes; b++) if (random() < chance) edges.push([a, b])
  return edges
}

function layered(random: Random, nodes: number): Edges {
  const edges: Edges = []
  const mean = Math.max(2, Math.round(Math.sqrt(nodes)))
  let from = 0
  let to = 1 + randomInt(random, 2 * mean)
  while (to < nodes) {
    const end = Math.min(nodes, to + 1 + randomInt(random, 2 * mean))
    for (let b = to; b < end; b++) {
      edges.push([from + randomInt(random, to - from), b])
      if (random() < 0.5) edges.push([from + randomInt(random, to - from), b])
    }
    from = to
    to = end
  }
  return edges
}

/** Alternately lets a node with room fan out to new ones, and joins several open nodes into one. */
function fanInFanOut(random: Random, nodes: number): Edges {
  const edges: Edges = []
  const open = [0]
  let next = 1
  while (next < nodes) {
    if (random() < 0.5) {
      const a = open.splice(randomInt(random, open.length), 1)[0]!
      for (let k = 1 + randomInt(random, 4); k > 0 && next < nodes; k--) {
        edges.push([a, next])
        open.push(next++)
      }
    } else {
      const joined = Math.min(open.length, 1 + randomInt(random, 4))
      for (let k = 0; k < joined; k++) edges.push([open.splice(randomInt(random, open.length), 1)[0]!, next])
      open.push(next++)
    }
  }
  return edges
}

/** Splits an edge in series or in parallel until there are enough nodes. */
function seriesParallel(random: Random, nodes: number): MemoryOrderProblem {
  const edges: Edges = [[0, 1]]
  let count = 2
  while (count < nodes) {
    const e = randomInt(random, edges.length)
    const [a, b] = edges[e]!
    if (random() < 0.5) edges[e] = [a, count]
    else edges.push([a, count])
    edges.push([count++, b])
  }
  return problemOf(random, count, edges)
}

function tree(random: Random, nodes: number): Edges {
  return Array.from({ length: nodes - 1 }, (_, k) => [randomInt(random, k + 1), k + 1])
}

function reversed(nodes: number, edges: Edges): Edges {
  return edges.map(([a, b]) => [nodes - 1 - b, nodes - 1 - a])
}

function forkJoin(random: Random, nodes: number): Edges {
  const edges: Edges = []
  let fork = 0
  while (fork + 2 < nodes) {
    const join = Math.min(nodes - 1, fork + 2 + randomInt(random, 12))
    for (let v = fork + 1; v < join; v++) edges.push([fork, v], [v, join])
    fork = join
  }
  return edges
}

function fft(nodes: number): [number, Edges] {
  let width = 2
  while (2 * width * (Math.log2(2 * width) + 1) <= nodes) width *= 2
  const stages = Math.log2(width)
  const edges: Edges = []
  for (let s = 0; s < stages; s++) {
    for (let k = 0; k < width; k++) {
      edges.push([s * width + k, (s + 1) * width + k], [s * width + k, (s + 1) * width + (k ^ (1 << s))])
    }
  }
  return [(stages + 1) * width, edges]
}

/** Tiles of a matrix, each task depending on the last writers of the tiles it reads. */
function cholesky(nodes: number): [number, Edges] {
  let size = 2
  while (((size + 1) * (size + 2) * (size + 3)) / 6 <= nodes) size++
  const edges: Edges = []
  const writer = new Map<number, number>()
  let count = 0
  const task = (reads: [number, number][], writes: [number, number]) => {
    const id = count++
    for (const [i, j] of [...reads, writes]) {
      const last = writer.get(i * size + j)
      if (last !== undefined) edges.push([last, id])
    }
    writer.set(writes[0] * size + writes[1], id)
  }
  for (let k = 0; k < size; k++) {
    task([], [k, k])
    for (let i = k + 1; i < size; i++) task([[k, k]], [i, k])
    for (let i = k + 1; i < size; i++) {
      for (let j = k + 1; j <= i; j++)
        task(
          [
            [i, k],
            [j, k],
          ],
          [i, j],
        )
    }
  }
  return [count, edges]
}

function gauss(nodes: number): [number, Edges] {
  let size = 2
  while (((size + 1) * (size + 2)) / 2 <= nodes) size++
  const edges: Edges = []
  let count = 0
  let column: number[] = []
  for (let k = 0; k < size; k++) {
    const pivot = count++
    if (column.length > 0) edges.push([column[0]!, pivot])
    const next: number[] = []
    for (let j = 1; j < size - k; j++) {
      edges.push([pivot, count])
      if (column.length > 0) edges.push([column[j]!, count])
      next.push(count++)
    }
    column = next
  }
  return [count, edges]
}

function stencil(nodes: number): [number, Edges] {
  const width = Math.max(3, Math.round(Math.sqrt(nodes)))
  const edges: Edges = []
  const steps = Math.floor(nodes / width)
  for (let t = 1; t < steps; t++) {
    for (let k = 0; k < width; k++) {
      for (const d of [-1, 0, 1]) {
        if (k + d >= 0 && k + d < width) edges.push([(t - 1) * width + k + d, t * width + k])
      }
    }
  }
  return [steps * width, edges]
}

function chains(nodes: number): Edges {
  const edges: Edges = []
  for (let v = 0; v + 4 < nodes; v++) if (Math.floor(v / 4) % 2 === 0) edges.push([v, v + 4])
  return edges
}

/** Uploads first, then passes that read a few of them and a few earlier passes, then passes that combine. */
function frame(random: Random, nodes: number): Edges {
  const uploads = Math.floor(nodes / 3)
  const edges: Edges = []
  for (let v = uploads; v < nodes; v++) {
    for (let k = randomInt(random, 3); k > 0; k--) edges.push([randomInt(random, uploads), v])
    for (let k = randomInt(random, 3); k > 0; k--) {
      if (v > uploads) edges.push([Math.max(uploads, v - 1 - randomInt(random, 8)), v])
    }
  }
  return edges
}

/** Renumbers by level, gives each node a value of 1 to 100 units, and leaves repeated edges out. */
function problemOf(random: Random, nodes: number, edges: Edges): MemoryOrderProblem {
  const targets: Set<number>[] = Array.from({ length: nodes }, () => new Set())
  const indegree = new Int32Array(nodes)
  for (const [a, b] of edges) {
    if (!targets[a]!.has(b)) indegree[b]!++
    targets[a]!.add(b)
  }
  const idOf = new Int32Array(nodes)
  let level = Array.from({ length: nodes }, (_, v) => v).filter((v) => indegree[v] === 0)
  let id = 0
  while (level.length > 0) {
    const next: number[] = []
    for (const v of level) {
      idOf[v] = id++
      for (const w of targets[v]!) if (--indegree[w]! === 0) next.push(w)
    }
    level = next
  }
  const named: Edges = []
  targets.forEach((set, a) => set.forEach((b) => named.push([idOf[a]!, idOf[b]!])))
  const users: number[][] = Array.from({ length: nodes }, (_, v) => [v])
  for (const [a, b] of named) users[a]!.push(b)
  return memoryProblem(
    nodes,
    named,
    users,
    Float64Array.from(users, () => 1 + randomInt(random, 100)),
  )
}
