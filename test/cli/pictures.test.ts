/** Pictures of textures, and inputs from a folder. */
import { readFileSync } from 'node:fs'
import { decode } from 'fast-png'
import type { GraphDocument } from 'memkit-gpu'
import { describe, expect, it } from 'vitest'
import { folderWith, memkit } from './support.ts'

type Texture = Extract<GraphDocument['resources'][number], { kind: 'texture' }>
type From = Extract<GraphDocument['passes'][number], { kind: 'readback' }>['from']

/** Two texels beside each other, or whatever `texture` says instead. */
const document = (texture: Partial<Texture>, from: From = 'texels'): GraphDocument => ({
  version: 1,
  resources: [
    { id: 'texels', kind: 'texture', format: 'rgba8unorm', size: [2, 1], ...texture },
    { id: 'words', kind: 'buffer', size: 8 },
  ],
  passes: [
    { id: 'load', kind: 'upload', to: 'texels', input: 'texels' },
    { id: 'load-words', kind: 'upload', to: 'words', input: 'words' },
    { id: 'get', kind: 'readback', from, output: 'picture' },
    { id: 'get-words', kind: 'readback', from: 'words', output: 'words' },
  ],
})
const bytes = Uint8Array.from({ length: 64 }, (_, i) => 3 * i + 1)

/** Runs the document; the picture is FILE.png of the folder. */
async function draw(graph: GraphDocument, sizeBytes: number, output = 'picture') {
  const file = folderWith({
    'graph.json': JSON.stringify(graph),
    'texels.bin': bytes.subarray(0, sizeBytes),
    'words.bin': bytes.subarray(0, 8),
  })
  const args = ['run', file('graph.json'), '--inputs', file(''), '--output', `${output}=${file('out.png')}`]
  return { ended: await memkit(args), file }
}

describe('an --output that ends in .png', () => {
  it.for([
    ['rgba8unorm', 8, 4, [...bytes.subarray(0, 8)]],
    ['rgba8unorm-srgb', 8, 4, [...bytes.subarray(0, 8)]],
    ['bgra8unorm', 8, 4, [7, 4, 1, 10, 19, 16, 13, 22]],
    ['bgra8unorm-srgb', 8, 4, [7, 4, 1, 10, 19, 16, 13, 22]],
    ['r8unorm', 2, 1, [1, 4]],
  ] as const)('gets the picture that a texture of %s holds', async ([format, size, channels, data]) => {
    const { ended, file } = await draw(document({ format }), size)
    expect(ended).toMatchObject({ code: 0, err: '' })
    const png = decode(readFileSync(file('out.png')))
    expect(png).toMatchObject({ width: 2, height: 1, channels, depth: 8 })
    expect([...png.data]).toEqual(data)
  })

  it('gets one level, or a part of it', async () => {
    const level = document({ size: [2, 2], mipLevelCount: 2 }, { resource: 'texels', mipLevel: 1 })
    const part = document({ size: [2, 2] }, { resource: 'texels', origin: [1, 0, 0], size: [1, 2, 1] })
    for (const [graph, size, shape] of [
      [level, 20, { width: 1, height: 1 }],
      [part, 16, { width: 1, height: 2 }],
    ] as const) {
      const { ended, file } = await draw(graph, size)
      expect(ended).toMatchObject({ code: 0, err: '' })
      expect(decode(readFileSync(file('out.png')))).toMatchObject(shape)
    }
  })

  it.for([
    ['a buffer', document({}), 'words', 'it holds bytes of the buffer "words"'],
    ['floats', document({ format: 'r32float' }), 'picture', '"texels" is r32float; pictures are made of r8unorm, '],
    ['levels', document({ size: [2, 2], mipLevelCount: 2 }), 'picture', 'it holds 2 levels of "texels"; read back one'],
    ['layers', document({ size: [2, 2, 3] }), 'picture', 'it holds 3 layers of "texels"; read back one'],
  ] as const)('is refused before anything runs where the output holds %s', async ([, graph, output, why]) => {
    const { ended } = await draw(graph, 8, output)
    expect(ended.code).toBe(1)
    expect(ended.err).toMatch(new RegExp(`^memkit-gpu: NO_PICTURE: The output "${output}" makes no picture: `))
    expect(ended.err).toContain(why)
    expect(ended.err).toContain(`(--output ${output}=`)
  })
})

describe('--inputs', () => {
  const two = (a: string, b: string): string =>
    JSON.stringify({
      version: 1,
      resources: [a, b].map((id) => ({ id, kind: 'buffer', size: 8 })),
      passes: [a, b].flatMap((id) => [
        { id: `load ${id}`, kind: 'upload', to: id, input: id },
        { id: `get ${id}`, kind: 'readback', from: id, output: id },
      ]),
    })

  it('takes the inputs from a folder, by names as in a URL, and --input goes before', async () => {
    const file = folderWith({
      'graph.json': two('../a b', 'c'),
      '..%2Fa%20b.bin': bytes.subarray(0, 8),
      'c.bin': bytes.subarray(8, 16),
      mine: bytes.subarray(16, 24),
    })
    const outputs = ['--output', `../a b=${file('a')}`, '--output', `c=${file('c')}`]
    const args = ['run', file('graph.json'), '--inputs', file(''), ...outputs]
    expect(await memkit(args)).toMatchObject({ code: 0, err: '' })
    expect([...readFileSync(file('a')), ...readFileSync(file('c'))]).toEqual([...bytes.subarray(0, 16)])
    expect(await memkit([...args, '--input', `c=${file('mine')}`])).toMatchObject({ code: 0, err: '' })
    expect([...readFileSync(file('c'))]).toEqual([...bytes.subarray(16, 24)])
  })

  it('names the file that is missing', async () => {
    const file = folderWith({ 'graph.json': two('a', 'b'), 'a.bin': bytes.subarray(0, 8) })
    const { code, err } = await memkit(['run', file('graph.json'), '--inputs', file('')])
    expect([code, err]).toEqual([
      2,
      expect.stringMatching(/^memkit-gpu: .*b\.bin cannot be read \(ENOENT\): there is no such file$/m),
    ])
  })
})
