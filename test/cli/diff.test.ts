import { describe, expect, it } from 'vitest'
import { folderWith, memkit } from './support.ts'

const document = {
  version: 1,
  name: 'there and back',
  resources: [{ id: 'words', kind: 'buffer', size: 64 }],
  passes: [
    { id: 'load', kind: 'upload', to: 'words', input: 'in' },
    { id: 'get', kind: 'readback', from: 'words', output: 'out' },
  ],
}
const larger = { ...document, resources: [{ id: 'words', kind: 'buffer', size: 128 }] }
const files = () => folderWith({ 'a.json': JSON.stringify(document), 'b.json': JSON.stringify(larger) })

describe('memkit-gpu diff', () => {
  it('says that the plans of equal graphs are equal, and exits with 0', async () => {
    const file = files()
    expect(await memkit(['diff', file('a.json'), file('a.json')])).toEqual({ code: 0, out: 'equal\n', err: '' })
  })

  it('says what differs, and exits with 1', async () => {
    const file = files()
    const { code, out, err } = await memkit(['diff', file('a.json'), file('b.json'), '--profile', 'vulkan'])
    expect([code, err]).toEqual([1, ''])
    expect(out).toMatch(/^figures\n {2}memory\.peakBytes: 64 B → 128 B \(\+100 %\)\n/)
    expect(out).toContain('\n  - load: copy in:in → words 64 B\n  + load: copy in:in → words 128 B\n')
  })

  it('gives the same as data with --json', async () => {
    const file = files()
    const { code, out } = await memkit(['diff', file('a.json'), file('b.json'), '--json'])
    expect(code).toBe(1)
    expect(JSON.parse(out)).toMatchObject({
      equal: false,
      figures: expect.arrayContaining([{ figure: 'report.memory.peakBytes', before: 64, after: 128 }]),
    })
  })

  it('holds a graph against a plan, for the device and the objective of the plan', async () => {
    const plan = await memkit(['plan', files()('a.json'), '--json', '--profile', 'webgpu', '--objective', 'memory'])
    const file = folderWith({ 'a.json': JSON.stringify(document), 'plan.json': plan.out })
    expect((await memkit(['diff', file('a.json'), file('plan.json')])).out).toBe('equal\n')
    expect((await memkit(['diff', file('plan.json'), file('plan.json')])).code).toBe(0)
  })

  it.each([
    ['one file', ['diff', 'a.json'], 'two files are compared'],
    ['three files', ['diff', 'a', 'b', 'c'], 'two files are compared, but "c" follows them'],
    [
      'a missing file',
      ['diff', 'nowhere.json', 'nowhere.json'],
      'nowhere.json cannot be read (ENOENT): there is no such file',
    ],
    ['an unknown option', ['diff', 'a', 'b', '--jsno'], 'there is no option --jsno; did you mean --json?'],
    ['standard input twice', ['diff', '-', '-'], 'standard input can be read only once'],
  ])('exits with 2 for %s', async (_, args, message) => {
    const { code, out, err } = await memkit(args)
    expect([code, out]).toEqual([2, ''])
    expect(err).toContain(message)
  })

  it('exits with 1 and the fault where a document is none', async () => {
    const file = folderWith({ 'a.json': JSON.stringify(document), 'bad.json': '{' })
    const { code, err } = await memkit(['diff', file('a.json'), file('bad.json')])
    expect([code, err]).toEqual([1, expect.stringMatching(/^memkit-gpu: INVALID_JSON: /)])
  })
})
