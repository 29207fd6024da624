/**
 * `npx tsx scripts/fuzz-gltf-payloads.ts [COUNT]`: compressed geometry and images of glTF files, spoilt in several places at once: cut,
 * bits turned, words of extreme values, pieces moved and repeated. Lists what is neither decoded nor refused in words of ours, and what
 * takes long. What is drawn of a seed is the same each time.
 */
import { decodeImage, imageKind } from '../examples/scene-loader/images/decode.ts'
import { dracoMesh, ktx2, meshopt, octahedral, pictureOf, webp } from '../test/support/gltf-files/compress.ts'
import { blackPng } from '../test/support/gltf-files/bombs.ts'
import { Maker, squareCoordinates, squareCorners, writeFiles } from '../test/support/gltf-files/maker.ts'
import { outcomeOf } from '../test/support/gltf-files/outcome.ts'
import { gradients } from '../test/support/jpegs.ts'

const count = Number(process.argv[2] ?? 300)
const slowMs = 5000
let state = 1
const random = (below: number): number => {
  state = (Math.imul(state, 1664525) + 1013904223) >>> 0
  return Math.floor((state / 2 ** 32) * below)
}

function spoil(good: Uint8Array): Uint8Array {
  let bytes = Buffer.from(good)
  const words = [0, 1, 0x7fff, 0xffff, 0x7fffffff, 0x80000000, 0xffffffff]
  for (let times = 1 + random(4); times > 0 && bytes.length > 4; times--) {
    // Headers are where sizes are.
    const at = random(2) === 0 ? random(Math.min(96, bytes.length)) : random(bytes.length)
    const way = random(6)
    if (way === 0) bytes = bytes.subarray(0, Math.max(1, at))
    else if (way === 1) bytes[at]! ^= 1 << random(8)
    else if (way === 2 && at + 4 <= bytes.length) bytes.writeUInt32LE(words[random(words.length)]!, at)
    else if (way === 3 && at + 2 <= bytes.length) bytes.writeUInt16BE(words[random(4)]!, at)
    else if (way === 4) bytes = Buffer.concat([bytes.subarray(0, at), bytes.subarray(random(bytes.length))])
    else bytes.fill(random(256), at, Math.min(bytes.length, at + random(32)))
  }
  return bytes
}

const picture = pictureOf(16, [200, 100, 0, 255], [0, 50, 255, 128])
const images: Readonly<Record<string, Uint8Array>> = {
  ...Object.fromEntries(Object.entries(gradients).map(([name, file]) => [`JPEG ${name}`, file])),
  PNG: blackPng(33, 9),
  WebP: await webp(picture),
  'KTX2 UASTC': await ktx2(picture, { isUASTC: true, mipmaps: true }),
  'KTX2 ETC1S': await ktx2(picture, { isUASTC: false, mipmaps: true }),
}
const indices = Uint16Array.from({ length: 6 }, (_, i) => i)
const geometry: Readonly<Record<string, readonly [Uint8Array, (m: Maker, bytes: Uint8Array) => void]>> = {
  Draco: [
    await dracoMesh(squareCorners, squareCoordinates),
    (m, bytes) => {
      m.uses('KHR_draco_mesh_compression', true)
      const extension = { bufferView: m.view(bytes), attributes: { POSITION: 0, TEXCOORD_0: 1 } }
      const accessor = (type: string) => m.add('accessors', { componentType: 5126, type, count: 6 })
      const attributes = { POSITION: accessor('VEC3'), TEXCOORD_0: accessor('VEC2') }
      m.show(attributes, { extensions: { KHR_draco_mesh_compression: extension } })
    },
  ],
  ...Object.fromEntries(
    await Promise.all(
      (['TRIANGLES', 'INDICES'] as const).map(async (mode) => {
        const good = await meshopt(new Uint8Array(indices.buffer), 6, 2, mode)
        return [
          `meshopt ${mode}`,
          [
            good,
            (m: Maker, bytes: Uint8Array) => {
              const bufferView = compressed(m, bytes, { byteStride: 2, count: 6, mode }, 12)
              const accessor = m.add('accessors', { bufferView, componentType: 5123, type: 'SCALAR', count: 6 })
              m.show({ POSITION: m.accessor('VEC3', squareCorners) }, { indices: accessor })
            },
          ],
        ] as const
      }),
    ),
  ),
  'meshopt OCTAHEDRAL': [
    await meshopt(await octahedral(new Float32Array(24).fill(0.5)), 6, 4, 'ATTRIBUTES'),
    (m, bytes) => {
      const bufferView = compressed(m, bytes, { byteStride: 4, count: 6, mode: 'ATTRIBUTES', filter: 'OCTAHEDRAL' }, 24)
      const more = { componentType: 5120, type: 'VEC3', count: 6, normalized: true }
      m.show({ POSITION: m.accessor('VEC3', squareCorners), NORMAL: m.add('accessors', { bufferView, ...more }) })
    },
  ],
}

function compressed(m: Maker, bytes: Uint8Array, extension: object, byteLength: number): number {
  m.uses('EXT_meshopt_compression', true)
  m.fallbackBytes = { EXT_meshopt_compression: byteLength }
  const extensions = { EXT_meshopt_compression: { buffer: 0, ...m.place(bytes), ...extension } }
  return m.add('bufferViews', { buffer: 1, byteLength, extensions })
}

let faults = 0
async function watched(what: string, said: Promise<string>): Promise<void> {
  const began = performance.now()
  const kind = await said
  const ms = performance.now() - began
  if (kind !== 'drawn' && kind !== 'refused') console.log(`FAULT ${what}: ${kind}`)
  if (ms > slowMs) console.log(`SLOW  ${what}: ${Math.round(ms)} ms`)
  faults += Number((kind !== 'drawn' && kind !== 'refused') || ms > slowMs)
}

for (const [name, good] of Object.entries(images)) {
  for (let i = 0; i < count; i++) {
    const file = spoil(good)
    const kind = imageKind(file)
    if (!kind) continue
    const decoded = decodeImage({ file, kind, block: undefined }).then((made) => {
      if ('wrong' in made) return 'refused'
      if (!('image' in made)) return made.missing
      const { width, height, levels } = made.image
      return levels[0]!.byteLength === 4 * width * height
        ? 'drawn'
        : `${levels[0]!.byteLength} bytes of ${width}×${height}`
    })
    await watched(`${name} ${i} ${Buffer.from(file).toString('base64').slice(0, 4000)}`, decoded)
  }
  console.log(`${name}: ${faults} faults so far`)
}
for (const [name, [good, make]] of Object.entries(geometry)) {
  for (let i = 0; i < count; i++) {
    const m = new Maker()
    const bytes = spoil(good)
    make(m, bytes)
    const outcome = outcomeOf(await writeFiles({ 'scene.gltf': m.text() }))
    const said = outcome.then((made) => (made.kind === 'fault' ? made.said : made.kind))
    await watched(`${name} ${i} ${Buffer.from(bytes).toString('base64').slice(0, 4000)}`, said)
  }
  console.log(`${name}: ${faults} faults so far`)
}
if (faults > 0) process.exitCode = 1
