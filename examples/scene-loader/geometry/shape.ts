/** A primitive of a glTF file in arrays: its attributes as floats, its indices for one of the topologies that devices have. */
import { type AttributeName, SceneError } from '../scene.ts'
import type { Accessors, Elements } from '../gltf/accessors.ts'
import type { Decoders } from '../gltf/decoders.ts'
import { decodeDraco, type DracoGeometry } from '../gltf/draco.ts'
import type { Accessor, Gltf, Primitive } from '../gltf/schema.ts'
import type { ReadView } from '../gltf/views.ts'
import type { Budget } from '../budget.ts'
import { forDevice, type Indices } from './topology.ts'

/** Values with a name that no other values have: it becomes the id of their buffer. */
export interface Named<Values> {
  readonly id: string
  readonly values: Values
}

export interface Shape {
  readonly topology: GPUPrimitiveTopology
  readonly vertexCount: number
  readonly indices: Named<Indices> | undefined
  /** By their names in the file; positions are always there. */
  readonly attributes: ReadonlyMap<string, Named<Elements>>
}

/** All that a primitive is read from. */
export interface Source {
  readonly file: Gltf
  readonly readView: ReadView
  readonly accessors: Accessors
  readonly decoders: Decoders
  /** Decompressed Draco geometry, by its source. */
  readonly decompressed: Map<string, DracoGeometry>
  /** The budget of all primitives together. */
  readonly budget: Budget
}

/** The types that each attribute may have, and its name in the shader. */
const kinds: readonly [name: RegExp, types: readonly Accessor['type'][], as: AttributeName | undefined][] = [
  [/^POSITION$/, ['VEC3'], 'position'],
  [/^NORMAL$/, ['VEC3'], 'normal'],
  [/^TEXCOORD_\d+$/, ['VEC2'], 'texcoord'],
  [/^COLOR_0$/, ['VEC3', 'VEC4'], 'colour'],
  [/^(JOINTS|WEIGHTS)_\d+$/, ['VEC4'], undefined],
]

/**
 * @param where the path of the primitive
 * @returns undefined for one without positions
 * @throws SceneError for attributes that do not belong to each other
 */
export function readShape(source: Source, primitive: Primitive, where: string): Shape | undefined {
  const { accessors, file } = source
  const draco = readDraco(source, primitive, where)
  const attributes = new Map<string, Named<Elements>>()
  for (const [name, index] of Object.entries(primitive.attributes)) {
    const types = kinds.find(([names]) => names.test(name))?.[1]
    if (!types) continue
    const { type } = file.accessors[index]!
    if (!types.includes(type))
      throw invalid(
        `${where}.attributes.${name} names accessors[${index}], which is ${type}; put ${types.join(' or ')} there`,
      )
    const decoded = draco?.attributes.get(name)
    attributes.set(
      name,
      decoded
        ? { id: `${idOf(where)}-${name.toLowerCase()}`, values: decoded }
        : { id: `accessor-${index}`, values: accessors.elements(index) },
    )
  }
  const positions = attributes.get('POSITION')
  if (!positions) return undefined
  const vertexCount = countOf(positions.values)
  for (const [name, { values }] of attributes)
    if (countOf(values) < vertexCount)
      throw invalid(
        `${where} has ${vertexCount} positions, and only ${countOf(values)} of ${name}; put as many into its accessor`,
      )
  // Draco knows triangles only, whatever they were before.
  const mode = draco ? 4 : primitive.mode
  const indices = readIndices(source, primitive, where, draco)
  // Loops and fans make arrays of their own.
  const work = mode === 2 || mode === 6 ? 4 : 1
  source.budget.spend('vertices', work * (vertexCount + (indices?.values.length ?? 0)), where)
  const drawn = forDevice(mode, indices, vertexCount, idOf(where))
  checkIndices(drawn.indices?.values, vertexCount, where)
  return { ...drawn, vertexCount, attributes }
}

export const countOf = ({ floats, size }: Elements): number => floats.length / size

const invalid = (what: string): SceneError => new SceneError(`is not valid glTF 2.0: ${what}`)

/** `mesh-0-primitive-1`, of the path. */
const idOf = (where: string): string => {
  const [mesh, primitive] = where.match(/\d+/g)!
  return `mesh-${mesh}-primitive-${primitive}`
}

function readDraco(source: Source, primitive: Primitive, where: string): DracoGeometry | undefined {
  const extension = primitive.extensions.KHR_draco_mesh_compression
  if (!extension) return undefined
  const accessorOf = (name: string): Accessor | undefined =>
    Object.hasOwn(primitive.attributes, name) ? source.file.accessors[primitive.attributes[name]!] : undefined
  const typeOf = (name: string) => [accessorOf(name)?.componentType, accessorOf(name)?.normalized]
  const key = JSON.stringify([extension, Object.keys(extension.attributes).map(typeOf)])
  const known = source.decompressed.get(key)
  if (known) return known
  const draco = decodeDraco(source.decoders.draco!, source.readView(extension.bufferView), {
    extension,
    where: `${where}.extensions.KHR_draco_mesh_compression`,
    accessorOf,
  })
  source.decompressed.set(key, draco)
  source.budget.spend('vertices', 16 * draco.indices.length, where)
  return draco
}

function readIndices(
  { file, accessors }: Source,
  { indices }: Primitive,
  where: string,
  draco: DracoGeometry | undefined,
): Named<Indices> | undefined {
  if (draco) return { id: `${idOf(where)}-indices`, values: draco.indices }
  if (indices === undefined) return undefined
  const { type, componentType } = file.accessors[indices]!
  if (type !== 'SCALAR' || ![5121, 5123, 5125].includes(componentType))
    throw invalid(
      `${where}.indices names accessors[${indices}], which is ${type} of ${componentType}; ` +
        'put SCALAR of 5121, 5123 or 5125 there',
    )
  return { id: `accessor-${indices}`, values: accessors.indices(indices) }
}

function checkIndices(indices: Indices | undefined, vertexCount: number, where: string): void {
  let largest = 0
  for (const index of indices ?? []) if (index > largest) largest = index
  if (largest >= vertexCount)
    throw invalid(
      `${where} has ${vertexCount} positions, and an index ${largest}; put indices below ${vertexCount} into its indices`,
    )
}
