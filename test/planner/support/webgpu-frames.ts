/**
 * Small random graphs for a device that keeps what a pass reads and what it writes in different buffers and places no textures, with the
 * lowest peak of any order, found by trying all: every order of the passes, every way to share buffers out to heaps, every way to stack them.
 */
import { parseGraph, type FrameGraph, type GraphDocument } from '../../../src/index.ts'
import { randomInt, seededRandom } from '../schedule/order/random.ts'

/** One resource of a small frame, written by the pass of its number. */
interface Written {
  readonly sizeBytes: number
  /** Side of a texture of `rgba8unorm`; 0 for a buffer. */
  readonly side: number
  /** Passes whose results its pass reads. */
  readonly reads: readonly number[]
  /** Whether it outlives the run, so that it has memory of its own. */
  readonly isKept: boolean
}

export interface SmallFrame {
  readonly graph: FrameGraph
  readonly written: readonly Written[]
}

const sides = [8, 16]

/** Each pass writes a resource of its own, from up to two that passes before it wrote; what nothing reads goes into a result. */
export function smallFrame(seed: number, withTextures: boolean): SmallFrame {
  const random = seededRandom(seed)
  const count = 3 + randomInt(random, 2)
  const written: Written[] = []
  for (let i = 0; i < count; i++) {
    const side = withTextures && randomInt(random, 3) > 0 ? sides[randomInt(random, sides.length)]! : 0
    const sizeBytes = side > 0 ? 4 * side * side : 256 * (1 + count * randomInt(random, 6) + i)
    const reads = i === 0 ? [] : [...new Set([0, 1].slice(0, randomInt(random, 3)).map(() => randomInt(random, i)))]
    written.push({ sizeBytes, side, reads, isKept: false })
  }
  for (let i = 0; i < count; i++)
    if (!written.some(({ reads }) => reads.includes(i)))
      written.push({ sizeBytes: 256, side: 0, reads: [i], isKept: true })
  return { graph: documentOf(written), written }
}

function documentOf(written: readonly Written[]): FrameGraph {
  const resources: GraphDocument['resources'] = written.map(({ sizeBytes, side, isKept }, i) =>
    side > 0
      ? { id: `b${i}`, kind: 'texture', format: 'rgba8unorm', size: [side, side] }
      : { id: `b${i}`, kind: 'buffer', size: sizeBytes, ...(isKept && { lifetime: 'persistent' as const }) },
  )
  const passes = written.map(({ reads }, i): GraphDocument['passes'][number] => {
    const bindings = [...reads, i].map((r, binding) => {
      const isTexture = written[r]!.side > 0
      const kind =
        r === i
          ? { as: isTexture ? ('storage-texture' as const) : ('storage' as const), access: 'write' as const }
          : { as: isTexture ? ('sampled' as const) : ('storage-read' as const) }
      return { group: 0, binding, use: `b${r}`, ...kind }
    })
    return { id: `p${i}`, kind: 'compute', shader: 's', entryPoint: 'main', workgroups: [1, 1, 1], bindings }
  })
  return parseGraph({ version: 1, resources, shaders: [{ id: 's', wgsl: '' }], passes })
}

/** Bytes of what is not kept, in the order that needs the fewest. */
export function lowestPeak({ written }: SmallFrame): number {
  let lowest = Infinity
  const order: number[] = []
  const visit = (): void => {
    if (order.length === written.length) {
      lowest = Math.min(lowest, peakInOrder(written, order, lowest))
      return
    }
    for (const [p, { reads }] of written.entries()) {
      if (order.includes(p) || !reads.every((r) => order.includes(r))) continue
      order.push(p)
      visit()
      order.pop()
    }
  }
  visit()
  return lowest
}

interface Block {
  readonly resource: number
  readonly sizeBytes: number
  readonly start: number
  readonly end: number
}

function peakInOrder(written: readonly Written[], order: readonly number[], enough: number): number {
  const blocks = written.flatMap(({ sizeBytes, isKept }, resource): Block[] => {
    if (isKept) return []
    const users = order.flatMap((p, at) => (p === resource || written[p]!.reads.includes(resource) ? [at] : []))
    return [{ resource, sizeBytes, start: users[0]!, end: users.at(-1)! + 1 }]
  })
  let bytes = 0
  for (const side of sides) bytes += mostAlive(blocks.filter(({ resource }) => written[resource]!.side === side))
  if (bytes >= enough) return bytes
  const buffers = blocks.filter(({ resource }) => written[resource]!.side === 0)
  const mayShare = (a: Block, b: Block) =>
    !written[a.resource]!.reads.includes(b.resource) && !written[b.resource]!.reads.includes(a.resource)
  return bytes + lowestInHeaps(buffers, [], mayShare, enough - bytes)
}

/** Bytes alive at the fullest moment; textures of one description, each of which may have the memory of a dead one, need no more. */
function mostAlive(blocks: readonly Block[]): number {
  const alive = blocks.map(({ start }) =>
    blocks.reduce((sum, block) => (block.start <= start && start < block.end ? sum + block.sizeBytes : sum), 0),
  )
  return Math.max(0, ...alive)
}

/** All ways to share blocks out to heaps, but for those that need `enough` bytes whatever comes. */
function lowestInHeaps(
  blocks: readonly Block[],
  heaps: readonly (readonly Block[])[],
  mayShare: (a: Block, b: Block) => boolean,
  enough: number,
): number {
  if (heaps.reduce((sum, heap) => sum + mostAlive(heap), 0) >= enough) return Infinity
  const [block, ...rest] = blocks
  if (!block) return heaps.reduce((sum, heap) => sum + lowestStack(heap, []), 0)
  let lowest = lowestInHeaps(rest, [...heaps, [block]], mayShare, enough)
  heaps.forEach((heap, h) => {
    if (!heap.every((other) => mayShare(block, other))) return
    const shared = heaps.with(h, [...heap, block])
    lowest = Math.min(lowest, lowestInHeaps(rest, shared, mayShare, Math.min(enough, lowest)))
  })
  return lowest
}

/** All orders to lay blocks in, each behind those that are alive with it; one of them is an optimum. */
function lowestStack(left: readonly Block[], laid: readonly (Block & { readonly top: number })[]): number {
  if (left.length === 0) return Math.max(0, ...laid.map(({ top }) => top))
  let lowest = Infinity
  for (const block of left) {
    const below = laid.filter(({ start, end }) => start < block.end && block.start < end)
    const top = block.sizeBytes + Math.max(0, ...below.map((other) => other.top))
    const rest = left.filter((other) => other !== block)
    lowest = Math.min(lowest, lowestStack(rest, [...laid, { ...block, top }]))
  }
  return lowest
}
