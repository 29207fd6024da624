/** Files of every kind through the scene loader: loaded with the right bytes, or refused in one line. */
import { readdir, rm } from 'node:fs/promises'
import { dirname, join } from 'node:path'
import { Document } from '@gltf-transform/core'
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
import {
  corners,
  documentOf,
  greenPng,
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
  'an image that is not PNG': () =>
    writeScene(
      documentOf({
        indices: Uint16Array.from(squareIndices),
        image: { file: Uint8Array.of(0xff, 0xd8, 0xff), mimeType: 'image/jpeg' },
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

  it('a checkerboard for an image that is not PNG, and says so', async () => {
    const scene = await readScene(await loadable['an image that is not PNG']!())
    expect(scene.notes).toEqual(['"picture" is image/jpeg, and only PNG is decoded here; a checkerboard stands in'])
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
    ['KHR_draco_mesh_compression', 'Draco-compressed'],
    ['EXT_meshopt_compression', 'meshopt-compressed'],
    ['KHR_texture_basisu', 'Basis-compressed'],
    ['EXT_unheard_of', 'which this loader lacks'],
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
    expect(await refusal(path)).toMatch(/accessors\[0\] has a type that glTF 2\.0 does not know/)
  })

  it('an index past the vertices', async () => {
    const path = await writeScene(documentOf({ indices: Uint16Array.of(0, 1, 4) }))
    expect(await refusal(path)).toBe('A primitive has 4 positions, and an index 4')
  })

  it('a PNG that is broken', async () => {
    const image = { file: greenPng.slice(0, 40), mimeType: 'image/png' }
    expect(await refusal(await writeScene(documentOf({ image })))).toMatch(/The image "picture" is not a valid PNG/)
  })
})

await describeGpu('webgpu', 'draws what it loads', ({ gpu, runsOn }) => {
  let backend: Awaited<ReturnType<typeof createWebGpuBackend>>
  beforeAll(async () => {
    backend = await createWebGpuBackend({ gpu })
  })
  afterAll(() => backend.destroy())

  it.for(Object.keys(loadable))('%s', async (kind) => {
    const scene = await readScene(await loadable[kind]!())
    const { picture, plan } = await loadScene(scene, { width: 32, height: 32 }, { backend, runsOn })
    expect(plan.submissions).toHaveLength(1)
    const [red, green, blue] = picture!.subarray(4 * (16 * 32 + 16))
    const background = picture!.subarray(0, 3)
    expect([red, green, blue]).not.toEqual([...background])
    if (kind.includes('image') && !kind.includes('not PNG')) expect(green).toBeGreaterThan(red!)
    else if (!kind.includes('image')) expect(red).toBeGreaterThan(green!)
  })

  it('only the background, when the scene is empty', async () => {
    const scene = await readScene(await writeText('{"asset":{"version":"2.0"}}'))
    const { picture } = await loadScene(scene, { width: 8, height: 8 }, { backend, runsOn })
    expect(new Set(new Uint32Array(picture!.slice().buffer)).size).toBe(1)
  })
})
