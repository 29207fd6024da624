/** A corner of a room, a box that stands in it, and a lamp that is brighter than white. Drawn by three alone. */
import * as THREE from 'three/webgpu'

export interface Scene {
  readonly scene: THREE.Scene
  readonly camera: THREE.PerspectiveCamera
  /** Colour as linear light in 16-bit floats, and depth that can be read. */
  readonly target: THREE.RenderTarget
  /** Turns the camera around the middle, in radians from where it began. */
  turn(angle: number): void
  resize(width: number, height: number): void
}

export function makeScene(): Scene {
  const scene = new THREE.Scene()
  scene.background = new THREE.Color(0x05070c)
  const wall = new THREE.MeshStandardMaterial({ color: 0xb8bcc4, roughness: 1 })
  const add = (geometry: THREE.BufferGeometry, material: THREE.Material, x: number, y: number, z: number) => {
    const mesh = new THREE.Mesh(geometry, material)
    mesh.position.set(x, y, z)
    scene.add(mesh)
    return mesh
  }
  add(new THREE.BoxGeometry(6, 0.2, 6), wall, 0, -0.1, 0)
  add(new THREE.BoxGeometry(6, 4, 0.2), wall, 0, 2, -2.1)
  add(new THREE.BoxGeometry(0.2, 4, 6), wall, -2.1, 2, 0)
  const box = add(
    new THREE.BoxGeometry(1, 1.4, 1),
    new THREE.MeshStandardMaterial({ color: 0xc98d4b }),
    -0.9,
    0.7,
    -0.9,
  )
  box.rotation.y = 0.5
  const lamp = new THREE.MeshBasicMaterial()
  // Brighter than white: what bloom is for.
  lamp.color.setRGB(14, 8, 3)
  add(new THREE.SphereGeometry(0.28, 32, 16), lamp, 0.75, 1.6, -0.6)
  scene.add(new THREE.HemisphereLight(0xdfe8ff, 0x9a8f80, 1.6))
  const glow = new THREE.PointLight(0xffb060, 6)
  glow.position.set(0.75, 1.6, -0.6)
  scene.add(glow)

  const camera = new THREE.PerspectiveCamera(45, 1, 0.1, 30)
  // The renderer would say so at its first frame, which is behind the upload of the camera.
  camera.coordinateSystem = THREE.WebGPUCoordinateSystem
  const target = new THREE.RenderTarget(1, 1, {
    type: THREE.HalfFloatType,
    depthTexture: new THREE.DepthTexture(1, 1, THREE.FloatType),
  })
  return {
    scene,
    camera,
    target,
    turn(angle) {
      camera.position.set(5.2 * Math.sin(0.7 + angle), 2.6, 5.2 * Math.cos(0.7 + angle))
      camera.lookAt(-0.2, 0.9, -0.4)
    },
    resize(width, height) {
      target.setSize(width, height)
      camera.aspect = width / height
      camera.updateProjectionMatrix()
    },
  }
}
