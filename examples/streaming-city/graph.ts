/** One frame of the city: a camera, and a draw for each tile that is on the device. */
import { parseGraph, type FrameGraph, type Resource } from 'memkit-gpu'
import { lookAt, multiply, perspective, type Vector } from '../support/matrix.ts'
import { vertexBytes, type Tile } from './city.ts'

export interface Size {
  readonly width: number
  readonly height: number
}

const haze = [0.62, 0.7, 0.78] as const
const shader = /* wgsl */ `
struct Camera { viewProjection: mat4x4f, eye: vec4f }
@group(0) @binding(0) var<uniform> camera: Camera;

struct Varying { @builtin(position) clip: vec4f, @location(0) colour: vec3f, @location(1) distance: f32 }

@vertex fn vertexMain(@location(0) position: vec3f, @location(1) colour: vec4f) -> Varying {
  return Varying(camera.viewProjection * vec4f(position, 1), colour.rgb, distance(position, camera.eye.xyz));
}

@fragment fn fragmentMain(in: Varying) -> @location(0) vec4f {
  // Tiles come and go in the haze.
  let haze = smoothstep(camera.eye.w * 0.35, camera.eye.w, in.distance);
  return vec4f(mix(in.colour, vec3f(${haze.join()}), haze), 1);
}`

/** The picture stays, so that it can be read between frames; `camera` is the input. */
export function cityGraph(tiles: readonly Tile[], { width, height }: Size): FrameGraph {
  return parseGraph({
    version: 1,
    name: 'city',
    resources: [
      { id: 'camera', kind: 'buffer', size: cameraBytes },
      { id: 'depth', kind: 'texture', format: 'depth32float', size: [width, height] },
      { id: 'picture', kind: 'texture', format: 'rgba8unorm', size: [width, height], lifetime: 'persistent' },
      ...tiles.map(({ id, sizeBytes }): Resource => ({
        id,
        kind: 'buffer',
        size: sizeBytes,
        usage: ['vertex'],
        lifetime: 'persistent',
      })),
    ],
    shaders: [{ id: 'city', wgsl: shader }],
    pipelines: [
      {
        id: 'tile',
        kind: 'render',
        shader: 'city',
        vertex: {
          entryPoint: 'vertexMain',
          buffers: [
            {
              arrayStride: vertexBytes,
              attributes: [
                { shaderLocation: 0, format: 'float32x3', offset: 0 },
                { shaderLocation: 1, format: 'unorm8x4', offset: 12 },
              ],
            },
          ],
        },
        primitive: { topology: 'triangle-list', cullMode: 'back' },
        depthStencil: { depthCompare: 'less', depthWriteEnabled: true },
        fragment: { entryPoint: 'fragmentMain', targets: [{}] },
      },
    ],
    passes: [
      { id: 'aim', kind: 'upload', to: 'camera', input: 'camera' },
      {
        id: 'draw',
        kind: 'render',
        color: [{ use: 'picture', load: 'clear', clearValue: [...haze, 1] }],
        depth: { use: 'depth', load: 'clear', clearValue: 1 },
        bindings: [{ group: 0, binding: 0, use: 'camera', as: 'uniform' }],
        draws: tiles.map(({ id, sizeBytes }) => ({
          pipeline: 'tile',
          vertexBuffers: [id],
          vertexCount: sizeBytes / vertexBytes,
        })),
      },
    ],
  })
}

/** A matrix, a place, and how far one sees. */
const cameraBytes = 4 * (16 + 4)

export function packCamera(eye: Vector, target: Vector, radius: number, { width, height }: Size): Float32Array {
  const projection = perspective(1, width / height, 0.5, 2 * radius)
  return new Float32Array([...multiply(projection, lookAt(eye, target)), ...eye, radius])
}
