import { createHash } from 'node:crypto'
import { readFileSync } from 'node:fs'
import { describe, expect, it } from 'vitest'
import manifest from '../../package.json' with { type: 'json' }
import { shapes } from '../../bench/planning/shapes.ts'
import { folderWith, memkit, memkitPiped } from './support.ts'

const words = new Uint8Array(64).map((_, i) => i)
const sha256 = (bytes: Uint8Array): string => createHash('sha256').update(bytes).digest('hex')

const document = {
  version: 1,
  name: 'there and back',
  resources: [{ id: 'words', kind: 'buffer', size: 64 }],
  passes: [
    { id: 'load', kind: 'upload', to: 'words', input: 'in' },
    { id: 'get', kind: 'readback', from: 'words', output: 'out' },
  ],
}
const graphText = JSON.stringify(document)
const files = () => folderWith({ 'graph.json': graphText, 'in.bin': words })

const withBody = {
  ...document,
  passes: [
    ...document.passes,
    { id: 'poke', kind: 'custom', body: 'poke', sideEffects: true, uses: [{ use: 'words', as: 'storage-read' }] },
  ],
}

describe('memkit-gpu validate', () => {
  it('says that a graph is valid, and how large it is', async () => {
    expect(await memkit(['validate', files()('graph.json')])).toEqual({
      code: 0,
      out: 'valid: "there and back" 1 resource, 2 passes\n',
      err: '',
    })
  })

  it('reads standard input for -', async () => {
    expect(await memkit(['validate', '-'], graphText)).toMatchObject({ code: 0, err: '' })
  })

  it('names code, path and remedy of a fault in one line, and exits with 1', async () => {
    const misspelt = { ...document, passes: [{ ...document.passes[0], to: 'wrods' }] }
    expect(await memkit(['validate', '-'], JSON.stringify(misspelt))).toEqual({
      code: 1,
      out: '',
      err: 'memkit-gpu: UNKNOWN_REFERENCE: Pass "load": there is no resource "wrods"; did you mean "words"? (passes[0].to, <stdin>:1:137)\n',
    })
  })

  it("shows what a shader's compiler draws below the fault, not in its line", async () => {
    const wgsl = '@compute @workgroup_size(1)\nfn main() { let x = nothing; }'
    const run = {
      id: 'run',
      kind: 'compute',
      shader: 's',
      entryPoint: 'main',
      workgroups: [1, 1, 1],
      sideEffects: true,
    }
    const shaded = { ...document, shaders: [{ id: 's', wgsl }], passes: [run] }
    const { code, err } = await memkit(['run', '-'], JSON.stringify(shaded))
    const [first, ...drawn] = err.trimEnd().split('\n')
    expect([code, first]).toEqual([1, expect.stringMatching(/^memkit-gpu: SHADER_FAILED: The shader "s" .*`nothing`$/)])
    expect(drawn.find((line) => line.includes('let x'))).toMatch(/^ {4}2 │ fn main/)
    expect(drawn.every((line) => line.startsWith('    '))).toBe(true)
  })

  it('finds a read of bytes that nothing wrote', async () => {
    const { code, err } = await memkit(['validate', '-'], JSON.stringify({ ...document, passes: [document.passes[1]] }))
    expect([code, err]).toEqual([
      1,
      expect.stringMatching(/^memkit-gpu: READ_BEFORE_WRITE: .*\(passes\[0\]\.from, <stdin>:1:\d+\)\n$/),
    ])
  })

  it('F45: refuses text that ends too early', async () => {
    const { code, err } = await memkit(['validate', '-'], graphText.slice(0, 50))
    expect([code, err]).toEqual([1, expect.stringMatching(/^memkit-gpu: INVALID_JSON: .*\n$/)])
  })
})

