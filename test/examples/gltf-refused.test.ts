/** Files with one fault each, and the sentence with which they are refused: where it is, and what helps. */
import { expect, it } from 'vitest'
import { readScene } from '../../examples/scene-loader/read-scene.ts'
import { SceneError } from '../../examples/scene-loader/scene.ts'
import { goodFiles } from '../support/gltf-files/good-files.ts'
import type { Maker } from '../support/gltf-files/maker.ts'
import { writeFiles } from '../support/gltf-files/maker.ts'

const files = await goodFiles()
const bytes = (text: string) => new TextEncoder().encode(text)

/** The JSON of a good file, to be spoilt. */
const spoilt = (name: string, spoil: (json: any, maker: Maker) => void) => () => {
  const maker = files.get(name)!
  const json = JSON.parse(maker.text())
  spoil(json, maker)
  return { 'scene.gltf': JSON.stringify(json) }
}
const binary = (spoil: (file: DataView) => void) => () => {
  const file = Uint8Array.from(files.get('indexed')!.binary())
  spoil(new DataView(file.buffer))
  return { 'scene.glb': file }
}
const buffer = (uri: string) => spoilt('indexed', (json) => (json.buffers[0].uri = uri))
/** The compressed bytes of the file are overwritten. */
const garbage = (name: string) =>
  spoilt(name, (json) => {
    const { byteLength } = json.buffers[0]
    json.buffers[0].uri = `data:;base64,${Buffer.alloc(byteLength, 0x5a).toString('base64')}`
  })

