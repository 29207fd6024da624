/** Inputs of the document: the things, and the planes of the camera. */
import { lookAt, multiply, perspective, type Matrix } from '../support/matrix.ts'
import { makeMeshes } from './meshes.ts'

/** Bytes of a `Thing` and of a `Frame` of the shaders, and of the five words of an indexed indirect draw. */
export const thingBytes = 32
export const frameBytes = 4 * (16 + 6 * 4)
export const callBytes = 20

/** Things of each mesh, thrown over a field of 160 by 160. */
function makeThings(ofEachMesh: number, meshes: number): Float32Array<ArrayBuffer> {
  const things = new Float32Array((ofEachMesh * meshes * thingBytes) / 4)
  const words = new Uint32Array(things.buffer)
  let state = 1
  const random = (): number => {
    state = (Math.imul(state, 1664525) + 1013904223) >>> 0
    return state / 2 ** 32
  }
  for (let i = 0; i < ofEachMesh * meshes; i++) {
    const radius = 0.4 + random()
    const centre = [160 * random() - 80, radius + 6 * random() ** 3, 160 * random() - 80]
    things.set([...centre, radius, 0.3 + 0.7 * random(), 0.3 + 0.7 * random(), 0.3 + 0.7 * random()], 8 * i)
    words[8 * i + 7] = i % meshes
  }
  return things
}

/** The planes of what a matrix shows, each a normal that points inside and a distance. */
function planesOf(m: Matrix): number[][] {
  const row = (r: number) => [m[r]!, m[4 + r]!, m[8 + r]!, m[12 + r]!]
  const plane = (a: readonly number[], b: readonly number[], sign: number) => {
    const sum = a.map((value, i) => value + sign * b[i]!)
    return sum.map((value) => value / Math.hypot(sum[0]!, sum[1]!, sum[2]!))
  }
  const [x, y, z, w] = [0, 1, 2, 3].map(row) as [number[], number[], number[], number[]]
  return [plane(w, x, 1), plane(w, x, -1), plane(w, y, 1), plane(w, y, -1), plane(z, z, 0), plane(w, z, -1)]
}

export function makeInputs(ofEachMesh: number, aspect: number) {
  const { vertices, indices, meshes } = makeMeshes()
  const viewProjection = multiply(perspective(0.9, aspect, 0.1, 70), lookAt([0, 9, 0], [30, 2, 40]))
  return {
    frame: Float32Array.from([...viewProjection, ...planesOf(viewProjection).flat()]),
    things: makeThings(ofEachMesh, meshes.length),
    // Without instances yet.
    calls: Int32Array.from(
      meshes.flatMap(({ indexCount, firstIndex, baseVertex }) => [indexCount, 0, firstIndex, baseVertex, 0]),
    ),
    vertices,
    indices,
  }
}
