/** Files of every kind through the scene loader: loaded with the right bytes, or refused in one line. */
import { readdir, readFile, rm } from 'node:fs/promises'
import { dirname, join } from 'node:path'
import { Document, type GLTF, type Material, type Texture } from '@gltf-transform/core'
import { createExecutor, parseGraph, planGraph, profiles } from 'memkit-gpu'
import { createDummyBackend } from 'memkit-gpu/dummy'
import { createWebGpuBackend } from 'memkit-gpu/webgpu'
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest'
import { matchers } from '../../src/vitest/index.ts'
import { loadGraph } from '../../examples/scene-loader/graph.ts'
import { loadScene } from '../../examples/scene-loader/load.ts'
import { readScene } from '../../examples/scene-loader/read-scene.ts'
import { SceneError, type Scene } from '../../examples/scene-loader/scene.ts'
import { describeGpu } from '../support/gpu/describe-gpu.ts'
import { greenJpeg } from '../support/jpegs.ts'
import {
  corners,
  documentOf,
  greenPng,
  pngOf,
  square,
  squareIndices,
  writeScene,
  writeSceneWithFiles,
  writeText,
} from '../support/gltf.ts'

expect.extend(matchers)
// Whole pictures on a software device: minutes are not a fault where cores are few and busy.
vi.setConfig({ testTimeout: 120_000 })

const bytes = (array: ArrayBufferView): Uint8Array => new Uint8Array(array.buffer, array.byteOffset, array.byteLength)
const png = { file: greenPng, mimeType: 'image/png' }
const indexed = documentOf({ indices: Uint16Array.from(squareIndices) })

/** Files that load. What they draw covers the middle of the picture: red, or green where a texture says so. */
const loadable: Readonly<Record<string, () => Promise<string>>> = {
  'interleaved views': () =>
    writeScene(
      documentOf({
        indices: Uint16Array.from(squareIndices),
        attributes: { NORMAL: ['VEC3', Float32Array.of(0, 0, 1, 0, 0, 1, 0, 0, 1, 0, 0, 1)] },
      }),
    ),
  'separate views': () => writeScene(indexed, { layout: 'SEPARATE' }),
  'sparse accessors': () => {
    const positions = new Float32Array(3 * 64)
    positions.set(corners)
    return writeScene(documentOf({ positions, sparse: true }))
  },
  'no indices': () => writeScene(documentOf({ positions: corners })),
  'indices of 8 bits': () => writeScene(documentOf({ indices: Uint8Array.from(squareIndices) })),
  'indices of 32 bits': () => writeScene(documentOf({ indices: Uint32Array.from(squareIndices) })),
  'colours of 8 bits, three a vertex': () =>
    writeScene(
      documentOf({
        positions: corners,
        attributes: { COLOR_0: ['VEC3', new Uint8Array(18).fill(255), true] },
      }),
    ),
  'an embedded image': () => writeScene(documentOf({ indices: Uint16Array.from(squareIndices), image: png })),
  'an image in a data URI': () =>
    writeScene(documentOf({ indices: Uint16Array.from(squareIndices), image: png }), { edit: () => {} }),
  'external buffers and images': () =>
    writeSceneWithFiles(documentOf({ indices: Uint16Array.from(squareIndices), image: png })),
  'a JPEG image': () =>
    writeScene(
      documentOf({
        indices: Uint16Array.from(squareIndices),
        image: { file: greenJpeg, mimeType: 'image/jpeg' },
      }),
    ),
  'an image of a kind that is not decoded': () =>
    writeScene(
      documentOf({
        indices: Uint16Array.from(squareIndices),
        image: { file: new TextEncoder().encode('GIF89a and more'), mimeType: 'image/gif' },
      }),
    ),
  'a mirrored node': async () => {
    const document = documentOf({ indices: Uint16Array.from(squareIndices) })
    document.getRoot().listNodes()[0]!.setScale([-1, 1, 1])
    document.getRoot().listMaterials()[0]!.setDoubleSided(false)
    return writeScene(document)
  },
  'compression that a fallback makes optional': () =>
    writeScene(indexed, { edit: ({ json }) => (json.extensionsUsed = ['KHR_draco_mesh_compression']) }),
}

