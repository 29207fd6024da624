/** Staging of the nodes of a schedule, compared with what one submission may stage. */
import { push } from '../../graph/lists.ts'
import { passCode } from '../../graph/access.ts'
import type { PassOf } from '../../graph/document.ts'
import type { Nodes } from './nodes.ts'
import type { NormalGraph } from '../normalise/index.ts'
import type { StagingLimit } from './order/index.ts'
import { inputOf, stagedKey, StagedRegion, takenBytes } from '../staging/staged-bytes.ts'
import { float64Array, float64Slice, noIndices, uint8Array } from '../../graph/typed-arrays.ts'

/**
 * The limit; undefined where one submission may stage everything. O(uploads · log uploads).
 *
 * The bytes of a node are those that its uploads occupy, with alignment. Its least bytes are those of the inputs alone, where
 * each byte that several uploads read counts once.
 */
export function stagingLimit(graph: NormalGraph, nodes: Nodes): StagingLimit | undefined {
  const { nodeCount, stagedBytes } = nodes
  const capacityBytes = graph.profile.limits.stagingBytes
  let total = 0
  for (let n = 0; n < nodeCount; n++) total += takenBytes(graph, nodes.nodePass[n]!, stagedBytes[n]!)
  if (total <= capacityBytes) return undefined
  const taken = float64Array(nodeCount)
  for (let n = 0; n < nodeCount; n++) taken[n] = takenBytes(graph, nodes.nodePass[n]!, stagedBytes[n]!)
  const uploads = sharedUploads(graph, nodes)
  const seen = uint8Array(nodeCount)
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

/** Key of each node's bytes in their rows, and its bytes that no node before it reads from the same input. */
function sharedUploads(graph: NormalGraph, nodes: Nodes): { key: Int32Array; leastBytes: Float64Array } {
  const { nodeCount, nodePass, partBegin, partEnd, stagedBytes } = nodes
  const key = noIndices(nodeCount)
  const leastBytes = float64Slice(stagedBytes)
  const keys = new Map<string, number>()
  const byInput = new Map<string, { n: number; begin: number; end: number }[]>()
  for (let n = 0; n < nodeCount; n++) {
    const p = nodePass[n]!
    if (graph.passKind[p] !== passCode.upload || stagedBytes[n] === 0) continue
    const { name, offset } = inputOf(graph.graph.passes[p] as PassOf<'upload'>)
    if (!graph.inputs.get(name)!.isShared) continue
    const begin = offset + partBegin[n]!
    const end = offset + partEnd[n]!
    const text = keysOf(graph, p, { name, offset }, partBegin[n]!, partEnd[n]!)
    const known = keys.get(text)
    // A key is the first node that has it.
    if (known === undefined) keys.set(text, n)
    else key[n] = key[known] = known
    push(byInput, name, { n, begin, end })
  }
  for (const list of byInput.values()) {
    list.sort((a, b) => a.begin - b.begin || a.end - b.end || a.n - b.n)
    let reached = 0
    for (let i = 0; i < list.length; i++) {
      const { n, begin, end } = list[i]!
      const meets = begin < reached || (i + 1 < list.length && list[i + 1]!.begin < end)
      // Rows of one layout may serve another one: of bytes that several nodes read, only the bytes themselves are certain to be
      // staged.
      if (meets) leastBytes[n] = Math.max(0, end - Math.max(begin, reached))
      reached = Math.max(reached, end)
    }
  }
  return { key, leastBytes }
}

function keysOf(
  graph: NormalGraph,
  p: number,
  { name, offset }: { readonly name: string; readonly offset: number },
  begin: number,
  end: number,
): string {
  if (graph.instanceTexture[graph.accessInstance[graph.accessStart[p]!]!] === 0)
    return stagedKey(name, offset + begin, { rows: 1, tightBytes: end - begin, pitchBytes: end - begin })
  const boxes = new StagedRegion(graph, p, 'upload').boxes(begin, end)
  return boxes.map((box) => stagedKey(name, offset + box.begin, box)).join('\n')
}
