/** Makes the scene of the example, from nothing but numbers: `npx tsx examples/scene-loader/make-scene.ts`. */
import { existsSync } from 'node:fs'
import { mkdir, writeFile } from 'node:fs/promises'
import { dirname } from 'node:path'
import { fileURLToPath } from 'node:url'
import { Document, NodeIO, type Accessor, type Material, type Node, type Texture } from '@gltf-transform/core'
import { encode } from 'fast-png'
import { invert, lookAt, normalise, type Vector } from '../support/matrix.ts'

export const scenePath = fileURLToPath(new URL('scene/still-life.glb', import.meta.url))

interface Shape {
  readonly positions: number[]
  readonly normals: number[]
  readonly texcoords: number[]
  readonly indices: number[]
}

/** A surface over the unit square: `point` gives a place and its normal. */
function patch(columns: number, rows: number, point: (u: number, v: number) => [Vector, Vector]): Shape {
  const shape: Shape = { positions: [], normals: [], texcoords: [], indices: [] }
  for (let row = 0; row <= rows; row++)
    for (let column = 0; column <= columns; column++) {
      const [u, v] = [column / columns, row / rows]
      const [position, normal] = point(u, v)
      shape.positions.push(...position)
      shape.normals.push(...normal)
      shape.texcoords.push(u, v)
      if (row === rows || column === columns) continue
      const at = row * (columns + 1) + column
      const below = at + columns + 1
      shape.indices.push(at, below, at + 1, at + 1, below, below + 1)
    }
  return shape
}

const turn = (x: number): [number, number] => [Math.cos(2 * Math.PI * x), Math.sin(2 * Math.PI * x)]

const sphere = patch(40, 20, (u, v) => {
  const [[c, s], [y, r]] = [turn(-u), turn(v / 2)]
  const normal: Vector = [c * r, y, s * r]
  return [normal, normal]
})

const torus = patch(48, 16, (u, v) => {
  const [[c, s], [cv, sv]] = [turn(-u), turn(-v)]
  const radius = 0.7 + 0.3 * cv
  return [
    [c * radius, 0.3 * sv, s * radius],
    [c * cv, sv, s * cv],
  ]
})

/** A vase: a profile turned round. */
const vase = patch(40, 24, (u, v) => {
  const [c, s] = turn(-u)
  const t = 1 - v
  const radius = (x: number) => 0.32 + 0.22 * Math.sin(1 + 4.6 * x)
  const slope = (radius(t + 1e-4) - radius(t - 1e-4)) / 2e-4 / 1.8
  const length = Math.hypot(1, slope)
  return [
    [c * radius(t), 1.8 * t, s * radius(t)],
    [c / length, -slope / length, s / length],
  ]
})

const plane = patch(1, 1, (u, v) => [
  [2 * u - 1, 0, 2 * v - 1],
  [0, 1, 0],
])

/** Six patches. */
const box = ((): Shape => {
  const all: Shape = { positions: [], normals: [], texcoords: [], indices: [] }
  for (const axis of [0, 1, 2])
    for (const sign of [-1, 1]) {
      const face = patch(1, 1, (u, v) => {
        const [a, b] = [2 * (sign > 0 ? u : 1 - u) - 1, 1 - 2 * v]
        const [n, x, y]: [Vector, Vector, Vector] =
          axis === 0
            ? [
                [sign, 0, 0],
                [0, 0, -1],
                [0, 1, 0],
              ]
            : axis === 1
              ? [
                  [0, sign, 0],
                  [1, 0, 0],
                  [0, 0, -1],
                ]
              : [
                  [0, 0, sign],
                  [1, 0, 0],
                  [0, 1, 0],
                ]
        return [[0, 1, 2].map((i) => n[i]! + a * x[i]! + b * y[i]!) as unknown as Vector, n]
      })
      const first = all.positions.length / 3
      all.positions.push(...face.positions)
      all.normals.push(...face.normals)
      all.texcoords.push(...face.texcoords)
      all.indices.push(...face.indices.map((i) => first + i))
    }
  return all
})()

type Paint = (x: number, y: number) => readonly [number, number, number]

/** The same noise on every machine, 0 to 1, equal on opposite edges of a `period`. */
function noise(x: number, y: number, period: number): number {
  const at = (i: number, j: number): number => {
    const n = Math.imul((i % period) * 374761393 + (j % period) * 668265263 + 1274126177, 2246822519) >>> 0
    return (Math.imul(n ^ (n >>> 15), 3266489917) >>> 8) / 2 ** 24
  }
  const [i, j] = [Math.floor(x), Math.floor(y)]
  const [s, t] = [smooth(x - i), smooth(y - j)]
  return (at(i, j) * (1 - s) + at(i + 1, j) * s) * (1 - t) + (at(i, j + 1) * (1 - s) + at(i + 1, j + 1) * s) * t
}
const smooth = (t: number): number => t * t * (3 - 2 * t)
const mix = (a: readonly number[], b: readonly number[], t: number) =>
  a.map((value, i) => value + (b[i]! - value) * t) as unknown as readonly [number, number, number]

