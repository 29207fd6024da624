/** The file's own camera, or one that sees all of the scene. */
import { getBounds, type Document } from '@gltf-transform/core'
import { identity, invert, lookAt, orthographic, perspective, transformPoint, type Vector } from '../support/matrix.ts'
import type { Camera } from './scene.ts'

export function findCamera(document: Document): Camera {
  const root = document.getRoot()
  const scene = root.getDefaultScene() ?? root.listScenes()[0]
  let found: Camera | undefined
  scene?.traverse((node) => {
    const camera = node.getCamera()
    const world = [...node.getWorldMatrix()]
    const view = camera && invert(world)
    if (!camera || !view || found) return
    const [near, far] = [camera.getZNear(), camera.getZFar()]
    found = {
      eye: transformPoint(world, [0, 0, 0]),
      view,
      projection:
        camera.getType() === 'orthographic'
          ? () => orthographic(camera.getXMag(), camera.getYMag(), near, far)
          : (aspect) =>
              perspective(camera.getYFov(), aspect, near, Number.isFinite(far) && far > near ? far : undefined),
    }
  })
  if (found) return found
  if (!scene) return { eye: [0, 0, 0], view: identity, projection: (aspect) => perspective(0.8, aspect, 0.1) }
  const { min, max } = getBounds(scene)
  const finite = [...min, ...max].every(Number.isFinite)
  return frame(finite ? min : [-1, -1, -1], finite ? max : [1, 1, 1])
}

/** Looks at a box from the front, a little from the right and from above. */
function frame(min: readonly number[], max: readonly number[]): Camera {
  const yfov = 0.7
  const centre = [0, 1, 2].map((i) => (min[i]! + max[i]!) / 2) as unknown as Vector
  const radius = Math.hypot(max[0]! - min[0]!, max[1]! - min[1]!, max[2]! - min[2]!) / 2 || 1
  const distance = radius / Math.sin(yfov / 2)
  const direction: Vector = [0.45, 0.35, 0.82]
  const eye = [0, 1, 2].map((i) => centre[i]! + direction[i]! * distance) as unknown as Vector
  return {
    eye,
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
