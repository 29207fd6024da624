/** Careless and hostile command lines: one line that says what is wrong and what to do, and exit status 2. */
import { describe, expect, it } from 'vitest'
import { cli } from './in-process.ts'

const commands = 'there are validate, plan, run, diff, inspect, schema, init'
const help = ' memkit-gpu --help shows how'
/** Help does not say how to get a file that is not there. */
const isOfFile = (message: string): boolean => / cannot be read |is a file/.test(message)

it.each([
  ['no command', [], `no command was given; ${commands}`],
  ['an unknown command', ['paln', 'x'], 'there is no command "paln"; did you mean "plan"?'],
  ['a command in capitals', ['PLAN', 'x'], 'there is no command "PLAN"; did you mean "plan"?'],
  ['help on an unknown command', ['check', '--help'], `there is no command "check"; ${commands}`],
  ['help on a misspelt command', ['help', 'paln'], 'there is no command "paln"; did you mean "plan"?'],
  ['a command that is an option', ['version'], 'there is no command "version"; did you mean "--version"?'],
  ['an option before the command', ['--frontier', 'plan', 'x'], `there is no command "--frontier"; ${commands}`],
  ['a file before the command', ['some/graph.json'], `there is no command "some/graph.json"; ${commands}`],
  [
    'an option of a command without any',
    ['schema', 'graph', '--yaml'],
    'there is no option --yaml; this command takes none',
  ],
  [
    'a number that looks like an option',
    ['plan', '-', '--memory-budget', '-1'],
    '--memory-budget wants a value behind it; for one that begins with -, write --memory-budget=-1',
  ],
  [
    'an output that looks like an option, behind another one',
    ['run', '-', '--output', 'out=a', '--output', '-out=b'],
    '--output wants a value behind it; for one that begins with -, write --output=-out=b',
  ],
  ['a file without a name', ['plan', ''], 'a file to read has no name'],
  ['a file to write without a name', ['plan', '-', '--out', ''], '--out wants a value, and it is empty'],
  [
    'standard input to write to',
    ['run', '-', '--output', 'out=-'],
    '--output wants a file to write: - is standard input',
  ],
  [
    'a frontier as the text of one plan',
    ['plan', '-', '--frontier', '--text'],
    '--frontier is a table, a drawing or --json; --text is for one plan',
  ],
  [
    'times in a graph without any',
    ['inspect', 'a', '--dot', 'b', '--timings', 'c'],
    '--timings is shown by --html, --svg and --trace only',
  ],
  ['a folder without a name', ['init', ''], 'the folder has no name'],
  ['a folder that is a file', ['init', 'package.json'], 'package.json is a file; name a folder'],
  ['an unknown option', ['plan', 'x', '--jsno'], 'there is no option --jsno; did you mean --json?'],
  ['a missing file name', ['plan'], 'graph.json is missing'],
  ['two file names', ['plan', 'a', 'b'], 'one graph.json is taken, but "b" follows it'],
  ['a file that is not there', ['plan', 'nowhere.json'], 'nowhere.json cannot be read (ENOENT): there is no such file'],
  [
    'an objective that is none',
    ['plan', '-', '--objective', 'speed'],
    '--objective takes balanced, submissions, memory, overlap; not "speed"',
  ],
  [
    'an objective for all of them',
    ['plan', '-', '--frontier', '--objective', 'memory'],
    '--frontier shows all objectives, and takes neither --objective nor --memory-budget',
  ],
  [
    'a profile that is none',
    ['plan', '-', '--profile', 'webgppu'],
    '--profile takes dummy, webgpu, vulkan or a file; there is no file "webgppu"; did you mean "webgpu"?',
  ],
  ['two formats at once', ['plan', '-', '--json', '--text'], '--json and --text exclude each other'],
  ['a backend that is none', ['run', '-', '--backend', 'metal'], '--backend takes dummy, webgpu, vulkan; not "metal"'],
  [
    'a GPU of software for the CPU',
    ['run', '-', '--software'],
    '--software is for --backend webgpu and --backend vulkan; dummy runs on the CPU already',
  ],
  ['an input without a file', ['run', '-', '--input', 'in'], '--input takes NAME=FILE; not "in"'],
  ['an input without a name', ['run', '-', '--input', '=a'], '--input takes NAME=FILE; not "=a"'],
  ['an input with an empty file', ['run', '-', '--input', 'in='], '--input takes NAME=FILE; not "in="'],
  ['one input twice', ['run', '-', '--input', 'in=a', '--input', 'in=b'], '--input names "in" twice'],
  ['standard input twice', ['run', '-', '--input', 'in=-'], 'standard input can be read only once'],
  [
    'a schema that is none',
    ['schema', 'garph'],
    'schema takes graph, plan, profile; not "garph"; did you mean "graph"?',
  ],
  ['a file that is a folder', ['plan', 'src'], 'src cannot be read (EISDIR): it is a folder'],
  [
    'a file in a folder that is not there',
    ['plan', 'nowhere/graph.json'],
    'nowhere/graph.json cannot be read (ENOENT): there is no such file, and no folder nowhere',
  ],
  [
    'a file in a file',
    ['plan', 'package.json/x'],
    'package.json/x cannot be read (ENOTDIR): package.json is no folder',
  ],
  [
    'a file in other capitals',
    ['plan', 'Package.JSON'],
    'Package.JSON cannot be read (ENOENT): there is no such file; did you mean "package.json"?',
  ],
  [
    'a URL',
    ['plan', 'file:///graph.json'],
    'file:///graph.json cannot be read (ENOENT): there is no such file; give a path, not a URL',
  ],
  [
    'a name with NUL',
    ['plan', 'a\0b'],
    String.raw`a\u0000b cannot be read (ERR_INVALID_ARG_VALUE): no file has NUL in its name`,
  ],
  ['a value that is another option', ['plan', '-', '--objective', '--json'], '--objective wants a value behind it'],
  ['a value for a switch', ['plan', '-', '--json=yes'], '--json takes no value'],
  ['an option of one letter', ['validate', '-', '-p'], 'there is no option -p; this command takes --max-input'],
  ['one option twice', ['plan', '-', '--profile=webgpu', '--profile', 'vulkan'], '--profile is given twice'],
  ['a value without a letter', ['run', '-', '--inputs='], '--inputs wants a value, and it is empty'],
  [
    'a value in capitals',
    ['run', '-', '--backend', 'WebGPU'],
    '--backend takes dummy, webgpu, vulkan; not "WebGPU"; did you mean "webgpu"?',
  ],
  [
    'bytes in words',
    ['plan', '-', '--memory-budget', '64MB'],
    '--memory-budget takes bytes, such as 65536, 64KiB, 64MiB or 1GiB; not "64MB"',
  ],
  [
    'negative bytes',
    ['plan', '-', '--memory-budget=-1'],
    '--memory-budget takes bytes, such as 65536, 64KiB, 64MiB or 1GiB; not "-1"',
  ],
  [
    'more bytes than numbers count',
    ['plan', '-', '--memory-budget', '9999999GiB'],
    '--memory-budget takes fewer than 2^53 bytes; not 9999999GiB',
  ],
])('answers %s with one line and exit code 2', async (_, args, message) => {
  expect(await cli(args)).toEqual({
    code: 2,
    out: '',
    err: `memkit-gpu: ${message}${isOfFile(message) ? '' : message.endsWith('?') ? help : `;${help}`}\n`,
  })
})

