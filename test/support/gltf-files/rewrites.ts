/** A file whose JSON is rewritten in its structure: parts that change places, that are there many times, that lead in circles, with odd names. */

type Json = any
type Pick = <T>(from: readonly T[]) => T
type Rewrite = (json: Json, pick: Pick) => void

const uris = [
  'data:',
  'data:;base64,',
  'data:;base64,!!!!',
  'data:image/png;base64,AAAA',
  'http://localhost/x',
  '../../../etc/passwd',
  '%zz',
  '\0',
  'x?y#z',
  '.',
  'a'.repeat(5000),
]
const words = [
  '__proto__',
  'constructor',
  'toString',
  'length',
  '\ud800',
  'a\nb',
  '\u202e',
  '🙂'.repeat(300),
  '5126',
  '-1',
]
const numbers = [-0, 0.1, 2 ** 53, 2 ** 32, 2 ** 31 - 1, -(2 ** 31), 1e-320, 65535, 5120, 5126, 34962]
const extensions: readonly Json[] = [
  null,
  [],
  { KHR_draco_mesh_compression: {} },
  { EXT_meshopt_compression: {} },
  { KHR_meshopt_compression: { buffer: 0, mode: 'TRIANGLES', count: 9, byteStride: 3 } },
  { KHR_texture_transform: { scale: [0, 0] } },
  { KHR_materials_unlit: null },
  { EXT_mesh_gpu_instancing: { attributes: { TRANSLATION: 99 } } },
  { KHR_lights_punctual: { light: 9 } },
  { KHR_texture_basisu: { source: 0 } },
]
const assets: readonly Json[] = [
  { version: '2.1' },
  { version: '2.1', minVersion: '2.1' },
  { version: '2.0', minVersion: '2.5' },
  { version: '1.0' },
  { version: '10.0' },
  { version: 2 },
  { version: '2.x' },
  { minVersion: '2.0' },
  [],
]
const required: readonly Json[] = [['KHR_nothing'], ['__proto__'], ['x'.repeat(3000)], [1], null, {}]

const at = (json: Json, path: readonly string[]): Json => path.reduce((value, key) => value[key], json)
const put = (object: Json, key: string, value: unknown): void =>
  void Object.defineProperty(object, key, { value, enumerable: true, configurable: true, writable: true })
const set = (json: Json, path: readonly string[], value: unknown): void =>
  put(at(json, path.slice(0, -1)), path.at(-1)!, value)

function placesIn(json: Json, is: (value: Json) => boolean, path: readonly string[] = []): (readonly string[])[] {
  const deeper = typeof json === 'object' && json !== null ? Object.keys(json) : []
  return [
    ...(path.length > 0 && is(json) ? [path] : []),
    ...deeper.flatMap((key) => placesIn(json[key], is, [...path, key])),
  ]
}
const isObject = (value: Json) => typeof value === 'object' && value !== null && !Array.isArray(value)
const isNumber = (value: Json) => typeof value === 'number'

const rewrites: Readonly<Record<string, Rewrite>> = {
  'two parts change places'(json, pick) {
    const all = placesIn(json, () => true)
    const [one, other] = [pick(all), pick(all)]
    const copies = [structuredClone(at(json, one)), structuredClone(at(json, other))]
    set(json, one, copies[1])
    if (!one.every((key, i) => key === other[i])) set(json, other, copies[0])
  },
  'a part is there many times'(json, pick) {
    const list = at(json, pick(placesIn(json, (value) => Array.isArray(value) && value.length > 0)))
    const [first] = list
    for (let i = 0; i < 200; i++) list.push(structuredClone(first))
  },
  'numbers lead elsewhere'(json, pick) {
    for (let i = 0; i < 3; i++) set(json, pick(placesIn(json, isNumber)), pick([0, 1, 2, 3, 4]))
  },
  'nodes lead in circles'(json, pick) {
    for (const node of json.nodes) node.children = [pick([...json.nodes.keys()]), pick([...json.nodes.keys()])]
  },
  'a key is an odd word': (json, pick) =>
    put(at(json, pick(placesIn(json, isObject))), pick(words), pick<unknown>([1, null, {}])),
  'a value is an odd word': (json, pick) => set(json, pick(placesIn(json, () => true)), pick(words)),
  'a number is an odd one': (json, pick) => set(json, pick(placesIn(json, isNumber)), pick(numbers)),
  'a file is elsewhere'(json, pick) {
    const file = pick([...(json.images ?? []), ...json.buffers])
    file.uri = pick(uris)
    delete file.bufferView
  },
  'another extension is there': (json, pick) =>
    void (at(json, pick(placesIn(json, isObject))).extensions = pick(extensions)),
  'another extension is required': (json, pick) => void (json.extensionsRequired = pick(required)),
  'another version is meant': (json, pick) => void (json.asset = pick(assets)),
  'an attribute too many'(json, pick) {
    const name = pick(['TEXCOORD_1', 'TEXCOORD_9', 'COLOR_1', 'JOINTS_0', 'WEIGHTS_1', 'TANGENT', 'normal'])
    for (const { primitives } of json.meshes)
      for (const { attributes } of primitives) attributes[name] = pick([...json.accessors.keys(), 99])
  },
}

/** The same file rewritten, once or twice, as `choices` say; a second rewrite that no longer finds its place is left out. */
export function rewritten(text: string, choices: readonly number[]): { what: string; text: string } {
  const json = JSON.parse(text)
  let next = 0
  const pick: Pick = (from) => from[choices[next++ % choices.length]! % from.length]!
  const what: string[] = []
  for (let i = 0; i < 2; i++) {
    const name = pick(Object.keys(rewrites))
    try {
      rewrites[name]!(json, pick)
      what.push(name)
    } catch (error) {
      if (i === 0) throw error
    }
  }
  return { what: what.join(', '), text: JSON.stringify(json) }
}