/** The whole scene loaded on the CPU and read back, against the file's own bytes. */
async function expectLoaded(scene: Scene): Promise<void> {
  const { graph, inputs } = loadGraph(scene)
  const ids = [...scene.buffers, ...scene.textures].map(({ id }) => id)
  const withReadbacks = parseGraph({
    ...graph,
    passes: [
      ...graph.passes,
      ...scene.buffers.map(({ id }) => ({ id: `get-${id}`, kind: 'readback' as const, from: id, output: id })),
      ...scene.textures.map(({ id }) => ({
        id: `get-${id}`,
        kind: 'readback' as const,
        from: { resource: id, mipLevelCount: 1 },
        output: id,
      })),
    ],
  })
  for (const profile of Object.values(profiles)) {
    const plan = planGraph(graph, profile)
    expect(plan).toPassCheck(graph, profile)
    expect(plan.submissions.length).toBeLessThanOrEqual(1)
    const copies = plan.submissions.flatMap(({ commands }) => commands.filter(({ op }) => op === 'copy'))
    expect(copies.flatMap((copy) => (copy.op === 'copy' ? copy.regions : [])).length).toBeLessThanOrEqual(1)
  }
  const backend = createDummyBackend()
  const executor = await createExecutor(planGraph(withReadbacks, backend.profile), backend)
  const { outputs } = await executor.run({ inputs })
  await executor.destroy()
  expect(outputs).toEqual(Object.fromEntries(ids.map((id) => [id, inputs[id]])))
}

describe('loads', () => {
  it.for(Object.keys(loadable))(
    '%s: every accessor and image arrives, in one submission and one region',
    async (kind) => {
      await expectLoaded(await readScene(await loadable[kind]!()))
    },
  )

  it('sparse accessors as the values that they stand for', async () => {
    const scene = await readScene(await loadable['sparse accessors']!())
    expect(scene.buffers[0]!.bytes.subarray(0, bytes(corners).length)).toEqual(bytes(corners))
    expect(scene.buffers[0]!.bytes.length).toBe(4 * 3 * 64)
  })

  it('indices of 8 bits as 16, because devices have no smaller ones', async () => {
    const scene = await readScene(await loadable['indices of 8 bits']!())
    expect(scene.buffers.find(({ usage }) => usage === 'index')!.bytes).toEqual(bytes(Uint16Array.from(squareIndices)))
    expect(scene.draws[0]).toMatchObject({ count: 6, index: { format: 'uint16' } })
  })

  it('interleaved views as one buffer an accessor', async () => {
    const scene = await readScene(await loadable['interleaved views']!())
    expect(scene.buffers.map((buffer) => buffer.bytes.length)).toEqual(expect.arrayContaining([48, 48, 12]))
    expect(scene.buffers[0]!.bytes).toEqual(bytes(square))
  })

  it('a scene without anything in it, and says so', async () => {
    const document = new Document()
    document.getRoot().setDefaultScene(document.createScene())
    const scene = await readScene(await writeScene(document))
    expect(scene.notes).toEqual(['the scene has nothing to draw'])
    await expectLoaded(scene)
  })

  it('a file without a scene, and says so', async () => {
    const scene = await readScene(await writeText('{"asset":{"version":"2.0"}}'))
    expect(scene).toMatchObject({ buffers: [], textures: [], draws: [], notes: ['the scene has nothing to draw'] })
  })

  it('what it cannot show, and says so: animations, unknown extensions', async () => {
    const path = await writeScene(documentOf({ indices: Uint16Array.from(squareIndices) }), {
      edit: ({ json }) => {
        json.extensionsUsed = ['KHR_materials_clearcoat', 'KHR_mesh_quantization']
        json.skins = [{ joints: [0] }]
        json.nodes![0]!.skin = 0
        json.meshes![0]!.primitives[0]!.targets = [{ POSITION: 0 }]
        const channel = { sampler: 0, target: { node: 0, path: 'translation' as const } }
        json.animations = [{ samplers: [{ input: 1, output: 0 }], channels: [channel] }]
      },
    })
    const scene = await readScene(path)
    expect(scene.notes).toEqual(['KHR_materials_clearcoat is not shown', 'animations are shown at rest'])
    expect(scene.draws).toHaveLength(1)
    await expectLoaded(scene)
  })

  it('a checkerboard for an image that is not decoded, and says so', async () => {
    const scene = await readScene(await loadable['an image of a kind that is not decoded']!())
    expect(scene.notes).toEqual([
      '"picture" is image/gif, and only PNG, JPEG, WebP and KTX2 are decoded here; a checkerboard stands in',
    ])
  })
})

