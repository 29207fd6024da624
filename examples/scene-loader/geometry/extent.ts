/** The box that a scene fills, of the vertices that lie in it: what is infinite, or further away than anything, does not count. */
import { transformPoint, type Matrix, type Vector } from '../../support/matrix.ts'

export interface Box {
  readonly min: Vector
  readonly max: Vector
}

/** Further away, distances are no numbers any more on a device: their squares are of 32 bits. */
const furthest = 1e12

export class Extent {
  private readonly boxes = new Map<string, { readonly box: Box | undefined; readonly lost: number }>()
  private readonly min = [Infinity, Infinity, Infinity]
  private readonly max = [-Infinity, -Infinity, -Infinity]
  /** Vertices and corners of boxes that do not count. */
  private lost = 0

  /** `id` names the positions: three floats each. */
  add(id: string, positions: Float32Array, worlds: readonly Matrix[]): void {
    const known = this.boxes.get(id) ?? boxOf(positions)
    if (!this.boxes.has(id)) this.lost += known.lost
    this.boxes.set(id, known)
    if (!known.box) return
    const { min, max } = known.box
    for (const world of worlds)
      for (let corner = 0; corner < 8; corner++) {
        const at = [0, 1, 2].map((axis) => ((corner >> axis) & 1 ? max : min)[axis]) as unknown as Vector
        this.include(transformPoint(world, at))
      }
  }

  private include(point: Vector): void {
    if (!point.every(isNear)) {
      this.lost++
      return
    }
    point.forEach((value, axis) => {
      this.min[axis] = Math.min(this.min[axis]!, value)
      this.max[axis] = Math.max(this.max[axis]!, value)
    })
  }

  /** @returns undefined where nothing is in it */
  box(): Box | undefined {
    const { min, max } = this
    return min[0]! <= max[0]! ? { min: min as unknown as Vector, max: max as unknown as Vector } : undefined
  }

  note(): string | undefined {
    if (this.lost === 0) return undefined
    return `positions are not finite, or more than ${furthest} away: the picture is framed by the others`
  }
}

const isNear = (value: number): boolean => Math.abs(value) <= furthest

function boxOf(positions: Float32Array): { readonly box: Box | undefined; readonly lost: number } {
  const [min, max] = [
    [Infinity, Infinity, Infinity],
    [-Infinity, -Infinity, -Infinity],
  ]
  let lost = 0
  for (let v = 0; v + 2 < positions.length; v += 3) {
    if (!(isNear(positions[v]!) && isNear(positions[v + 1]!) && isNear(positions[v + 2]!))) {
      lost++
      continue
    }
    for (let axis = 0; axis < 3; axis++) {
      const value = positions[v + axis]!
      if (value < min[axis]!) min[axis] = value
      if (value > max[axis]!) max[axis] = value
    }
  }
  const box = 3 * lost < positions.length ? { min: min as unknown as Vector, max: max as unknown as Vector } : undefined
  return { box, lost }
}
