/** The text that `--help` prints: of all commands, or of one. */

const usages = {
  validate: ['<graph.json>'],
  plan: [
    '<graph.json> [--profile dummy|webgpu|vulkan|FILE] [--memory-budget BYTES]',
    '  [--objective balanced|submissions|memory|overlap] [--json | --text] [--out FILE]',
    '<graph.json> --frontier [--profile …] [--json] [--out FILE | --out FILE.svg]',
  ],
  run: [
    '<graph.json> [--backend dummy|webgpu|vulkan] [--software] [--input NAME=FILE]… [--inputs FOLDER]',
    '  [--output NAME=FILE]… [--output NAME=FILE.png]… [--stub-bodies] [--timings passes] [--json]',
  ],
  inspect: [
    '<graph.json|plan.json> (--html | --svg | --dot | --trace) FILE [--profile …] [--objective …]',
    '  [--memory-budget BYTES] [--timings FILE] [--before FILE] [--frontier]',
  ],
  diff: ['<A.json> <B.json> [--profile …] [--objective …] [--memory-budget BYTES] [--json]'],
  schema: ['graph|plan|profile'],
  init: ['[folder] [--template engine|loader|test|examples] [--package SPEC]'],
} satisfies Record<string, readonly string[]>

type Name = keyof typeof usages
const planning: readonly Name[] = ['plan', 'inspect', 'diff']
const reading: readonly Name[] = ['validate', 'plan', 'run', 'inspect', 'diff']

/** Meanings of options, each for the commands that take it so. */
const meanings: readonly (readonly [option: string, commands: readonly Name[], meaning: string])[] = [
  ['-', reading, 'in place of a file to read: standard input'],
  [
    '--profile',
    planning,
    'the device to plan for: a preset, or a profile document (default: dummy); of a plan, that which it was made for',
  ],
  ['--objective', planning, 'what to make least first (default: balanced)'],
  ['--memory-budget', planning, 'the fewest submissions and barriers whose transient memory fits so many BYTES'],
  [
    '--frontier',
    ['plan', 'inspect'],
    'the plans that no other beats in submissions, barriers and peak memory: a table, or a drawing in a FILE.svg, or part of the page',
  ],
  ['--text', ['plan'], 'the complete text, in which every difference of two plans shows, instead of a summary'],
  ['--json', ['plan'], 'the plan document, which inspect and diff read'],
  ['--json', ['run'], "sizes and SHA-256 of the outputs, the plan's report, timings"],
  ['--json', ['diff'], 'the differences as data'],
  ['--out', ['plan'], 'a file for what would be printed'],
  ['--backend', ['run'], 'what to run on: the CPU (dummy, the default), or a GPU'],
  [
    '--software',
    ['run'],
    'webgpu or vulkan on SwiftShader, without a GPU (Linux on x64; npm install @sparticuz/chromium)',
  ],
  ['--input', ['run'], 'the bytes of an input; of NAMEs that hold = the longest that fits is meant'],
  ['--inputs', ['run'], 'inputs without a file of their own are FOLDER/NAME.bin, NAME percent-encoded as in a URL'],
  ['--output', ['run'], 'the bytes of an output; a FILE.png gets the picture that a texture holds'],
  ['--stub-bodies', ['run'], 'let the bodies of render, custom, external and host passes do nothing'],
  ['--timings', ['run'], 'passes, for a table of the time that the device took for each'],
  [
    '--html',
    ['inspect'],
    'a page that shows memory, queues, waits, barriers, transfers and every decision; it needs no network',
  ],
  ['--svg, --dot, --trace', ['inspect'], 'a picture, a graph for Graphviz, a trace for Perfetto'],
  ['--timings', ['inspect'], 'a file with what run --json printed: submissions are drawn at the times that they took'],
  [
    '--before',
    ['inspect'],
    'a graph or plan to compare with, in the page: both side by side, with what changed marked',
  ],
  [
    '--template',
    ['init'],
    "the project to make: a renderer's frame (engine, the default), a scene from files (loader), pinned plans (test), or the examples of memkit-gpu (examples)",
  ],
  [
    '--package',
    ['init'],
    "what the project's package.json asks npm for: a version, or file:PATH as seen from the project (default: this version)",
  ],
  ['--max-input', reading, 'refuse a file, or standard input, of more than so many BYTES (default: 512MiB)'],
]

const notes: readonly (readonly [commands: readonly Name[], note: string])[] = [
  [['run'], "run has no handles for imported resources: they are the executor's own, zeros at first."],
  [['diff'], 'diff compares the plans of two graphs, or plans as plan --json prints them.'],
  [reading, 'BYTES are a number, or one of KiB, MiB or GiB: 65536, 64KiB.'],
  [
    ['plan', 'run', 'inspect'],
    'Files are replaced when their new content is complete. The documents that are read are never overwritten.',
  ],
]

const exits = `Exit status 0: done. 1: the graph, plan or run is at fault, or what it gave cannot be written; diff: the plans
differ. 2: wrong usage, or a file that cannot be used. A signal ends the command as it ends any other.`

/** Columns of a line. */
const width = 116
/** Columns before what an option means. */
const margin = 19

/** The help of one command, by its name; of all where that is not one. */
export function helpOf(name: string | undefined): string {
  const command = name !== undefined && Object.hasOwn(usages, name) ? (name as Name) : undefined
  const isMeant = (commands: readonly Name[]): boolean => command === undefined || commands.includes(command)
  const commands = command === undefined ? (Object.keys(usages) as Name[]) : [command]
  const longest = Math.max(...commands.map(({ length }) => length))
  const lines = commands.flatMap((one) =>
    usages[one].map((usage) => `  ${usage.startsWith(' ') ? '' : `memkit-gpu ${one}`}`.padEnd(longest + 14) + usage),
  )
  const options = meanings
    .filter(([, commands]) => isMeant(commands))
    .map(([option, commands, meaning]) => {
      const of = command === undefined && commands.length === 1 && isShared(option) ? `${commands[0]}: ` : ''
      return described(option, of + meaning)
    })
  const head =
    command === undefined ? ['memkit-gpu: GPU work described as data, planned by a compiler, run anywhere'] : []
  const tail = notes.filter(([commands]) => isMeant(commands)).map(([, note]) => note)
  return `${[...head, lines.join('\n'), options.join('\n'), ...tail, exits].filter((part) => part !== '').join('\n\n')}\n`
}

/** Whether an option means something else in another command. */
const isShared = (option: string): boolean => meanings.filter(([other]) => other === option).length > 1

/** An option and what it means, in lines of that width. */
function described(option: string, meaning: string): string {
  const lines = ['']
  for (const word of meaning.split(' ')) {
    const last = lines.at(-1)!
    if (margin + last.length + word.length >= width) lines.push(word)
    else lines[lines.length - 1] = last === '' ? word : `${last} ${word}`
  }
  const indent = ' '.repeat(margin)
  const isLong = option.length > margin - 3
  const first = isLong ? `  ${option}\n${indent}` : `  ${option}`.padEnd(margin)
  return first + lines.join(`\n${indent}`)
}