type Fault = readonly [make: () => Record<string, string | Uint8Array>, said: RegExp]
const faults: Readonly<Record<string, Fault>> = {
  'nothing in it': [() => ({ 'scene.gltf': '' }), /is empty; export it again/],
  'no JSON': [() => ({ 'scene.gltf': '{"asset":' }), /it is not JSON/],
  'a list': [() => ({ 'scene.gltf': '[]' }), /has no "asset"/],
  'glTF 1': [() => ({ 'scene.gltf': '{"asset":{"version":"1.0"}}' }), /is glTF 1\.0; this loader reads glTF 2\.0/],
  'glTF 3': [() => ({ 'scene.gltf': '{"asset":{"version":"3.0"}}' }), /is glTF 3\.0/],
  'a version that is a number': [
    () => ({ 'scene.gltf': '{"asset":{"version":2}}' }),
    /asset\.version is no version; put "2\.0" there/,
  ],
  'a version that 2.0 is not enough for': [
    () => ({ 'scene.gltf': '{"asset":{"version":"2.1","minVersion":"2.1"}}' }),
    /needs a reader of glTF 2\.1, by its asset\.minVersion/,
  ],
  'an extension that the loader lacks': [
    spoilt('indexed', (json) => (json.extensionsRequired = ['EXT_unheard_of'])),
    /requires EXT_unheard_of, which this loader lacks: export it without/,
  ],
  'a binary file that says to be longer': [
    binary((file) => file.setUint32(8, 1e9, true)),
    /is cut short: it says that it has 1000000000/,
  ],
  'a chunk longer than the file': [
    binary((file) => file.setUint32(12, 1e9, true)),
    /chunk 0 that reaches past its end/,
  ],
  'a binary file that does not begin with JSON': [
    binary((file) => file.setUint32(16, 7, true)),
    /does not begin with a chunk of JSON/,
  ],
  'base64 that is none': [
    buffer('data:;base64,*~*'),
    /buffers\[0\]\.uri is a data URI with characters that base64 has not/,
  ],
  'a data URI without data': [buffer('data:;base64'), /buffers\[0\]\.uri is a data URI without data/],
  'a data URI that is too short': [buffer('data:;base64,AAAA'), /buffers\[0\] has 3 bytes, and its byteLength is/],
  'a buffer above the folder': [
    buffer('../data.bin'),
    /\.\.\/data\.bin, which lies outside of its folder: put a copy into its folder/,
  ],
  'a buffer on the network': [buffer('http://example.com/a'), /http:\/\/example\.com\/a, which is not beside it/],
  'a buffer that is its folder': [buffer('.'), /which lies outside of its folder/],
  'a buffer that is a folder': [
    () => ({ ...buffer('a')(), 'a/b.bin': bytes('b') }),
    /which cannot be read \(EISDIR\): buffers\[0\]\.uri must name a file/,
  ],
  'a buffer without a place': [spoilt('indexed', (json) => delete json.buffers[0].uri), /buffers\[0\] has no uri/],
  'a count below none': [
    spoilt('indexed', (json) => (json.accessors[0].count = -3)),
    /accessors\[0\]\.count is -3; put a whole number/,
  ],
  'a count that is huge': [
    spoilt('indexed', (json) => (json.accessors[0].count = 2 ** 40)),
    /accessors\[0\] reaches past its buffer view/,
  ],
  'zeros without end': [
    spoilt('indexed', (json) => (json.accessors[0] = { componentType: 5126, type: 'VEC3', count: 2 ** 40 })),
    /more than 1073741824 bytes from accessors\[0\]\.count on/,
  ],
  'a number that is infinite': [
    () => ({ 'scene.gltf': files.get('indexed')!.text().replace('"scale":[1,', '"scale":[1e999,') }),
    /nodes\[0\]\.scale\[0\] is Infinity; put a finite number there/,
  ],
  'a name of another type': [
    spoilt('indexed', (json) => (json.accessors[0].type = 'VEC5')),
    /accessors\[0\]\.type is "VEC5"; put one of SCALAR/,
  ],
  'a list of other length': [
    spoilt('indexed', (json) => (json.nodes[0].rotation = [0, 1])),
    /nodes\[0\]\.rotation is a list of 2; put a list of 4/,
  ],
  'an object for a list': [spoilt('indexed', (json) => (json.nodes = {})), /nodes is an object; put a list there/],
  'nothing for an object': [
    spoilt('indexed', (json) => (json.meshes = [null])),
    /meshes\[0\] is null; put an object there/,
  ],
  'a mesh that is not there': [
    spoilt('indexed', (json) => (json.nodes[0].mesh = 9)),
    /nodes\[0\]\.mesh names meshes\[9\], which is not there/,
  ],
  'nodes in a circle': [
    spoilt('indexed', (json) => (json.nodes[0].children = [1, 2])),
    /nodes\[\d\] (is the child of two nodes|out of)/,
  ],
  'a node that is its own child': [
    spoilt('material', (json) => (json.nodes[0].children = [0])),
    /take nodes\[0\] out of nodes\[0\]\.children/,
  ],
  'positions of two numbers': [
    spoilt('material', (json) => (json.accessors[0] = { ...json.accessors[0], type: 'VEC2' })),
    /attributes\.POSITION names accessors\[0\], which is VEC2; put VEC3 there/,
  ],
  'indices of floats': [
    spoilt(
      'indexed',
      (json) => (json.meshes[0].primitives[0].indices = json.meshes[0].primitives[0].attributes.POSITION),
    ),
    /primitives\[0\]\.indices names accessors\[\d\], which is VEC3 of 5126; put SCALAR/,
  ],
  'indices past the vertices': [
    spoilt(
      'indexed',
      (json) =>
        (json.accessors[1].count = json.accessors[2].count = json.accessors[3].count = json.accessors[4].count = 3),
    ),
    /has 3 positions, and an index 5; put indices below 3/,
  ],
  'fewer normals than positions': [
    spoilt('material', (json) => (json.accessors[1].count = 2)),
    /has 6 positions, and only 2 of NORMAL/,
  ],
  'a stride shorter than an element': [
    spoilt('interleaved', (json) => (json.bufferViews[0].byteStride = 8)),
    /more than the byteStride of bufferViews\[0\]/,
  ],
  'more sparse values than values': [
    spoilt('sparse', (json) => (json.accessors[0].sparse.count = 99)),
    /accessors\[0\]\.sparse\.count is 99/,
  ],
  'a filter that does not exist': [
    spoilt('material', (json) => (json.samplers[0].minFilter = 1)),
    /samplers\[0\]\.minFilter is 1; put one of 9728/,
  ],
  'an image of nowhere': [
    spoilt('material', (json) => (json.images[0] = {})),
    /images\[0\] has neither a uri nor a bufferView/,
  ],
  'an image that is cut short': [
    spoilt('material', (json) => (json.images[1].uri = json.images[1].uri.slice(0, 80))),
    /image "images\[1\]" \(images\[1\]\) is not a valid PNG: it is cut short; save it again/,
  ],
  'a joint that the skin has not': [
    spoilt('skin', (json) => {
      const { JOINTS_0 } = json.meshes[0].primitives[0].attributes
      json.accessors[JOINTS_0].bufferView = json.accessors[0].bufferView
      json.accessors[JOINTS_0].byteOffset = 2
    }),
    /has a joint \d+ of a skin with 1; put a smaller number into its JOINTS/,
  ],
  'inverse bind matrices that are none': [
    spoilt('skin', (json) => (json.skins[0].inverseBindMatrices = 1)),
    /skins\[0\]\.inverseBindMatrices names accessors\[1\], which is 6 VEC3 of 5126; put 1 MAT4 of 5126 there/,
  ],
  'a morph target of fewer vertices': [
    spoilt('morph', (json) => (json.accessors[json.meshes[0].primitives[0].targets[0].POSITION].count = 2)),
    /targets\[0\]\.POSITION has 2 elements, and the primitive 6/,
  ],
  'instances of different numbers': [
    spoilt('scenery', (json) => {
      const { attributes } = json.nodes.at(-1).extensions.EXT_mesh_gpu_instancing
      json.accessors[attributes.SCALE].count = 1
    }),
    /EXT_mesh_gpu_instancing\.attributes are of different lengths/,
  ],
  'a light that is not there': [
    spoilt('scenery', (json) => (json.nodes[0].extensions.KHR_lights_punctual.light = 4)),
    /nodes\[0\]\.extensions\.KHR_lights_punctual\.light names a light 4, which is not there/,
  ],
  'a camera without a lens': [
    spoilt('scenery', (json) => delete json.cameras[0].perspective),
    /cameras\[0\]\.perspective is missing/,
  ],
  'a camera that ends before it begins': [
    spoilt('scenery', (json) => (json.cameras[0].perspective.zfar = 0.05)),
    /cameras\[0\]\.perspective\.zfar is not above its znear/,
  ],
  'Draco of garbage': [
    garbage('draco'),
    /KHR_draco_mesh_compression (is damaged|holds no triangles); compress it again/,
  ],
  'a Draco attribute that is not there': [
    spoilt(
      'draco',
      (json) => (json.meshes[0].primitives[0].extensions.KHR_draco_mesh_compression.attributes.POSITION = 7),
    ),
    /KHR_draco_mesh_compression has no attribute 7, which is to be its POSITION/,
  ],
  'meshopt of garbage': [
    garbage('meshopt'),
    /bufferViews\[0\]\.extensions\.EXT_meshopt_compression is damaged; compress it again/,
  ],
  'meshopt of a mode that does not exist': [
    spoilt('meshopt', (json) => (json.bufferViews[0].extensions.EXT_meshopt_compression.mode = 'LINES')),
    /EXT_meshopt_compression\.mode is "LINES"; put ATTRIBUTES, TRIANGLES or INDICES there/,
  ],
  'KTX2 that is cut short': [
    spoilt('textures', (json) => (json.bufferViews[json.images[1].bufferView].byteLength -= 20)),
    /\(images\[1\]\) is not a valid KTX2: it is cut short/,
  ],
  'WebP that is cut short': [
    spoilt('textures', (json) => (json.bufferViews[json.images[0].bufferView].byteLength -= 2)),
    /\(images\[0\]\) is not a valid WebP: it is cut short/,
  ],
}

it.for(Object.keys(faults))('refuses a file with %s', async (name) => {
  const [make, said] = faults[name]!
  const error: unknown = await readScene(await writeFiles(make())).catch((error: unknown) => error)
  expect(error).toBeInstanceOf(SceneError)
  expect((error as Error).message).toMatch(said)
})
