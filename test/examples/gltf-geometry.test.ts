/** Geometry of every kind that glTF files have, drawn by the CPU: what is to be seen is sketched, one letter a cell. */
import { expect, it, vi } from 'vitest'
import { blue, green, Maker, red, squareCorners, writeFiles } from '../support/gltf-files/maker.ts'
import { drawFile, sketch } from '../support/gltf-files/sketch.ts'

vi.setConfig({ testTimeout: 60_000 })

const floats = (...values: number[]) => Float32Array.from(values)
const corners = floats(-1, -1, 0, 1, -1, 0, 1, 1, 0, -1, 1, 0)
const rightHalf = squareCorners.map((value, i) => (i % 3 === 0 ? (value + 1) / 2 : value))
/** The quarter above on the right. */
const quarter = squareCorners.map((value, i) => (i % 3 === 2 ? value : (value + 1) / 2))

/** What is drawn is red, unless a case paints it. */
const cases: Readonly<Record<string, readonly [sketch: string, make: (m: Maker) => unknown]>> = {
  'no indices': ['rr/rr', (m) => m.show({ POSITION: m.accessor('VEC3', squareCorners) }, painted(m))],
  'indices of 8 bits': ['rr/rr', (m) => indexed(m, Uint8Array.of(0, 1, 2, 0, 2, 3))],
  'indices of 16 bits': ['rr/rr', (m) => indexed(m, Uint16Array.of(0, 1, 2, 0, 2, 3))],
  'indices of 32 bits': ['rr/rr', (m) => indexed(m, Uint32Array.of(0, 1, 2, 0, 2, 3))],
  'a triangle strip': ['rr/rr', (m) => indexed(m, Uint16Array.of(0, 1, 3, 2), 5)],
  'a triangle fan': ['rr/rr', (m) => indexed(m, Uint16Array.of(0, 1, 2, 3), 6)],
  'a triangle fan without indices': [
    'rr/rr',
    (m) => m.show({ POSITION: m.accessor('VEC3', corners) }, { ...painted(m), mode: 6 }),
  ],
  'a fan of two corners, which is nothing': [
    '../..',
    (m) => m.show({ POSITION: m.accessor('VEC3', corners.subarray(0, 6)) }, { ...painted(m), mode: 6 }),
  ],
  lines: ['.../rrr/...', (m) => lines(m, floats(-1, 0, 0, 1, 0, 0), 1)],
  'a line strip': ['.../rrr/...', (m) => lines(m, floats(-1, 0, 0, 0, 0, 0, 1, 0, 0), 3)],
  'a line loop, which closes itself': [
    // Corners are half of one line, half of another.
    '?r?/r.r/?r?',
    (m) => {
      const ring = [-2, -2, 2, -2, 2, 2, -2, 2].flatMap((v, i) => (i % 2 === 0 ? [v / 3] : [v / 3, 0]))
      lines(m, Float32Array.from(ring), 2)
    },
  ],
  points: ['.../.r./...', (m) => lines(m, floats(0, 0, 0), 0)],
  'interleaved attributes': [
    'gg/gg',
    (m) => {
      const view = m.view(
        Float32Array.from({ length: 36 }, (_, i) => {
          const [vertex, part] = [Math.floor(i / 6), i % 6]
          return part < 3 ? squareCorners[vertex * 3 + part]! : [0, 1, 0][part - 3]!
        }),
        { byteStride: 24 },
      )
      const at = (byteOffset: number) =>
        m.add('accessors', { bufferView: view, byteOffset, componentType: 5126, type: 'VEC3', count: 6 })
      m.show({ POSITION: at(0), COLOR_0: at(12) }, { material: m.paint([1, 1, 1, 1]) })
    },
  ],
  'colours of floats with alpha': [
    'gg/gg',
    (m) =>
      coloured(
        m,
        'VEC4',
        Float32Array.from({ length: 24 }, (_, i) => [0, 1, 0, 1][i % 4]!),
      ),
  ],
  'colours of 8 bits': [
    'bb/bb',
    (m) =>
      coloured(
        m,
        'VEC3',
        Uint8Array.from({ length: 18 }, (_, i) => [0, 0, 255][i % 3]!),
        { normalized: true },
      ),
  ],
  'colours of 16 bits': [
    'yy/yy',
    (m) =>
      coloured(
        m,
        'VEC4',
        Uint16Array.from({ length: 24 }, (_, i) => [65535, 65535, 0, 65535][i % 4]!),
        {
          normalized: true,
        },
      ),
  ],
  'positions of 16 bits, scaled by their node (KHR_mesh_quantization)': [
    'rr/rr',
    (m) => {
      m.uses('KHR_mesh_quantization', true)
      const positions = m.accessor(
        'VEC3',
        Int16Array.from(squareCorners, (value) => value * 1000),
      )
      m.show({ POSITION: positions }, painted(m), { scale: [0.001, 0.001, 0.001] })
    },
  ],
  'positions of 8 bits, normalised': [
    'r./..',
    (m) => {
      m.uses('KHR_mesh_quantization', true)
      const values = Int8Array.from(squareCorners, (value) => value * 127)
      const positions = m.accessor('VEC3', values, { normalized: true })
      m.show({ POSITION: positions }, painted(m), { scale: [0.5, 0.5, 1], translation: [-0.5, 0.5, 0] })
    },
  ],
  'sparse positions over others': ['r./r.', (m) => sparse(m, m.view(squareCorners))],
  'sparse positions over nothing': [
    '.r/..',
    (m) => {
      // Three of six corners leave the origin.
      const positions = m.add('accessors', {
        componentType: 5126,
        type: 'VEC3',
        count: 6,
        sparse: {
          count: 4,
          indices: { bufferView: m.view(Uint8Array.of(1, 2, 4, 5)), componentType: 5121 },
          values: { bufferView: m.view(floats(1, 0, 0, 1, 1, 0, 1, 1, 0, 0, 1, 0)) },
        },
      })
      m.show({ POSITION: positions }, painted(m))
    },
  ],
  'a matrix': ['.r/..', (m) => placed(m, { matrix: [0.5, 0, 0, 0, 0, 0.5, 0, 0, 0, 0, 1, 0, 0.5, 0.5, 0, 1] })],
  'a place, a turn and a scale': [
    '../r.',
    (m) =>
      placed(m, { translation: [-0.5, -0.5, 0], rotation: [0, 0, Math.SQRT1_2, Math.SQRT1_2], scale: [0.5, 0.5, 1] }),
  ],
  'nodes in nodes': [
    '.r/..',
    (m) => {
      const mesh = m.add('meshes', {
        primitives: [{ attributes: { POSITION: m.accessor('VEC3', squareCorners) }, ...painted(m) }],
      })
      const inner = m.add('nodes', { mesh, scale: [0.5, 0.5, 1] })
      m.place3d({
        children: [m.add('nodes', { children: [inner], translation: [0, 0.5, 0] })],
        translation: [0.5, 0, 0],
      })
    },
  ],
  'a mirrored node, seen from the front': [
    'r./r.',
    (m) => m.show({ POSITION: m.accessor('VEC3', rightHalf) }, sided(m), { scale: [-1, 1, 1] }),
  ],
  'a back, which is not seen': [
    '../..',
    (m) => m.show({ POSITION: m.accessor('VEC3', squareCorners) }, sided(m), { rotation: [0, 1, 0, 0] }),
  ],
  'a morph target by the weights of its mesh': ['r./r.', (m) => morph(m, { mesh: [1] })],
  'a morph target by the weights of its node': ['r./r.', (m) => morph(m, { mesh: [0], node: [1] })],
  'a morph target of no weight': ['rr/rr', (m) => morph(m, { mesh: [0] })],
  'half a morph target': ['rrr./rrr./rrr./rrr.', (m) => morph(m, { mesh: [0.5] })],
  'a skin at rest': ['.r/..', (m) => skin(m, { node: { translation: [5, 5, 5] } })],
  'a skin without inverse bind matrices': ['.r/..', (m) => skin(m, { bind: false })],
  'a skin of two joints, by half': ['.r/..', (m) => skin(m, { halves: true })],
  'instances (EXT_mesh_gpu_instancing)': [
    'r.r/.../..r',
    (m) => {
      m.uses('EXT_mesh_gpu_instancing', true)
      const places = floats(-0.667, 0.667, 0, 0.667, 0.667, 0, 0.667, -0.667, 0)
      placed(m, {
        extensions: {
          EXT_mesh_gpu_instancing: {
            attributes: {
              TRANSLATION: m.accessor('VEC3', places),
              SCALE: m.accessor('VEC3', new Float32Array(9).fill(0.3)),
              ROTATION: m.accessor(
                'VEC4',
                Int8Array.from({ length: 12 }, (_, i) => (i % 4 === 3 ? 127 : 0)),
                {
                  normalized: true,
                },
              ),
            },
          },
        },
      })
    },
  ],
  'instances of which one is mirrored': [
    'rr/..',
    (m) => {
      m.uses('EXT_mesh_gpu_instancing')
      const attributes = {
        TRANSLATION: m.accessor('VEC3', floats(-0.5, 0.5, 0, 0.5, 0.5, 0)),
        SCALE: m.accessor('VEC3', floats(0.5, 0.5, 1, -0.5, 0.5, 1)),
      }
      const extensions = { EXT_mesh_gpu_instancing: { attributes } }
      m.show({ POSITION: m.accessor('VEC3', squareCorners) }, sided(m), { extensions })
    },
  ],
  'several primitives of several materials': [
    'rg/bg',
    (m) => {
      const at = (x: number, y: number) =>
        m.accessor('VEC3', quarter.map((value, i) => value - (i % 3 === 0 ? x : i % 3 === 1 ? y : 0)).slice())
      const primitives = [
        { attributes: { POSITION: at(1, 0) }, material: m.paint(red) },
        { attributes: { POSITION: at(0, 0) }, material: m.paint(green) },
        { attributes: { POSITION: at(0, 1) }, material: 1 },
        { attributes: { POSITION: at(1, 1) }, material: m.paint(blue) },
      ]
      m.place3d({ mesh: m.add('meshes', { primitives }) })
    },
  ],
  'a primitive without positions, beside one that has some': [
    'rr/rr',
    (m) => {
      m.show({ COLOR_0: m.accessor('VEC4', new Float32Array(24).fill(1)) })
      m.show({ POSITION: m.accessor('VEC3', squareCorners) }, painted(m))
    },
  ],
  'a node that is hidden, with what hangs on it (KHR_node_visibility)': [
    '.r/..',
    (m) => {
      m.uses('KHR_node_visibility', true)
      m.show({ POSITION: m.accessor('VEC3', quarter) }, painted(m))
      const mesh = m.add('meshes', { primitives: [{ attributes: { POSITION: m.accessor('VEC3', squareCorners) } }] })
      const extensions = { KHR_node_visibility: { visible: false } }
      m.place3d({ mesh, extensions, translation: [0, 0, 1], children: [m.add('nodes', { mesh })] })
    },
  ],
  'a scene that is not the first': [
    '.r/..',
    (m) => {
      placed(m, {})
      m.json['scenes'].unshift({ nodes: [] })
      m.json['scene'] = 0
      m.show({ POSITION: m.accessor('VEC3', quarter) }, painted(m))
    },
  ],
}

