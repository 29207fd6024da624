/** Files of JSON of every kind are read alike: nothing in them is overlooked, and faults have line and column. */
import { expect, it } from 'vitest'
import { cli } from './in-process.ts'
import { folderWith } from './support.ts'

const graphText = JSON.stringify({
  version: 1,
  resources: [{ id: 'words', kind: 'buffer', size: 64 }],
  passes: [
    { id: 'load', kind: 'upload', to: 'words', input: 'in' },
    { id: 'get', kind: 'readback', from: 'words', output: 'out' },
  ],
})
const files = () => folderWith({ 'graph.json': graphText })

it.each([
  ['nonsense', 'INVALID_JSON: .*unexpected "n"', '1:1'],
  ['[\0', 'INVALID_JSON: .*it is UTF-16; save it as UTF-8', '1:1'],
  ['\uFEFF{}', 'INVALID_JSON: .*byte order mark', '1:1'],
  ['{\n"a":1,"a":1}', 'DUPLICATE_KEY: The key "a"', '2:7'],
  ['{"a":\n1e999}', 'INEXACT_NUMBER: ', '2:1'],
])('the text %j for a plan, times or a profile, as for a graph', async (text, why, place) => {
  const file = folderWith({ 'graph.json': graphText, 'wrong.json': text })
  const graph = file('graph.json')
  for (const args of [
    ['inspect', file('wrong.json'), '--svg', file('a')],
    ['inspect', graph, '--svg', file('a'), '--timings', file('wrong.json')],
    ['inspect', graph, '--html', file('a'), '--before', file('wrong.json')],
    ['diff', graph, file('wrong.json')],
    ['plan', graph, '--profile', file('wrong.json')],
  ])
    expect(await cli(args)).toMatchObject({
      code: 1,
      err: expect.stringMatching(new RegExp(`^memkit-gpu: ${why}.*wrong\\.json:${place}\\)\n$`)),
    })
})

it('keys that stand twice in a plan', async () => {
  const file = files()
  const { out } = await cli(['plan', file('graph.json'), '--json'])
  const twice = out.replace('"version":1', '"version":1,"version":1')
  const ended = await cli(['inspect', '-', '--svg', file('a')], twice)
  expect(ended).toMatchObject({ code: 1, err: expect.stringMatching(/DUPLICATE_KEY: .*<stdin>:1:/) })
})

it('a plan of another format, or without a profile, with what is wrong about it', async () => {
  const file = files()
  const { out } = await cli(['plan', file('graph.json'), '--json'])
  for (const [text, why] of [
    [out.replace('memkit-gpu/plan', 'memkit-gpu/plann'), '"format" must be '],
    [out.replace('"profile":"dummy",', ''), '"profile" is missing'],
  ] as const)
    expect(await cli(['inspect', '-', '--svg', file('a')], text)).toMatchObject({
      code: 1,
      err: expect.stringContaining(`INVALID_PLAN: The plan is not valid: ${why}`),
    })
})
