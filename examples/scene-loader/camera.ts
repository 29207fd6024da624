/** The file's own camera, or one that sees all of the scene. */
import { getBounds, type Document, type Scene } from '@gltf-transform/core'
import {
  identity,
  invert,
  lookAt,
  multiply,
  orthographic,
  perspective,
  transformPoint,
  type Matrix,
  type Vector,
} from '../support/matrix.ts'
import type { Camera } from './scene.ts'

export function findCamera(document: Document): Camera {
  const root = document.getRoot()
  const scene = root.getDefaultScene() ?? root.listScenes()[0]
  const { min, max } = scene ? boundsOf(scene) : unitBox
  const centre = between(min, max)
  let found: Camera | undefined
  scene?.traverse((node) => {
    const camera = node.getCamera()
    const world = [...node.getWorldMatrix()]
    const view = camera && invert(world)
    if (!camera || !view || found) return
    const [near, far] = [camera.getZNear(), camera.getZFar()]
    found = {
      eye: transformPoint(world, [0, 0, 0]),
      centre,
      view,
      projection:
        camera.getType() === 'orthographic'
          ? () => orthographic(camera.getXMag(), camera.getYMag(), near, far)
          : (aspect) =>
              perspective(camera.getYFov(), aspect, near, Number.isFinite(far) && far > near ? far : undefined),
    }
  })
  if (found) return found
  if (scene) return frame(min, max)
  return { eye: [0, 0, 0], centre, view: identity, projection: (aspect) => perspective(0.8, aspect, 0.1) }
}

type Box = { readonly min: readonly number[]; readonly max: readonly number[] }
const unitBox: Box = { min: [-1, -1, -1], max: [1, 1, 1] }

function boundsOf(scene: Scene): Box {
  const { min, max } = getBounds(scene)
  return [...min, ...max].every(Number.isFinite) ? { min, max } : unitBox
}

const between = (min: readonly number[], max: readonly number[]): Vector =>
  [0, 1, 2].map((i) => (min[i]! + max[i]!) / 2) as unknown as Vector

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
function frame(min: readonly number[], max: readonly number[]): Camera {
  const yfov = 0.7
  const centre = between(min, max)
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
