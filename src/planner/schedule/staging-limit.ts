/** What the nodes of a schedule stage, held against what one submission may. */
import { passCode } from '../../graph/access.ts'
import type { PassOf } from '../../graph/document.ts'
import type { Nodes } from './nodes.ts'
import type { NormalGraph } from '../normalise/index.ts'
import type { StagingLimit } from './order/index.ts'
import { inputOf, stagedKey, StagedRegion, takenBytes } from '../staging/staged-bytes.ts'

/**
 * The limit, or undefined where one submission may stage all. O(uploads · log uploads).
 *
 * What nodes take is what their uploads will, alignment included. What they take at least is the bytes alone; of an input that
 * several uploads read, each byte once.
 */
export function stagingLimit(graph: NormalGraph, nodes: Nodes): StagingLimit | undefined {
  const { nodeCount, stagedBytes } = nodes
  const capacityBytes = graph.profile.limits.stagingBytes
  const taken = new Float64Array(nodeCount)
  let total = 0
  for (let n = 0; n < nodeCount; n++) {
    taken[n] = takenBytes(graph, nodes.nodePass[n]!, stagedBytes[n]!)
    total += taken[n]!
  }
  if (total <= capacityBytes) return undefined
  const uploads = sharedUploads(graph, nodes)
  const seen = new Uint8Array(nodeCount)
  let once = 0
  for (let n = 0; n < nodeCount; n++) {
    const key = uploads.key[n]!
    if (key < 0 || seen[key] === 0) once += taken[n]!
    if (key >= 0) seen[key] = 1
  }
  if (once <= capacityBytes) return undefined
  return { capacityBytes, takenBytes: taken, key: uploads.key, leastBytes: uploads.leastBytes, isPart: partsOf(nodes) }
}

const partsOf = ({ nodeCount, nodePass }: Nodes): Uint8Array =>
  Uint8Array.from({ length: nodeCount }, (_, n) =>
    Number(nodePass[n]! >= 0 && (nodePass[n - 1] === nodePass[n] || nodePass[n + 1] === nodePass[n])),
  )

/** Which nodes bring the same bytes in the same rows, and the bytes of each that no node before it in its input brings. */
function sharedUploads(graph: NormalGraph, nodes: Nodes): { key: Int32Array; leastBytes: Float64Array } {
  const { nodeCount, nodePass, partBegin, partEnd, stagedBytes } = nodes
  const key = new Int32Array(nodeCount).fill(-1)
  const leastBytes = stagedBytes.slice()
  const keys = new Map<string, number>()
  const byInput = new Map<string, { n: number; begin: number; end: number }[]>()
  for (let n = 0; n < nodeCount; n++) {
    const p = nodePass[n]!
    if (graph.passKind[p] !== passCode.upload || stagedBytes[n] === 0) continue
    const { name, offset } = inputOf(graph.graph.passes[p] as PassOf<'upload'>)
    const begin = offset + partBegin[n]!
    const end = offset + partEnd[n]!
    const text = keysOf(graph, p, name, offset, partBegin[n]!, partEnd[n]!)
    const known = keys.get(text)
    // Named by its first node.
    if (known === undefined) keys.set(text, n)
    else key[n] = key[known] = known
    const list = byInput.get(name)
    if (list) list.push({ n, begin, end })
    else byInput.set(name, [{ n, begin, end }])
  }
  for (const list of byInput.values()) {
    list.sort((a, b) => a.begin - b.begin || a.end - b.end || a.n - b.n)
    let reached = 0
    for (let i = 0; i < list.length; i++) {
      const { n, begin, end } = list[i]!
      const meets = begin < reached || (i + 1 < list.length && list[i + 1]!.begin < end)
      // Rows of one layout may serve another: of bytes that several read, only the bytes themselves are sure to be staged.
      if (meets) leastBytes[n] = Math.max(0, end - Math.max(begin, reached))
      reached = Math.max(reached, end)
    }
  }
  return { key, leastBytes }
}

function keysOf(graph: NormalGraph, p: number, name: string, offset: number, begin: number, end: number): string {
  if (graph.instanceTexture[graph.accessInstance[graph.accessStart[p]!]!] === 0)
    return stagedKey(name, offset + begin, { rows: 1, tightBytes: end - begin, pitchBytes: end - begin })
  const boxes = new StagedRegion(graph, p, 'upload').boxes(begin, end)
  return boxes.map((box) => stagedKey(name, offset + box.begin, box)).join('\n')
}
