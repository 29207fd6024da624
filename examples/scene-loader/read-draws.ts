/** Every primitive of every shown node as a draw, at rest: morphed, skinned, instanced; and the buffers that they all need. */
import type { Extent } from './geometry/extent.ts'
import { placingsOf, type Placing } from './geometry/instances.ts'
import { morphed } from './geometry/morph.ts'
import { readShape, type Shape, type Source } from './geometry/shape.ts'
import { jointMatrices, skinned } from './geometry/skin.ts'
import { Buffers } from './buffers.ts'
import { identity, type Matrix } from '../support/matrix.ts'
import type { Draw, SceneBuffer, Surface } from './scene.ts'

export interface Surroundings {
  /** Those that the scene shows. */
  readonly nodes: readonly number[]
  readonly worlds: readonly Matrix[]
  readonly surfaceOf: (material: number | undefined) => Surface
  readonly extent: Extent
  readonly notes: Set<string>
}

/** @throws SceneError for what does not belong to each other */
export function readDraws(
  source: Source,
  surroundings: Surroundings,
): { readonly draws: Draw[]; readonly buffers: SceneBuffer[] } {
  const { nodes, worlds, surfaceOf, extent, notes } = surroundings
  const { file } = source
  countDraws(source, nodes)
  const buffers = new Buffers()
  const draws: Draw[] = []
  const posed = poses(source, worlds)
  for (const index of nodes) {
    const node = file.nodes[index]!
    if (node.mesh === undefined) continue
    // The joints say where a skinned mesh stands, and its node does not.
    const placings: readonly Placing[] =
      node.skin === undefined
        ? placingsOf(source, node, worlds[index]!, `nodes[${index}]`)
        : [{ worlds: [identity], mirrored: false }]
    for (const [i, { material }] of file.meshes[node.mesh]!.primitives.entries()) {
      const shape = posed(index, i)
      if (!shape) {
        notes.add('a primitive without positions is not drawn')
        continue
      }
      const { id, values } = shape.attributes.get('POSITION')!
      const drawn = buffers.drawOf(shape, surfaceOf(material), notes)
      for (const placing of placings) {
        extent.add(id, values.floats, placing.worlds)
        if (drawn.count > 0) draws.push({ ...drawn, ...placing })
      }
    }
  }
  return { draws, buffers: buffers.list() }
}

/** Before anything is made for them. @throws SceneError where there are too many */
function countDraws({ file, budget }: Source, nodes: readonly number[]): void {
  for (const index of nodes) {
    const { mesh, extensions } = file.nodes[index]!
    if (mesh === undefined) continue
    const where = `nodes[${index}]`
    budget.spend('draws', file.meshes[mesh]!.primitives.length, where)
    const lists = Object.values(extensions.EXT_mesh_gpu_instancing?.attributes ?? {})
    const count = lists.reduce((most, accessor) => Math.max(most, file.accessors[accessor]!.count), 0)
    budget.spend('instances', count, where)
  }
}

/** The primitives of a node as they are at rest. Each primitive, and each pose of it, is made once. */
function poses(source: Source, worlds: readonly Matrix[]): (node: number, primitive: number) => Shape | undefined {
  const { file } = source
  const shapes = new Map<string, Shape | undefined>()
  const joints = new Map<number, Matrix[]>()
  const once = (id: string, make: () => Shape | undefined): Shape | undefined => {
    if (!shapes.has(id)) shapes.set(id, make())
    return shapes.get(id)
  }
  return (index, i) => {
    const node = file.nodes[index]!
    const mesh = file.meshes[node.mesh!]!
    const primitive = mesh.primitives[i]!
    const where = `meshes[${node.mesh}].primitives[${i}]`
    let id = `mesh-${node.mesh}-primitive-${i}`
    let shape = once(id, () => readShape(source, primitive, where))
    const pose = (name: string, make: (shape: Shape, of: { id: string; where: string }) => Shape): void => {
      if (!shape) return
      const before = shape
      id = `${id}-${name}`
      shape = once(id, () => {
        // A copy each: meshes that many nodes show are not copied for each of them, unless they move.
        source.budget.spend('vertices', 4 * before.vertexCount, `nodes[${index}]`)
        return make(before, { id, where })
      })
    }
    const weights = node.weights ?? mesh.weights
    if (primitive.targets.length > 0 && weights.some((weight) => weight !== 0))
      pose(`weights-of-${node.weights ? `node-${index}` : 'mesh'}`, (shape, of) =>
        morphed(shape, primitive, weights, source, of),
      )
    const { skin } = node
    if (skin !== undefined) {
      if (!joints.has(skin)) joints.set(skin, jointMatrices(source, skin, worlds))
      pose(`skin-${skin}`, (shape, of) => skinned(shape, joints.get(skin)!, source, of))
    }
    return shape
  }
}
