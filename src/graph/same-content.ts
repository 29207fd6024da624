/** Whether graphs have the same content: a number to find candidates by, and the comparison that decides. */
import type { FrameGraph } from './document.ts'
import { resolveGraph } from './resolve.ts'

/** Equal for graphs of equal content, and different for most others. O(accesses), from what was worked out about the graph. */
export function contentHash(graph: FrameGraph): number {
  const { passKind, accessInstance, accessBegin, accessEnd, accessFlags } = resolveGraph(graph)
  let hash = Math.imul(graph.resources.length, 0x01000193) ^ passKind.length
  for (let p = 0; p < passKind.length; p++) hash = Math.imul(hash ^ passKind[p]!, 0x01000193)
  for (let a = 0; a < accessInstance.length; a++) {
    hash = Math.imul(hash ^ accessInstance[a]!, 0x01000193)
    hash = Math.imul(hash ^ (accessBegin[a]! | 0) ^ accessFlags[a]!, 0x01000193)
    hash = Math.imul(hash ^ (accessEnd[a]! | 0), 0x01000193)
  }
  return hash
}

type Fields = Readonly<Record<string, unknown>>

/** Fields of a graph and of the entries of its lists that no plan depends on. Deeper, constants and ids may have these names. */
const notes: ReadonlySet<string | undefined> = new Set(['$schema', 'label', 'meta'])
/** Depth of the entries: a graph holds lists of them. */
const entryDepth = 2

/**
 * Whether two graphs are equal, with their keys in the same order; notes for people and tools are passed over. Parts that both share are
 * not looked into. O(values); graphs are at most some ten levels deep.
 */
export const sameContent = (a: FrameGraph, b: FrameGraph): boolean => isSame(a, b, 0)

/** @param depth that of the values in their graphs */
function isSame(a: unknown, b: unknown, depth: number): boolean {
  if (a === b) return true
  if (typeof a !== 'object' || typeof b !== 'object' || a === null || b === null) return false
  if (Array.isArray(a)) {
    if (!Array.isArray(b) || a.length !== b.length) return false
    for (let i = 0; i < a.length; i++) if (!isSame(a[i], b[i], depth + 1)) return false
    return true
  }
  if (Array.isArray(b)) return false
  const keys = Object.keys(a)
  const others = Object.keys(b)
  for (let i = 0, j = 0; ; i++, j++) {
    if (depth <= entryDepth) {
      while (notes.has(keys[i])) i++
      while (notes.has(others[j])) j++
    }
    const key = keys[i]
    if (key !== others[j]) return false
    if (key === undefined) return true
    if (!isSame((a as Fields)[key], (b as Fields)[key], depth + 1)) return false
  }
}
