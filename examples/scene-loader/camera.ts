/** The file's own cameras, or one that sees all of the scene. */
import {
  cross,
  invert,
  lookAt,
  multiply,
  normalise,
  orthographic,
  perspective,
  transformPoint,
  type Matrix,
  type Vector,
} from '../support/matrix.ts'
import type { Box } from './geometry/extent.ts'
import type { Gltf, GltfCamera } from './gltf/schema.ts'
import { type Camera, SceneError } from './scene.ts'

/** The bounds of an empty scene. */
const unitBox: Box = { min: [-1, -1, -1], max: [1, 1, 1] }

/**
 * @param nodes those that the scene shows
 * @param wanted which of the file's cameras, in the order of its nodes
 * @throws SceneError when that is not there, or is no camera
 */
export function findCamera(
  file: Gltf,
  nodes: readonly number[],
  worlds: readonly Matrix[],
  box: Box = unitBox,
  wanted?: number,
): Camera {
  const own = nodes.flatMap((node): Camera[] => {
    const index = file.nodes[node]!.camera
    if (index === undefined) return []
    const world = unscaled(worlds[node]!)
    const view = world && invert(world)
    if (!view) return []
    const eye = transformPoint(world, [0, 0, 0])
    return [{ eye, centre: centreOf(box), view, projection: projectionOf(file.cameras[index]!, index) }]
  })
  if (wanted !== undefined && !own[wanted])
    throw new SceneError(`has ${own.length} cameras in its scene, and none with number ${wanted}; count from 0`)
  return own[wanted ?? 0] ?? frame(box)
}

/** A camera that is scaled sees as one that is not. @returns undefined for one that looks nowhere */
function unscaled(world: Matrix): Matrix | undefined {
  const column = (i: number) => world.slice(4 * i, 4 * i + 3) as unknown as Vector
  const back = normalise(column(2))
  const right = normalise(cross(column(1), back))
  const up = cross(back, right)
  const axes = [right, up, back]
  if (!axes.flat().every(Number.isFinite) || axes.some((axis) => Math.hypot(...axis) < 0.5)) return undefined
  return [...axes.flatMap((axis) => [...axis, 0]), ...world.slice(12)]
}

function projectionOf(
  { type, perspective: lens, orthographic: flat }: GltfCamera,
  index: number,
): Camera['projection'] {
  const incomplete = (field: string): SceneError =>
    new SceneError(`is not valid glTF 2.0: cameras[${index}].${field} is missing; describe the camera there`)
  const wrongFar = (field: string): SceneError =>
    new SceneError(`is not valid glTF 2.0: cameras[${index}].${field}.zfar is not above its znear; make it larger`)
  if (type === 'perspective') {
    if (!lens) throw incomplete(type)
    const { yfov, znear, zfar } = lens
    if (zfar !== undefined && zfar <= znear) throw wrongFar(type)
    return (aspect) => perspective(yfov, aspect, znear, zfar)
  }
  if (!flat) throw incomplete(type)
  const { xmag, ymag, znear, zfar } = flat
  if (zfar <= znear) throw wrongFar(type)
  return () => orthographic(xmag, ymag, znear, zfar)
}

const centreOf = ({ min, max }: Box): Vector => [0, 1, 2].map((i) => (min[i]! + max[i]!) / 2) as unknown as Vector

/** The camera after a part of a turn round the scene, about the vertical. */
export function turned(camera: Camera, part: number): Camera {
  const [x, y, z] = camera.centre
  const move = (sign: number): Matrix => [1, 0, 0, 0, 0, 1, 0, 0, 0, 0, 1, 0, sign * x, sign * y, sign * z, 1]
  const turn = (angle: number): Matrix => {
    const [c, s] = [Math.cos(angle), Math.sin(angle)]
    return multiply(move(1), multiply([c, 0, -s, 0, 0, 1, 0, 0, s, 0, c, 0, 0, 0, 0, 1], move(-1)))
  }
  const angle = 2 * Math.PI * part
  return {
    ...camera,
    eye: transformPoint(turn(angle), camera.eye),
    view: multiply(camera.view, turn(-angle)),
  }
}

/** Looks at a box from the front, a little from the right and from above. */
function frame(box: Box): Camera {
  const { min, max } = box
  const yfov = 0.7
  const centre = centreOf(box)
  const radius = Math.hypot(max[0]! - min[0]!, max[1]! - min[1]!, max[2]! - min[2]!) / 2 || 1
  const distance = radius / Math.sin(yfov / 2)
  const direction: Vector = [0.45, 0.35, 0.82]
  const eye = [0, 1, 2].map((i) => centre[i]! + direction[i]! * distance) as unknown as Vector
  return {
    eye,
    centre,
    view: lookAt(eye, centre),
    // A picture that is higher than wide must see as much from side to side.
    projection: (aspect) =>
      perspective(
        aspect >= 1 ? yfov : 2 * Math.atan(Math.tan(yfov / 2) / aspect),
        aspect,
        distance / 100,
        distance + 2 * radius,
      ),
  }
}