const paints: Record<string, Paint> = {
  'tile bumps': (x, y) => bumps(tileHeight, 0.02)(x, y),
  tiles: (x, y) => {
    const [u, v] = [(x * 2) % 1, (y * 2) % 1]
    const grout = Math.min(u, v, 1 - u, 1 - v) < 0.02
    const light = (Math.floor(x * 2) + Math.floor(y * 2)) % 2 === 0
    return grout
      ? [92, 84, 78]
      : mix(light ? [214, 203, 186] : [112, 122, 120], [160, 150, 140], 0.5 * noise(x * 16, y * 16, 16))
  },
  wood: (x, y) => {
    const board = Math.floor(y * 4)
    const seam = (y * 4) % 1 < 0.05
    const grain = noise(x * 4 + board * 7, y * 64, 64) * 0.6 + noise(x * 16, y * 128, 128) * 0.4
    return seam ? [60, 38, 22] : mix([122, 78, 42], [186, 132, 80], grain)
  },
  glaze: (x, y) => {
    const wave = 0.5 + 0.5 * Math.sin(2 * Math.PI * (y * 6 + 0.35 * Math.sin(2 * Math.PI * x * 3)))
    return mix([22, 62, 112], [226, 232, 228], smooth(Math.min(1, Math.max(0, (wave - 0.35) * 4))))
  },
  /** Occlusion, roughness, metal: dark joints between the boards, and a metal fitting at each corner. */
  crate: (x, y) => {
    const joint = (y * 4) % 1 < 0.05
    const corner = Math.min(x, 1 - x) + Math.min(y, 1 - y) < 0.2
    return corner ? [255, 90, 255] : [joint ? 90 : 255, 180 + 60 * noise(x * 16, y * 64, 64), 0]
  },
  glow: (x, y) => {
    const heat = smooth(Math.min(1, Math.max(0, 2.4 * noise(x * 8, y * 6, 8) - 0.7)))
    return mix([30, 4, 0], [255, 255, 255], heat)
  },
  globe: (x, y) => {
    const land = noise(x * 6, y * 4, 6) * 0.7 + noise(x * 24, y * 16, 24) * 0.3
    return land > 0.52
      ? mix([70, 120, 52], [168, 146, 92], (land - 0.52) * 3)
      : mix([24, 58, 120], [50, 116, 170], land)
  },
}

/** How high the tiles stand: their rims fall into the joints, and each is a little uneven. */
function tileHeight(x: number, y: number): number {
  const [u, v] = [((x + 1) * 2) % 1, ((y + 1) * 2) % 1]
  return (
    smooth(Math.min(1, Math.min(u, v, 1 - u, 1 - v) / 0.06)) + 0.12 * noise(((x + 1) % 1) * 16, ((y + 1) % 1) * 16, 16)
  )
}

/** A normal map of heights: its second axis points up, rows go down. */
const bumps =
  (height: (x: number, y: number) => number, strength: number): Paint =>
  (x, y) => {
    const step = 1 / 256
    const slope = (dx: number, dy: number) =>
      (strength * (height(x + dx, y + dy) - height(x - dx, y - dy))) / (2 * step)
    const normal = normalise([-slope(step, 0), slope(0, step), 1])
    return normal.map((value) => 127.5 + 127.5 * value) as unknown as ReturnType<Paint>
  }

function paint(document: Document, name: string, size: number): Texture {
  const data = new Uint8Array(3 * size * size)
  for (let i = 0; i < size * size; i++)
    data.set(paints[name]!((i % size) / size, Math.floor(i / size) / size).map(Math.round), 3 * i)
  const file = encode({ width: size, height: size, data, channels: 3, depth: 8 })
  return document.createTexture(name).setImage(file).setMimeType('image/png')
}

