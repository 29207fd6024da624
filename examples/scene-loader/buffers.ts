/** The buffers that draws name: each accessor becomes one, however many primitives use it. */
import { countOf, type Named, type Shape } from './geometry/shape.ts'
import type { Elements } from './gltf/accessors.ts'
import { attributeSizes, mapNames, type AttributeName, type Draw, type SceneBuffer, type Surface } from './scene.ts'

export class Buffers {
  private readonly known = new Map<string, SceneBuffer>()

  /** The draw of a shape, but for where it stands. */
  drawOf(shape: Shape, surface: Surface, notes: Set<string>): Omit<Draw, 'worlds' | 'mirrored'> {
    const { topology, indices, vertexCount } = shape
    const sets = setsOf(surface)
    if (sets.length > 2) notes.add('textures are laid on by two sets of coordinates, and not by more')
    const named: Readonly<Record<AttributeName, string | undefined>> = {
      position: 'POSITION',
      normal: 'NORMAL',
      colour: 'COLOR_0',
      texcoord: sets.length > 0 ? `TEXCOORD_${sets[0]}` : undefined,
      texcoord1: sets.length > 1 ? `TEXCOORD_${sets[1]}` : undefined,
    }
    const attributes: Partial<Record<AttributeName, string>> = {}
    for (const [attribute, name] of Object.entries(named) as [AttributeName, string | undefined][]) {
      const given = name === undefined ? undefined : shape.attributes.get(name)
      if (given) attributes[attribute] = this.vertices(given, attribute)
    }
    return {
      topology,
      count: indices?.values.length ?? vertexCount,
      index: indices && indices.values.length > 0 ? this.indices(indices) : undefined,
      attributes,
      surface,
      lit: !surface.unlit && (topology.startsWith('triangle') || shape.attributes.has('NORMAL')),
      sets: sets.slice(0, 2),
    }
  }

  list(): SceneBuffer[] {
    return [...this.known.values()]
  }

  private vertices({ id, values }: Named<Elements>, attribute: AttributeName): string {
    const size = attributeSizes[attribute]
    const name = values.size === size ? id : `${id}-as-${attribute}`
    if (!this.known.has(name))
      this.known.set(name, { id: name, bytes: bytesOf(resized(values, size)), usage: 'vertex' })
    return name
  }

  private indices({ id, values }: NonNullable<Shape['indices']>): Draw['index'] {
    if (!this.known.has(id)) this.known.set(id, { id, bytes: bytesOf(values), usage: 'index' })
    return { id, format: values instanceof Uint32Array ? 'uint32' : 'uint16' }
  }
}

/** The sets of coordinates that a surface is laid on by, the first first. */
const setsOf = ({ maps }: Surface): number[] =>
  [...new Set(mapNames.flatMap((name) => maps[name]?.set ?? []))].sort((a, b) => a - b)

const bytesOf = (array: ArrayBufferView): Uint8Array => new Uint8Array(array.buffer, array.byteOffset, array.byteLength)

/** Elements of another size; missing components are those of (0, 0, 0, 1), so colours without alpha are opaque. */
function resized(elements: Elements, size: number): Float32Array {
  const { size: given, floats } = elements
  if (given === size) return floats
  const count = countOf(elements)
  const wide = new Float32Array(size * count)
  for (let i = 0; i < count; i++)
    for (let c = 0; c < size; c++) wide[i * size + c] = c < given ? floats[i * given + c]! : Number(c === 3)
  return wide
}
