/** A corner of a room, a box that stands in it, and a lamp that is brighter than white. Drawn by luma.gl alone. */
import { Buffer, Texture, type Device, type Framebuffer } from '@luma.gl/core'
import { CubeGeometry, Model, SphereGeometry, type Geometry } from '@luma.gl/engine'
import { compose, invert, lookAt, multiply, perspective, type Matrix, type Vector } from '../support/matrix.ts'

export interface Room {
  readonly projection: Matrix
  readonly inverseProjection: Matrix
  /** Linear light in 16-bit floats. */
  readonly colour: Texture
  /** Depth that can be read. */
  readonly depth: Texture
  resize(width: number, height: number): void
  /** @param angle of the camera around the middle, in radians from where it began */
  draw(angle: number): void
}

const lamp: Vector = [0.75, 1.6, -0.6]

/** By walls and lamp alike: what is brighter than white shines by itself. */
const shader = /* wgsl */ `
struct Camera { clipOfWorld: mat4x4f }
struct Thing { worldOfModel: mat4x4f, colour: vec4f }
@group(0) @binding(0) var<uniform> camera: Camera;
@group(0) @binding(1) var<uniform> thing: Thing;
const lamp = vec3f(${lamp.join()});

struct Surface { @builtin(position) clip: vec4f, @location(0) world: vec3f, @location(1) normal: vec3f }
@vertex fn vertexMain(@location(0) positions: vec3f, @location(1) normals: vec3f) -> Surface {
  let world = thing.worldOfModel * vec4f(positions, 1);
  // Things are turned about one axis and stretched along their own, so this is right for boxes and spheres.
  return Surface(camera.clipOfWorld * world, world.xyz, normalize((thing.worldOfModel * vec4f(normals, 0)).xyz));
}
@fragment fn fragmentMain(surface: Surface) -> @location(0) vec4f {
  if any(thing.colour.rgb > vec3f(1)) { return thing.colour; }
  let normal = normalize(surface.normal);
  let sky = mix(vec3f(0.35, 0.32, 0.3), vec3f(0.55, 0.58, 0.65), normal.y * 0.5 + 0.5);
  let glow = vec3f(0.5, 0.32, 0.16) * max(0, dot(normal, normalize(lamp - surface.world)));
  return vec4f(thing.colour.rgb * (sky + glow), 1);
}`

const wall = [0.42, 0.44, 0.48]
const things = [
  { at: [0, -0.1, 0], size: [6, 0.2, 6], colour: wall },
  { at: [0, 2, -2.1], size: [6, 4, 0.2], colour: wall },
  { at: [-2.1, 2, 0], size: [0.2, 4, 6], colour: wall },
  { at: [-0.9, 0.7, -0.9], size: [1, 1.4, 1], colour: [0.58, 0.26, 0.07], turn: 0.5 },
  { at: lamp, size: [0.56, 0.56, 0.56], colour: [14, 8, 3], round: true },
]

export function makeRoom(device: Device): Room {
  const camera = device.createBuffer({ usage: Buffer.UNIFORM | Buffer.COPY_DST, byteLength: 64 })
  const models = things.map(({ at, size, colour, turn = 0, round = false }) => {
    // A cube of luma's reaches from -1 to 1, a sphere has the radius 1.
    const place = compose(
      at,
      [0, Math.sin(turn / 2), 0, Math.cos(turn / 2)],
      size.map((length) => length / 2),
    )
    const thing = device.createBuffer({ usage: Buffer.UNIFORM, data: new Float32Array([...place, ...colour, 1]) })
    const geometry = round ? new SphereGeometry({ nlat: 16, nlong: 32 }) : new CubeGeometry()
    return makeModel(device, geometry, { camera, thing })
  })
  let target: Framebuffer | undefined
  let projection: Matrix = []
  let inverseProjection: Matrix = []
  return {
    get projection() {
      return projection
    },
    get inverseProjection() {
      return inverseProjection
    },
    get colour() {
      return target!.colorAttachments[0]!.texture
    },
    get depth() {
      return target!.depthStencilAttachment!.texture
    },
    resize(width, height) {
      target?.colorAttachments[0]!.texture.destroy()
      target?.depthStencilAttachment!.texture.destroy()
      target?.destroy()
      target = makeTarget(device, width, height)
      projection = perspective(Math.PI / 4, width / height, 0.1, 30)
      inverseProjection = invert(projection)!
    },
    draw(angle) {
      const eye: Vector = [5.2 * Math.sin(0.7 + angle), 2.6, 5.2 * Math.cos(0.7 + angle)]
      camera.write(new Float32Array(multiply(projection, lookAt(eye, [-0.2, 0.9, -0.4]))))
      const pass = device.beginRenderPass({ framebuffer: target!, clearColor: [0.002, 0.002, 0.004, 1], clearDepth: 1 })
      for (const model of models) model.draw(pass)
      pass.end()
      device.submit()
    },
  }
}

function makeTarget(device: Device, width: number, height: number): Framebuffer {
  const usage = Texture.RENDER | Texture.SAMPLE
  // A graph whose first effect is switched off copies what that would read.
  const colour = device.createTexture({ format: 'rgba16float', width, height, usage: usage | Texture.COPY_SRC })
  const depth = device.createTexture({ format: 'depth32float', width, height, usage })
  return device.createFramebuffer({ width, height, colorAttachments: [colour], depthStencilAttachment: depth })
}

const makeModel = (device: Device, geometry: Geometry, bindings: Record<string, Buffer>): Model =>
  new Model(device, {
    source: shader,
    geometry,
    bindings,
    colorAttachmentFormats: ['rgba16float'],
    depthStencilAttachmentFormat: 'depth32float',
    parameters: { depthWriteEnabled: true, depthCompare: 'less', cullMode: 'back' },
  })