describe('memkit-gpu plan', () => {
  it('prints the plan as text', async () => {
    const { code, out, err } = await memkit(['plan', files()('graph.json')])
    expect([code, err]).toEqual([0, ''])
    expect(out).toMatch(/^plan "there and back" for dummy, explicit barriers, objective balanced\n/)
  })

  it('prints the plan document with --json', async () => {
    const { code, out } = await memkit([
      'plan',
      files()('graph.json'),
      '--json',
      '--profile',
      'vulkan',
      '--objective',
      'memory',
    ])
    expect(code).toBe(0)
    expect(JSON.parse(out)).toMatchObject({ format: 'memkit-gpu/plan', profile: 'vulkan', objective: 'memory' })
  })

  it('draws and lists the frontier with --frontier', async () => {
    const file = files()
    const { code, out } = await memkit(['plan', file('graph.json'), '--frontier'])
    expect([code, out]).toEqual([
      0,
      expect.stringMatching(
        /^submissions +barriers +peak bytes\n +1 +1 +64 +64 B  no order needs less memory\nany order needs 64 B or more;/,
      ),
    ])
    expect((await memkit(['plan', file('graph.json'), '--frontier', '--out', file('frontier.svg')])).code).toBe(0)
    expect(readFileSync(file('frontier.svg'), 'utf8')).toMatch(/^<svg [^]*<circle [^]*<\/svg>\n$/)
  })

  it('refuses a plan above --memory-budget', async () => {
    const { code, err } = await memkit(['plan', files()('graph.json'), '--memory-budget', '1'])
    expect([code, err]).toEqual([1, expect.stringMatching(/^memkit-gpu: OVER_BUDGET: The memory budget is 1 byte,/)])
  })

  it('writes a file with --out, and prints nothing', async () => {
    const file = files()
    expect(await memkit(['plan', file('graph.json'), '--out', file('plan.txt')])).toEqual({ code: 0, out: '', err: '' })
    expect(readFileSync(file('plan.txt'), 'utf8')).toMatch(/^plan "there and back"/)
  })

  it('plans for a profile from a file', async () => {
    const { profiles } = await import('memkit-gpu')
    const file = folderWith({
      'graph.json': graphText,
      'device.json': JSON.stringify({ ...profiles.dummy, name: 'mine' }),
    })
    expect((await memkit(['plan', file('graph.json'), '--profile', file('device.json')])).out).toContain(' for mine,')
  })

  it('refuses a profile that is none, with its path', async () => {
    const file = folderWith({ 'graph.json': graphText, 'device.json': '{"name": 1}' })
    const { code, err } = await memkit(['plan', file('graph.json'), '--profile', file('device.json')])
    expect([code, err]).toEqual([
      1,
      expect.stringMatching(/^memkit-gpu: INVALID_PROFILE: .*\(name, .*device\.json:1:10\)$/m),
    ])
  })

  it('prints the same bytes in every process', async () => {
    const file = files()
    const [first, second] = await Promise.all([1, 2].map(() => memkit(['plan', file('graph.json'), '--json'])))
    expect(first!.out).toBe(second!.out)
  })

  it('ends with one line and 1 when nobody reads its output any more', async () => {
    const resources = Array.from({ length: 500 }, (_, i) => ({ id: `b${i}`, kind: 'buffer', size: 64 }))
    const passes = resources.flatMap(({ id }) => [
      { id: `load ${id}`, kind: 'upload', to: id, input: id },
      { id: `get ${id}`, kind: 'readback', from: id, output: id },
    ])
    const file = folderWith({ 'graph.json': JSON.stringify({ version: 1, resources, passes }) })
    expect(await memkitPiped(['plan', file('graph.json'), '--json'], 'head -c 10')).toMatchObject({
      code: 1,
      err: 'memkit-gpu: WRITE_FAILED: standard output cannot be written (EPIPE)\n',
    })
  })
})