describe('sizes', () => {
  it.each(['64', '0064', '1KiB', '2MiB', '1GiB', '9007199254740991'])('may be %s', async (size) => {
    const graph = JSON.stringify({ version: 1, resources: [], passes: [] })
    expect(await cli(['plan', '-', '--memory-budget', size], graph)).toMatchObject({ code: 0, err: '' })
  })

  it('count in powers of 1024', async () => {
    const graph = JSON.stringify({
      version: 1,
      resources: [{ id: 'words', kind: 'buffer', size: 1025 }],
      passes: [
        { id: 'load', kind: 'upload', to: 'words', input: 'in' },
        { id: 'get', kind: 'readback', from: 'words', output: 'out' },
      ],
    })
    const { err } = await cli(['plan', '-', '--memory-budget', '1KiB'], graph)
    expect(err).toContain('OVER_BUDGET: The memory budget is 1024 bytes,')
  })
})

describe('the help', () => {
  it.each(['validate', 'plan', 'run', 'diff', 'inspect', 'schema', 'init'])(
    'of %s has its options, and no others',
    async (command) => {
      const { err } = await cli([command, 'x', '-?'])
      const { out } = await cli([command, '--help'])
      expect(out).toBe((await cli(['help', command])).out)
      const taken = err.match(/--(?!help)[a-z-]+/g) ?? []
      const told = [...out.matchAll(/^ {2}(--.*?)(?: {2}|$)/gm)].flatMap(([, names]) => names!.split(', '))
      expect(told.toSorted()).toEqual(taken.toSorted())
    },
  )

  it('of all has that of each, in lines that terminals hold', async () => {
    const { out } = await cli(['--help'])
    const lines = out.split('\n')
    expect(Math.max(...lines.map((line) => line.length))).toBeLessThanOrEqual(120)
    expect(out).toContain('Exit status 0: ')
    expect((await cli(['help', 'help'])).out).toBe(out)
  })
})