/** The scene as a binary glTF file; the same bytes on every machine. */
export async function makeScene(): Promise<Uint8Array> {
  const document = new Document()
  const buffer = document.createBuffer()
  const accessor = (
    type: 'VEC2' | 'VEC3' | 'VEC4' | 'SCALAR',
    array: Float32Array | Uint16Array | Uint8Array,
  ): Accessor => document.createAccessor().setBuffer(buffer).setType(type).setArray(array)
  const scene = document.createScene('still life')

  const add = (
    name: string,
    shape: Shape,
    material: Material,
    place: Vector,
    scale: Vector | number = 1,
    rotation: [number, number, number, number] = [0, 0, 0, 1],
    colour?: (i: number) => readonly number[],
  ): Node => {
    const primitive = document
      .createPrimitive()
      .setAttribute('POSITION', accessor('VEC3', Float32Array.from(shape.positions)))
      .setAttribute('NORMAL', accessor('VEC3', Float32Array.from(shape.normals)))
      .setAttribute('TEXCOORD_0', accessor('VEC2', Float32Array.from(shape.texcoords)))
      .setIndices(accessor('SCALAR', Uint16Array.from(shape.indices)))
      .setMaterial(material)
    if (colour) {
      const colours = Array.from({ length: shape.positions.length / 3 }, (_, i) => colour(i)).flat()
      primitive.setAttribute('COLOR_0', accessor('VEC4', Uint8Array.from(colours)).setNormalized(true))
    }
    const node = document
      .createNode(name)
      .setMesh(document.createMesh(name).addPrimitive(primitive))
      .setTranslation([...place])
      .setScale(typeof scale === 'number' ? [scale, scale, scale] : [...scale])
      .setRotation(rotation)
    scene.addChild(node)
    return node
  }
  const material = (name: string, metallic: number, roughness: number, texture?: Texture): Material =>
    document
      .createMaterial(name)
      .setMetallicFactor(metallic)
      .setRoughnessFactor(roughness)
      .setBaseColorTexture(texture ?? null)

  const tiled: Shape = { ...plane, texcoords: plane.texcoords.map((x) => 4 * x) }
  const fittings = paint(document, 'crate', 128)
  const wood = material('wood', 1, 1, paint(document, 'wood', 128))
    .setMetallicRoughnessTexture(fittings)
    .setOcclusionTexture(fittings)
  const tiles = material('tiles', 0, 0.6, paint(document, 'tiles', 128)).setNormalTexture(
    paint(document, 'tile bumps', 128),
  )
  add('floor', tiled, tiles, [0, 0, 0], 8)
  add('crate', box, wood, [-1.5, 0.7, -0.6], 0.7, [0, 0.2588, 0, 0.9659])
  add('small crate', box, wood, [-1.35, 1.75, -0.65], 0.35, [0, -0.1305, 0, 0.9914])
  add(
    'vase',
    vase,
    material('glaze', 0, 0.15, paint(document, 'glaze', 128)).setDoubleSided(true),
    [0.25, 0, -0.9],
    1.25,
  )
  add(
    'globe',
    sphere,
    material('globe', 0, 0.5, paint(document, 'globe', 128)),
    [1.75, 0.8, -0.4],
    0.8,
    [0, 0, -0.2, 0.98],
  )
  const gold = material('gold', 1, 0.3).setBaseColorFactor([1, 0.77, 0.34, 1])
  add('ring', torus, gold, [-0.35, 0.62, 0.75], 0.62, [0.6533, 0.2706, 0.2706, 0.6533])
  const rainbow = material('rainbow', 0, 0.35)
  add('bowl', torus, rainbow, [1.1, 0.17, 1.15], 0.55, [0, 0, 0, 1], (i) =>
    [0, 1 / 3, 2 / 3].map((shift) => Math.round(140 + 110 * turn((i % 49) / 48 + shift)[0])).concat(255),
  )
  const glass = material('glass', 0, 0.05).setBaseColorFactor([0.55, 0.85, 0.75, 0.35]).setAlphaMode('BLEND')
  add('bubble', sphere, glass, [1.1, 0.55, 1.15], 0.42)
  const ember = material('ember', 0, 1)
    .setBaseColorFactor([0.1, 0.02, 0.01, 1])
    .setEmissiveFactor([1, 0.4, 0.08])
    .setEmissiveTexture(paint(document, 'glow', 128))
  add('ember', sphere, ember, [-1.35, 2.3, -0.65], 0.2)

  const view = invert(lookAt([2.4, 2.6, 6.2], [0.05, 0.85, 0]))!
  const camera = document.createCamera('camera').setType('perspective').setYFov(0.62).setZNear(0.1).setZFar(50)
  scene.addChild(
    document
      .createNode('camera')
      .setCamera(camera)
      .setMatrix([...view] as Parameters<Node['setMatrix']>[0]),
  )
  document.getRoot().setDefaultScene(scene)
  return new NodeIO().writeBinary(document)
}

async function writeScene(): Promise<void> {
  await mkdir(dirname(scenePath), { recursive: true })
  await writeFile(scenePath, await makeScene())
}

/** The path of the scene, which is made where it is not there: the package on npm leaves it out. */
export async function findScene(): Promise<string> {
  if (!existsSync(scenePath)) await writeScene()
  return scenePath
}

if (process.argv[1] === fileURLToPath(import.meta.url)) await writeScene()