describe('memkit-gpu run', () => {
  it('says where a device cannot time passes; other names of times are a wrong usage', async () => {
    const file = files()
    const args = ['run', file('graph.json'), '--input', `in=${file('in.bin')}`, '--timings']
    expect((await memkit([...args, 'passes'])).out).toMatch(/no times of passes: this device has no clock\n$/)
    expect((await memkit([...args, 'all'])).code).toBe(2)
  })

  it('carries bytes from --input to --output', async () => {
    const file = files()
    const args = ['run', file('graph.json'), '--input', `in=${file('in.bin')}`, '--output', `out=${file('out.bin')}`]
    expect(await memkit(args)).toMatchObject({ code: 0, err: '' })
    expect(new Uint8Array(readFileSync(file('out.bin')))).toEqual(words)
  })

  it('tells size and SHA-256 of each output, the report and the timings with --json', async () => {
    const file = files()
    const { code, out } = await memkit(['run', file('graph.json'), '--input', `in=${file('in.bin')}`, '--json'])
    expect(code).toBe(0)
    expect(JSON.parse(out)).toEqual({
      backend: 'dummy',
      outputs: { out: { bytes: 64, sha256: sha256(words) } },
      report: expect.objectContaining({ submissions: { count: 1, lowerBound: 1, proven: true } }),
      timings: expect.any(Object),
    })
  })

  it.runIf(process.platform === 'linux' && process.arch === 'x64').each(['webgpu', 'vulkan'])(
    'runs on %s without a GPU with --software',
    async (backend) => {
      const file = files()
      const args = ['run', file('graph.json'), '--backend', backend, '--software', '--input', `in=${file('in.bin')}`]
      const { code, out, err } = await memkit([...args, '--json'])
      expect({ code, err }).toEqual({ code: 0, err: '' })
      expect(JSON.parse(out)).toMatchObject({ backend, outputs: { out: { sha256: sha256(words) } } })
    },
  )

  it.runIf(process.platform === 'linux' && process.arch === 'x64').each(['dummy', 'webgpu', 'vulkan'])(
    'has zeros in imported buffers and textures on %s',
    async (backend) => {
      const imported = {
        version: 1,
        resources: [
          { id: 'words', kind: 'buffer', size: 64, lifetime: 'imported' },
          { id: 'target', kind: 'texture', format: 'rgba8unorm', size: [4, 4], lifetime: 'imported' },
        ],
        passes: [
          { id: 'get', kind: 'readback', from: 'words', output: 'words' },
          { id: 'see', kind: 'readback', from: 'target', output: 'target' },
        ],
      }
      const software = backend === 'dummy' ? [] : ['--software']
      const args = ['run', '-', '--backend', backend, ...software, '--json']
      const { code, out, err } = await memkit(args, JSON.stringify(imported))
      expect({ code, err }).toEqual({ code: 0, err: '' })
      const zeros = { bytes: 64, sha256: sha256(new Uint8Array(64)) }
      expect(JSON.parse(out)).toMatchObject({ outputs: { words: zeros, target: zeros } })
    },
  )

  it('takes an input from standard input', async () => {
    const file = files()
    const { out } = await memkit(['run', file('graph.json'), '--input', 'in=-', '--json'], words)
    expect(JSON.parse(out)).toMatchObject({ outputs: { out: { sha256: sha256(words) } } })
  })

  it('F31: names a missing input and the option that gives it', async () => {
    const { code, err } = await memkit(['run', files()('graph.json')])
    expect([code, err]).toEqual([
      1,
      expect.stringMatching(
        /^memkit-gpu: MISSING_INPUT: .*"in" \(64 bytes\).*--input NAME=FILE, or .* --inputs FOLDER\n$/,
      ),
    ])
  })

  it('F31: names an input that the plan does not have', async () => {
    const file = files()
    const { code, err } = await memkit([
      'run',
      file('graph.json'),
      '--input',
      `in=${file('in.bin')}`,
      '--input',
      `inn=${file('in.bin')}`,
    ])
    expect([code, err]).toEqual([1, expect.stringMatching(/^memkit-gpu: SURPLUS_INPUT: .*"inn".*\n$/)])
  })

  it('F31: names an input of the wrong size', async () => {
    const file = folderWith({ 'graph.json': graphText, 'in.bin': words.subarray(1) })
    const { code, err } = await memkit(['run', file('graph.json'), '--input', `in=${file('in.bin')}`])
    expect([code, err]).toEqual([
      1,
      expect.stringMatching(
        /^memkit-gpu: WRONG_INPUT_SIZE: The input "in", from .*in\.bin, has 63 bytes; the plan wants 64 \(inputs\.in\)\n$/,
      ),
    ])
  })

  it('F32: refuses a document that needs bodies, and says what to do', async () => {
    const file = folderWith({ 'graph.json': JSON.stringify(withBody), 'in.bin': words })
    const { code, err } = await memkit(['run', file('graph.json'), '--input', `in=${file('in.bin')}`])
    expect([code, err]).toEqual([1, expect.stringMatching(/^memkit-gpu: MISSING_BODY: .*"poke".*--stub-bodies.*\n$/)])
  })

  it('lets bodies do nothing with --stub-bodies', async () => {
    const file = folderWith({ 'graph.json': JSON.stringify(withBody), 'in.bin': words })
    const { code, out } = await memkit([
      'run',
      file('graph.json'),
      '--input',
      `in=${file('in.bin')}`,
      '--stub-bodies',
      '--json',
    ])
    expect(code).toBe(0)
    expect(JSON.parse(out)).toMatchObject({ outputs: { out: { sha256: sha256(words) } } })
  })

  it('names an output that the plan does not have', async () => {
    const file = files()
    const { code, err } = await memkit([
      'run',
      file('graph.json'),
      '--input',
      `in=${file('in.bin')}`,
      '--output',
      'uot=x',
    ])
    expect([code, err]).toEqual([
      1,
      'memkit-gpu: UNKNOWN_REFERENCE: There is no output "uot"; did you mean "out"? (--output uot)\n',
    ])
  })
})

describe('memkit-gpu schema', () => {
  it.each(['graph', 'plan', 'profile'])('prints the JSON Schema of a %s', async (name) => {
    const { code, out } = await memkit(['schema', name])
    expect(code).toBe(0)
    expect(JSON.parse(out)).toMatchObject({
      $schema: 'https://json-schema.org/draft/2020-12/schema',
      title: `memkit-gpu ${name === 'profile' ? 'device profile' : name}`,
    })
  })
})

describe('a document of 10^5 passes', () => {
  const file = () => folderWith({ 'graph.json': JSON.stringify(shapes['chain']!(100_000)) })

  it('is planned, and its text stays short enough to read', async () => {
    const { code, out, err } = await memkit(['plan', file()('graph.json')])
    expect([code, err]).toEqual([0, ''])
    expect(out).toContain('passes: 100000 declared, 100000 planned, 0 culled')
    expect(out.split('\n').length).toBeLessThan(1000)
  }, 120_000)
})

describe('the command line', () => {
  it.each([['--help'], ['-h'], ['help'], ['--help', 'plan']])('explains itself with %s', async (...args) => {
    const { code, out, err } = await memkit(args)
    expect([code, err]).toEqual([0, ''])
    for (const command of ['validate', 'plan', 'run', 'schema']) expect(out).toContain(`memkit-gpu ${command}`)
  })

  it.each(['--version', '-v'])('tells its version with %s', async (option) => {
    expect(await memkit([option])).toEqual({ code: 0, out: `${manifest.version}\n`, err: '' })
  })
})