const painted = (m: Maker) => ({ material: m.paint(red) })
const sided = (m: Maker) => ({ material: m.paint(red, { doubleSided: false }) })

const placed = (m: Maker, node: object) => m.show({ POSITION: m.accessor('VEC3', squareCorners) }, painted(m), node)

const indexed = (m: Maker, indices: Uint8Array | Uint16Array | Uint32Array, mode = 4) =>
  m.show({ POSITION: m.accessor('VEC3', corners) }, { ...painted(m), indices: m.accessor('SCALAR', indices), mode })

const lines = (m: Maker, positions: Float32Array, mode: number) =>
  m.show({ POSITION: m.accessor('VEC3', positions) }, { ...painted(m), mode })

const coloured = (m: Maker, type: string, values: Float32Array | Uint8Array | Uint16Array, more: object = {}) =>
  m.show(
    { POSITION: m.accessor('VEC3', squareCorners), COLOR_0: m.accessor(type, values, more) },
    { material: m.paint([1, 1, 1, 1]) },
  )

/** The corners on the right move to the middle. */
function sparse(m: Maker, bufferView: number): void {
  const positions = m.add('accessors', {
    bufferView,
    componentType: 5126,
    type: 'VEC3',
    count: 6,
    sparse: {
      count: 3,
      indices: { bufferView: m.view(Uint16Array.of(1, 2, 4)), componentType: 5123 },
      values: { bufferView: m.view(floats(0, -1, 0, 0, 1, 0, 0, 1, 0)) },
    },
  })
  m.show({ POSITION: positions }, painted(m))
}

