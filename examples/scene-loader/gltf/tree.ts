/** Whether the nodes of a glTF file are trees. */
import type { Gltf } from './schema.ts'

/** Deeper trees are nobody's scene. */
const deepest = 1000

/** @returns what is wrong, in one line */
export function findBrokenTree({ nodes }: Gltf): string | undefined {
  const parents = new Map<number, number>()
  for (const [parent, { children }] of nodes.entries())
    for (const child of children) {
      if (parents.has(child))
        return `nodes[${child}] is the child of two nodes, or of one twice; name it in one nodes[].children, once`
      parents.set(child, parent)
    }
  // From each root downwards; what is never reached hangs in a circle.
  const reached = new Set<number>()
  let level = [...nodes.keys()].filter((node) => !parents.has(node))
  for (let depth = 0; level.length > 0; depth++) {
    if (depth > deepest) return `its nodes lie more than ${deepest} deep in each other; flatten nodes[].children`
    for (const node of level) reached.add(node)
    level = level.flatMap((node) => nodes[node]!.children)
  }
  const lost = nodes.findIndex((_, node) => !reached.has(node))
  return lost < 0
    ? undefined
    : `its nodes form a circle: take nodes[${lost}] out of nodes[${parents.get(lost)}].children`
}
