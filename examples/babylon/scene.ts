/** A corner of a room, a box that stands in it, and a lamp that is brighter than white. Drawn by Babylon alone. */
import { FreeCamera } from '@babylonjs/core/Cameras/freeCamera.js'
import { Constants } from '@babylonjs/core/Engines/constants.js'
import type { WebGPUEngine } from '@babylonjs/core/Engines/webgpuEngine.js'
import { HemisphericLight } from '@babylonjs/core/Lights/hemisphericLight.js'
import { PointLight } from '@babylonjs/core/Lights/pointLight.js'
import { StandardMaterial } from '@babylonjs/core/Materials/standardMaterial.js'
import { ShaderLanguage } from '@babylonjs/core/Materials/shaderLanguage.js'
import { ShaderMaterial } from '@babylonjs/core/Materials/shaderMaterial.js'
import type { Material } from '@babylonjs/core/Materials/material.js'
import { RenderTargetTexture } from '@babylonjs/core/Materials/Textures/renderTargetTexture.js'
import { Color3, Color4 } from '@babylonjs/core/Maths/math.color.js'
import { Vector3 } from '@babylonjs/core/Maths/math.vector.js'
import { CreateBox } from '@babylonjs/core/Meshes/Builders/boxBuilder.js'
import { CreateSphere } from '@babylonjs/core/Meshes/Builders/sphereBuilder.js'
import type { Mesh } from '@babylonjs/core/Meshes/mesh.js'
import { Scene } from '@babylonjs/core/scene.js'

export interface Room {
  readonly scene: Scene
  readonly camera: FreeCamera
  /** The target, of the size given last: linear light in 16-bit floats, and depth that can be read. */
  target(): RenderTargetTexture
  /** Turns the camera around the middle, in radians from where it began. */
  turn(angle: number): void
  resize(width: number, height: number): void
}

export function makeRoom(engine: WebGPUEngine): Room {
  const scene = new Scene(engine)
  scene.useRightHandedSystem = true
  scene.clearColor = new Color4(0.002, 0.002, 0.004, 1)
  // Colours stay linear: the graph maps them.
  scene.imageProcessingConfiguration.isEnabled = false
  furnish(scene)
  const camera = new FreeCamera('camera', new Vector3(0, 0, 0), scene)
  camera.fov = Math.PI / 4
  camera.minZ = 0.1
  camera.maxZ = 30
  return {
    scene,
    camera,
    target: () => camera.outputRenderTarget!,
    turn(angle) {
      camera.position.set(5.2 * Math.sin(0.7 + angle), 2.6, 5.2 * Math.cos(0.7 + angle))
      camera.setTarget(new Vector3(-0.2, 0.9, -0.4))
    },
    resize(width, height) {
      camera.outputRenderTarget?.dispose()
      camera.outputRenderTarget = makeTarget(scene, width, height)
    },
  }
}

function makeTarget(scene: Scene, width: number, height: number): RenderTargetTexture {
  const target = new RenderTargetTexture('target', { width, height }, scene, {
    type: Constants.TEXTURETYPE_HALF_FLOAT,
    generateMipMaps: false,
    generateDepthBuffer: false,
  })
  target.createDepthStencilTexture(0, false, false, 1, Constants.TEXTUREFORMAT_DEPTH32_FLOAT)
  return target
}

function furnish(scene: Scene): void {
  const paint = (red: number, green: number, blue: number) => {
    const material = new StandardMaterial('paint', scene)
    material.diffuseColor = new Color3(red, green, blue)
    material.specularColor = Color3.Black()
    return material
  }
  const wall = paint(0.42, 0.44, 0.48)
  const place = (mesh: Mesh, material: Material, x: number, y: number, z: number) => {
    mesh.position.set(x, y, z)
    mesh.material = material
    return mesh
  }
  const box = (width: number, height: number, depth: number) => CreateBox('box', { width, height, depth }, scene)
  place(box(6, 0.2, 6), wall, 0, -0.1, 0)
  place(box(6, 4, 0.2), wall, 0, 2, -2.1)
  place(box(0.2, 4, 6), wall, -2.1, 2, 0)
  place(box(1, 1.4, 1), paint(0.58, 0.26, 0.07), -0.9, 0.7, -0.9).rotation.y = 0.5
  place(CreateSphere('lamp', { diameter: 0.56, segments: 16 }, scene), makeLamp(scene), 0.75, 1.6, -0.6)
  const sky = new HemisphericLight('sky', new Vector3(0, 1, 0), scene)
  sky.diffuse = new Color3(0.55, 0.58, 0.65)
  sky.groundColor = new Color3(0.35, 0.32, 0.3)
  const glow = new PointLight('glow', new Vector3(0.75, 1.6, -0.6), scene)
  glow.diffuse = new Color3(0.5, 0.32, 0.16)
}

/** Brighter than white, which is what bloom is for; a standard material ends at white. */
function makeLamp(scene: Scene): Material {
  const lamp = new ShaderMaterial(
    'lamp',
    scene,
    {
      vertexSource: /* wgsl */ `
attribute position: vec3f;
uniform worldViewProjection: mat4x4f;
@vertex fn main(input: VertexInputs) -> FragmentInputs {
  vertexOutputs.position = uniforms.worldViewProjection * vec4f(vertexInputs.position, 1);
}`,
      fragmentSource: /* wgsl */ `
uniform light: vec3f;
@fragment fn main(input: FragmentInputs) -> FragmentOutputs {
  fragmentOutputs.color = vec4f(uniforms.light, 1);
}`,
    },
    { attributes: ['position'], uniforms: ['worldViewProjection', 'light'], shaderLanguage: ShaderLanguage.WGSL },
  )
  lamp.setColor3('light', new Color3(14, 8, 3))
  return lamp
}