describe('refuses in one line', () => {
  const refusal = async (path: string): Promise<string> => {
    const error = await readScene(path).catch((error: unknown) => error)
    expect(error).toBeInstanceOf(SceneError)
    expect((error as Error).message).not.toContain('\n')
    return (error as Error).message
  }

  it.for([
    ['EXT_texture_avif', 'gltf-transform png'],
    ['KHR_materials_pbrSpecularGlossiness', 'gltf-transform metalrough'],
    ['EXT_unheard_of', 'which this loader lacks: export it without'],
  ] as const)('a file that requires %s', async ([extension, reason]) => {
    const edit = ({ json }: { json: { extensionsUsed?: string[]; extensionsRequired?: string[] } }) => {
      json.extensionsUsed = [extension]
      json.extensionsRequired = [extension]
    }
    const message = await refusal(await writeScene(indexed, { edit }))
    expect(message).toContain(extension)
    expect(message).toContain(reason)
  })

  it('a file that is not there', async () => {
    expect(await refusal('/nowhere/scene.glb')).toBe('There is no file /nowhere/scene.glb')
  })

  it('a folder', async () => {
    expect(await refusal(dirname(await writeText('{}')))).toMatch(/is a folder/)
  })

  it('an image that is not beside its file', async () => {
    const path = await writeSceneWithFiles(documentOf({ image: png }))
    const image = (await readdir(dirname(path))).find((name) => name.endsWith('.png'))!
    await rm(join(dirname(path), image))
    expect(await refusal(path)).toMatch(/scene\.gltf needs .*\.png, which is not there/)
  })

  it('text that is not JSON, and JSON that is not glTF', async () => {
    expect(await refusal(await writeText('once upon a time'))).toMatch(/neither a binary glTF 2\.0 file nor JSON/)
    expect(await refusal(await writeText('[1, 2]'))).toMatch(/not a glTF file/)
    expect(await refusal(await writeText('null'))).toMatch(/not a glTF file/)
    expect(await refusal(await writeText('{"asset":{"version":"1.0"}}'))).toMatch(
      /glTF 1\.0; this loader reads glTF 2\.0/,
    )
    expect(await refusal(await writeText(Uint8Array.of(0, 1, 2, 250, 251), 'glb'))).toMatch(/neither/)
  })

  it('an accessor that reaches past its buffer', async () => {
    const path = await writeScene(indexed, { edit: ({ json }) => (json.accessors![0]!.count = 10_000) })
    expect(await refusal(path)).toMatch(/is not valid glTF 2\.0: accessors\[0\] reaches past its buffer view/)
  })

  it('an accessor of numbers that no glTF has', async () => {
    const path = await writeScene(indexed, { edit: ({ json }) => (json.accessors![0]!.componentType = 5124 as 5125) })
    expect(await refusal(path)).toMatch(
      /accessors\[0\]\.componentType is 5124; put one of 5120, 5121, 5122, 5123, 5125 and 5126 there/,
    )
  })

  it('an index past the vertices', async () => {
    const path = await writeScene(documentOf({ indices: Uint16Array.of(0, 1, 4) }))
    expect(await refusal(path)).toMatch(
      /meshes\[0\]\.primitives\[0\] has 4 positions, and an index 4; put indices below 4/,
    )
  })

  const edited = (edit: (json: GLTF.IGLTF) => void): Promise<string> =>
    writeScene(indexed, { edit: ({ json }) => edit(json) })

  it.for<[what: string, edit: (json: GLTF.IGLTF) => void, message: RegExp]>([
    [
      'a view past its buffer',
      (json) => (json.bufferViews![0]!.byteLength = 1e9),
      /bufferViews\[0\] reaches past its buffer/,
    ],
    [
      'a buffer that is shorter than it says',
      (json) => {
        json.buffers![0]!.byteLength = 1e9
        json.bufferViews![0]!.byteLength = 1e8
      },
      /not valid glTF 2\.0: buffers\[0\] has \d+ bytes, and its byteLength is 1000000000/,
    ],
    [
      'a negative offset',
      (json) => (json.bufferViews![0]!.byteOffset = -4),
      /bufferViews\[0\]\.byteOffset is -4; put a whole number from 0 up there/,
    ],
    [
      'a fractional count',
      (json) => (json.accessors![0]!.count = 1.5),
      /accessors\[0\]\.count is 1\.5; put a whole number from 1 up there/,
    ],
    [
      'a count that is text',
      (json) => (json.accessors![0]!.count = '4' as unknown as number),
      /accessors\[0\]\.count is "4"; put a whole number/,
    ],
    [
      'more zeros than memory holds',
      (json) => Object.assign(json.accessors![0]!, { bufferView: undefined, count: 2 ** 40 }),
      /its accessors hold more than 1073741824 bytes/,
    ],
    [
      'a thousand accessors of one view',
      (json) => {
        const huge = { componentType: 5126 as const, type: 'MAT4' as const, count: 2 ** 20 }
        json.accessors!.push(...Array.from({ length: 1000 }, () => ({ ...huge })))
      },
      /its accessors hold more than 1073741824 bytes/,
    ],
    [
      'sparse values past their view',
      (json) => {
        const at = { bufferView: 0, byteOffset: 1e6 }
        json.accessors![0]!.sparse = { count: 1, indices: { ...at, componentType: 5123 }, values: at }
      },
      /accessors\[0\]\.sparse has indices or values past their buffer view/,
    ],
    ['nodes in a circle', (json) => (json.nodes![0]!.children = [0]), /its nodes form a circle/],
    [
      'a node of two parents',
      (json) => json.nodes!.push({ children: [0] }, { children: [0] }),
      /nodes\[0\] is the child of two nodes/,
    ],
    [
      'nodes a hundred thousand deep',
      (json) => {
        for (let i = 1; i < 100_000; i++) json.nodes!.push({ children: i + 1 < 100_000 ? [i + 1] : [] })
      },
      /its nodes lie more than 1000 deep/,
    ],
    [
      'a mesh that is not there',
      (json) => (json.nodes![0]!.mesh = 7),
      /nodes\[0\]\.mesh names meshes\[7\], which is not there/,
    ],
    [
      'an attribute that is not there',
      (json) => (json.meshes![0]!.primitives[0]!.attributes['NORMAL'] = 99),
      /meshes\[0\]\.primitives\[0\]\.attributes\.NORMAL names accessors\[99\]/,
    ],
    ['a scene that is not there', (json) => (json.scene = 3), /scene names scenes\[3\], which is not there/],
    ['a list that is none', (json) => ((json as { nodes: unknown }).nodes = 5), /not valid glTF 2\.0/],
    [
      'a buffer of the parent folder',
      (json) => (json.buffers![0]!.uri = '../secret.bin'),
      /scene-.* needs \.\.\/secret\.bin, which lies outside of its folder/,
    ],
    [
      'a buffer of the parent folder in disguise',
      (json) => (json.buffers![0]!.uri = 'a/%2e%2e/%2E%2E/secret.bin'),
      /lies outside of its folder/,
    ],
    ['a buffer of another folder', (json) => (json.buffers![0]!.uri = '/etc/passwd'), /lies outside of its folder/],
    ['a buffer behind backslashes', (json) => (json.buffers![0]!.uri = '..\\secret.bin'), /lies outside of its folder/],
    [
      'a buffer on the network',
      (json) => (json.buffers![0]!.uri = 'https://example.com/a.bin'),
      /is not beside it; only files are read/,
    ],
    [
      'a buffer of a file URL',
      (json) => (json.buffers![0]!.uri = 'file:///etc/passwd'),
      /is not beside it; only files are read/,
    ],
    [
      'a buffer that is not there',
      (json) => (json.buffers![0]!.uri = 'gone.bin'),
      /needs .*gone\.bin, which is not there/,
    ],
  ])('%s', async ([, edit, message]) => {
    expect(await refusal(await edited(edit))).toMatch(message)
  })

  it('a binary file that is cut short, wherever', async () => {
    const whole = await readFile(await writeScene(indexed))
    for (const length of [4, 11, 12, 19, 20, 100, whole.length - 1])
      expect(await refusal(await writeText(whole.subarray(0, length), 'glb'))).toMatch(
        /neither a binary glTF 2\.0 file nor JSON/,
      )
    const old = Uint8Array.from(whole)
    old[4] = 1
    expect(await refusal(await writeText(old, 'glb'))).toMatch(/glTF 1\.0; this loader reads glTF 2\.0/)
    const lying = Uint8Array.from(whole)
    new DataView(lying.buffer).setUint32(12, 0xfffffff0, true)
    expect(await refusal(await writeText(lying, 'glb'))).toMatch(/a chunk 0 that reaches past its end/)
  })

  it('a picture that claims to be larger than any device takes', async () => {
    const file = Uint8Array.from(greenPng)
    new DataView(file.buffer).setUint32(16, 2 ** 20)
    new DataView(file.buffer).setUint32(20, 2 ** 20)
    const image = { file, mimeType: 'image/png' }
    expect(await refusal(await writeScene(documentOf({ image })))).toMatch(/1048576×1048576 texels large/)
  })

  it('a JPEG that is broken', async () => {
    const image = { file: greenJpeg.slice(0, 200), mimeType: 'image/jpeg' }
    expect(await refusal(await writeScene(documentOf({ image })))).toMatch(
      /image "picture" \(images\[0\]\) is not a valid JPEG: it is cut short/,
    )
  })

  it('a PNG that is broken', async () => {
    const image = { file: greenPng.slice(0, 40), mimeType: 'image/png' }
    expect(await refusal(await writeScene(documentOf({ image })))).toMatch(
      /image "picture" \(images\[0\]\) is not a valid PNG: it is cut short/,
    )
  })
})