/** The target carries the corners on the right to the middle. */
function morph(m: Maker, weights: { readonly mesh: number[]; readonly node?: number[] }): void {
  const delta = squareCorners.map((value, i) => (i % 3 === 0 && value > 0 ? -1 : 0))
  const node = placed(m, weights.node ? { weights: weights.node } : {})
  const mesh = m.json['meshes'][node['mesh']]
  mesh.weights = weights.mesh
  mesh.primitives[0].targets = [{ POSITION: m.accessor('VEC3', delta) }]
}

/** A square that a joint carries into the quarter above on the right. */
function skin(m: Maker, how: { readonly node?: object; readonly bind?: boolean; readonly halves?: boolean }): void {
  const joint = (x: number, y: number) => m.add('nodes', { translation: [x, y, 0] })
  const joints = how.halves
    ? [joint(0, 0), joint(1, 1)]
    : [joint(how.bind === false ? 0.5 : 1, how.bind === false ? 0.5 : 1)]
  const small = squareCorners.map((value, i) => (i % 3 === 2 ? 0 : value * 0.5))
  const half = how.halves ? [0.5, 0.5, 0, 0] : [1, 0, 0, 0]
  const inverse = [1, 0, 0, 0, 0, 1, 0, 0, 0, 0, 1, 0, how.halves ? 0 : -0.5, how.halves ? 0 : -0.5, 0, 1]
  const skins = m.add('skins', {
    joints,
    ...(how.bind !== false && {
      inverseBindMatrices: m.accessor('MAT4', Float32Array.from(joints.flatMap(() => inverse))),
    }),
  })
  m.show(
    {
      POSITION: m.accessor('VEC3', small),
      JOINTS_0: m.accessor(
        'VEC4',
        Uint8Array.from({ length: 24 }, (_, i) => (how.halves && i % 4 === 1 ? 1 : 0)),
      ),
      WEIGHTS_0: m.accessor(
        'VEC4',
        Float32Array.from({ length: 24 }, (_, i) => half[i % 4]!),
      ),
    },
    painted(m),
    { skin: skins, ...how.node },
  )
  for (const node of joints) m.json['scenes'][0].nodes.push(node)
}

it.for(Object.keys(cases))('%s', async (name) => {
  const [expected, make] = cases[name]!
  const maker = new Maker()
  make(maker)
  maker.aim()
  const path = await writeFiles({ 'scene.gltf': maker.text() })
  expect(sketch(await drawFile(path, {}, expected.indexOf('/')))).toBe(expected)
})
