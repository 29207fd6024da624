/** Where the nodes of a file stand, and which of them its scene shows. */
import { compose, identity, multiply, type Matrix } from '../../support/matrix.ts'
import type { Gltf, GltfNode } from '../gltf/schema.ts'

const localOf = ({ matrix, translation, rotation, scale }: GltfNode): Matrix =>
  matrix ?? compose(translation, rotation, scale)

/** From each node to the world, by its index: joints need not be in the scene. The nodes are trees. */
export function worldMatrices({ nodes }: Gltf): Matrix[] {
  const worlds: Matrix[] = nodes.map(localOf)
  const isChild = new Set(nodes.flatMap(({ children }) => children))
  const open = [...nodes.keys()].filter((node) => !isChild.has(node))
  for (let parent = open.pop(); parent !== undefined; parent = open.pop())
    for (const child of nodes[parent]!.children) {
      worlds[child] = multiply(worlds[parent] ?? identity, worlds[child]!)
      open.push(child)
    }
  return worlds
}

/** The nodes of the scene that a viewer shows first, parents before their children; what is hidden hides its children. */
export function shownNodes({ scene = 0, scenes, nodes }: Gltf): number[] {
  const roots = scenes[scene]?.nodes ?? []
  const shown = new Set<number>()
  const open = roots.toReversed()
  for (let node = open.pop(); node !== undefined; node = open.pop()) {
    if (shown.has(node) || nodes[node]!.extensions.KHR_node_visibility?.visible === false) continue
    shown.add(node)
    for (const child of nodes[node]!.children.toReversed()) open.push(child)
  }
  return [...shown]
}