await describeGpu('webgpu', 'draws what it loads', ({ gpu }) => {
  let backend: Awaited<ReturnType<typeof createWebGpuBackend>>
  beforeAll(async () => {
    backend = await createWebGpuBackend({ gpu })
  })
  afterAll(() => backend.destroy())

  const drawn = async (path: string, width = 32): Promise<Uint8Array> => {
    const scene = await readScene(path)
    const loaded = await loadScene(scene, backend)
    expect(loaded.plan.submissions.length).toBeLessThanOrEqual(1)
    const { draw } = await loaded.startDrawing({ width, height: width })
    const picture = await draw()
    await loaded.destroy()
    return picture
  }
  const middle = (picture: Uint8Array): number[] => [...picture.subarray(4 * (16 * 32 + 16), 4 * (16 * 32 + 16) + 3)]

  it.for(Object.keys(loadable))('%s', async (kind) => {
    const picture = await drawn(await loadable[kind]!())
    const [red, green, blue] = middle(picture)
    const background = picture.subarray(0, 3)
    expect([red, green, blue]).not.toEqual([...background])
    if (kind.includes('image') && !kind.includes('not decoded')) expect(green).toBeGreaterThan(red!)
    else if (!kind.includes('image')) expect(red).toBeGreaterThan(green!)
  })

  it('only the background, when the scene is empty', async () => {
    const picture = await drawn(await writeText('{"asset":{"version":"2.0"}}'), 8)
    expect(new Set(new Uint32Array(picture.slice().buffer)).size).toBe(1)
  })

  describe('materials', () => {
    /** The middle of a grey square whose material was changed. */
    const surface = async (change: (material: Material, map: (colour: number[]) => Texture) => void) => {
      const document = documentOf({
        indices: Uint16Array.from(squareIndices),
        attributes: {
          NORMAL: ['VEC3', Float32Array.of(0, 0, 1, 0, 0, 1, 0, 0, 1, 0, 0, 1)],
          TEXCOORD_0: ['VEC2', Float32Array.of(0, 1, 1, 1, 1, 0, 0, 0)],
          TEXCOORD_1: ['VEC2', new Float32Array(8).fill(0.99)],
        },
      })
      const material = document.getRoot().listMaterials()[0]!
      material.setBaseColorFactor([0.5, 0.5, 0.5, 1]).setMetallicFactor(0)
      change(material, (colour) => document.createTexture().setImage(pngOf(colour)).setMimeType('image/png'))
      return middle(await drawn(await writeScene(document)))
    }
    const sum = (colour: readonly number[]): number => colour[0]! + colour[1]! + colour[2]!

    it('glow where their emissive map does', async () => {
      const [red, green] = await surface((material, map) => {
        material
          .setBaseColorFactor([0, 0, 0, 1])
          .setEmissiveFactor([1, 1, 1])
          .setEmissiveTexture(map([0, 255, 0]))
      })
      expect(green).toBeGreaterThan(red! + 100)
    })

    it('are darker in the shade where their occlusion map says so, as strongly as they say', async () => {
      const [full, half, none] = await Promise.all(
        [1, 0.5, 0].map((strength) =>
          surface((material, map) => {
            material.setOcclusionTexture(map([0, 255, 255])).setOcclusionStrength(strength)
          }),
        ),
      )
      expect(sum(full!)).toBeLessThan(sum(half!))
      expect(sum(half!)).toBeLessThan(sum(none!))
    })

    it('are of metal where the blue of their map says so, and rough where the green does', async () => {
      const of = (map: number[]) =>
        surface((material, texture) => {
          material.setMetallicFactor(1).setRoughnessFactor(1).setMetallicRoughnessTexture(texture(map))
        })
      const [cloth, metal, mirror] = await Promise.all([of([0, 255, 0]), of([0, 255, 255]), of([0, 40, 255])])
      expect(cloth).toEqual(await surface((material) => void material.setMetallicFactor(0).setRoughnessFactor(1)))
      expect(metal).not.toEqual(cloth)
      expect(mirror).not.toEqual(metal)
    })

    it('turn towards the light where their normal map does', async () => {
      const lean = (x: number, y: number, scale = 1) =>
        surface((material, map) => {
          material.setNormalTexture(map([127 + 90 * x, 127 + 90 * y, 200])).setNormalScale(scale)
        })
      // The sun stands above, on the right.
      const [flat, right, left, up, down] = await Promise.all([
        lean(0, 0),
        lean(1, 0),
        lean(-1, 0),
        lean(0, 1),
        lean(0, -1),
      ])
      expect(sum(right!)).toBeGreaterThan(sum(left!) + 30)
      expect(sum(up!)).toBeGreaterThan(sum(down!) + 30)
      const unscaled = await lean(1, 1, 0)
      expect(Math.abs(sum(unscaled) - sum(flat!))).toBeLessThan(6)
    })

    it('are laid on by the second set of coordinates where they ask for it', async () => {
      const by = (set: number) =>
        surface((material, map) => {
          material
            .setBaseColorTexture(map([255, 0, 0, 0, 255, 0]))
            .getBaseColorTextureInfo()!
            .setTexCoord(set)
          material.getBaseColorTextureInfo()!.setMagFilter(9728).setMinFilter(9728)
        })
      const [red, green] = await by(1)
      expect(green).toBeGreaterThan(red!)
    })

    it('are not there where their mask is below the cutoff, and let the background through where they blend', async () => {
      const background = middle(await drawn(await writeText('{"asset":{"version":"2.0"}}')))
      const clear = (mode: 'MASK' | 'BLEND', alpha: number) =>
        surface((material) => void material.setBaseColorFactor([1, 0, 0, alpha]).setAlphaMode(mode))
      expect(await clear('MASK', 0.4)).toEqual(background)
      expect(await clear('MASK', 0.6)).not.toEqual(background)
      const [through, solid] = [await clear('BLEND', 0.3), await clear('BLEND', 1)]
      expect(through[2]).toBeGreaterThan(solid[2]!)
      expect(through[2]).toBeLessThanOrEqual(background[2]!)
    })
  })
})
