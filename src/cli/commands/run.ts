import { createHash } from 'node:crypto'
import { join } from 'node:path'
import { counted, unknownReference, wrongInputSize } from '../../errors.ts'
import { createExecutor, parseGraph, type Body, type FrameGraph, type Plan } from '../../index.ts'
import { backendNames, openBackend } from '../backends.ts'
import { inPlaceOf, readBytes, readGraph, type Source } from '../files.ts'
import { isPictureFile, loadPictureEncoder, pictureOf } from '../picture.ts'
import { checkTargets } from '../targets.ts'
import type { Terminal } from '../terminal.ts'
import { bytes, choice, maxInput, nearestOf, pairs, parseOptions, UsageError } from '../usage.ts'
import { writeBytes } from '../writing.ts'
import { tableOfTimes } from '../timing-table.ts'
import { planShown } from '../planning-progress.ts'

/** Runs a graph once on a backend, and prints what its outputs are. @throws UsageError for options that do not go together */
export async function runCommand(args: readonly string[], terminal: Terminal): Promise<void> {
  const { subject, values } = parseOptions(args, 'graph.json', {
    backend: { type: 'string', default: 'dummy' },
    input: { type: 'string', multiple: true },
    inputs: { type: 'string' },
    output: { type: 'string', multiple: true },
    'stub-bodies': { type: 'boolean', default: false },
    json: { type: 'boolean', default: false },
    timings: { type: 'string' },
    software: { type: 'boolean', default: false },
    ...maxInput,
  })
  const name = choice('--backend', values.backend, backendNames)
  if (values.software && name === 'dummy')
    throw new UsageError('--software is for --backend webgpu and --backend vulkan; dummy runs on the CPU already')
  const timed = values.timings === undefined ? undefined : choice('--timings', values.timings, ['passes'])
  const source = { terminal, maxBytes: bytes('--max-input', values['max-input']) }
  // Where nothing but the graph can tell a name from its file, it is read first; else what is wrong here is told before any work is done.
  const known = hasLongNames(values) ? await readGraph(subject, source) : undefined
  const { inputFiles, outputFiles } = filesOf(known?.passes ?? [], values)
  if ([subject, ...inputFiles.values()].filter((file) => file === '-').length > 1)
    throw new UsageError('standard input can be read only once')
  await checkTargets('--output', outputFiles.values(), [subject])
  const graph = withoutImports(known ?? (await readGraph(subject, source)))

  const backend = await openBackend(name, values)
  try {
    const plan = planShown(graph, backend.profile, {}, terminal)
    checkOutputs(plan, outputFiles)
    const pictures = await picturesOf(graph, outputFiles)
    const files = withFolder(inputFiles, values.inputs, plan)
    const inputs = await readInputs(files, source)
    for (const { name, sizeBytes } of plan.inputs) {
      const got = inputs[name]?.byteLength ?? sizeBytes
      if (got !== sizeBytes) throw wrongInputSize(name, got, sizeBytes, files.get(name))
    }
    const executor = await createExecutor(plan, backend, timed ? { timings: timed } : {})
    try {
      terminal.progress(`running ${counted(plan.submissions.length, 'submission')}`)
      const stub = values['stub-bodies']
      const bodies = stub ? stubBodies(plan) : {}
      const { outputs, timings } = await executor.run({ inputs, bodies })
      terminal.progress('')
      for (const [output, file] of outputFiles)
        await writeBytes(file, pictures.get(output)?.(outputs[output]!) ?? outputs[output]!)
      const summary = Object.fromEntries(Object.entries(outputs).map(([output, bytes]) => [output, digest(bytes)]))
      await terminal.print(
        values.json
          ? `${JSON.stringify({ backend: backend.name, outputs: summary, report: plan.report, timings }, null, 2)}\n`
          : describeRun(backend.name, plan, summary) + (timed ? tableOfTimes(timings) : ''),
      )
    } finally {
      await executor.destroy()
    }
  } finally {
    await backend.destroy()
  }
}

interface Named {
  readonly input?: readonly string[] | undefined
  readonly output?: readonly string[] | undefined
}

/** Whether a name may hold `=`. */
const hasLongNames = ({ input = [], output = [] }: Named): boolean =>
  [...input, ...output].some((value) => value.indexOf('=') !== value.lastIndexOf('='))

/** The files that are named for inputs and outputs of a graph. @throws UsageError */
function filesOf(passes: FrameGraph['passes'], { input = [], output = [] }: Named) {
  const inputs = new Set<string>()
  const outputs = new Set<string>()
  for (const pass of passes)
    if (pass.kind === 'upload') inputs.add(typeof pass.input === 'string' ? pass.input : pass.input.name)
    else if (pass.kind === 'readback') outputs.add(pass.output)
  return { inputFiles: pairs('--input', input, inputs), outputFiles: pairs('--output', output, outputs) }
}

async function readInputs(files: ReadonlyMap<string, string>, source: Source): Promise<Record<string, Uint8Array>> {
  const read = [...files].map(async ([name, file]) => [name, await readBytes(file, source)] as const)
  return Object.fromEntries(await Promise.all(read))
}

/** Inputs without a file of their own come from the folder: NAME.bin, where NAME is written as in a URL, so that no name leaves it. */
function withFolder(files: Map<string, string>, folder: string | undefined, plan: Plan): Map<string, string> {
  const all = new Map(files)
  if (folder !== undefined)
    for (const { name } of plan.inputs)
      if (!all.has(name)) all.set(name, join(folder, `${encodeURIComponent(name)}.bin`))
  return all
}

/** For each output that goes to a PNG file, what makes it one. */
async function picturesOf(
  graph: FrameGraph,
  files: ReadonlyMap<string, string>,
): Promise<ReadonlyMap<string, (bytes: Uint8Array) => Uint8Array>> {
  const shapes = [...files]
    .filter(([, file]) => isPictureFile(file))
    .map(([output, file]) => [output, pictureOf(graph, output, `--output ${output}=${file}`)] as const)
  if (shapes.length === 0) return new Map()
  const encode = await loadPictureEncoder()
  return new Map(shapes.map(([output, shape]) => [output, (bytes) => encode(shape, bytes)]))
}

function checkOutputs(plan: Plan, files: ReadonlyMap<string, string>): void {
  const known = plan.outputs.map((output) => output.name)
  for (const name of files.keys())
    if (!known.includes(name))
      throw unknownReference(
        'output',
        name,
        `--output ${name}`,
        nearestOf(name, known) ?? (known.length === 1 ? known[0] : undefined),
      )
}

const stubBodies = (plan: Plan): Record<string, Body> =>
  Object.fromEntries(plan.bodies.map(({ name }) => [name, () => undefined]))

/** The graph with persistent resources, which are zeros at first, in place of imported ones: there are no handles to give. */
function withoutImports(graph: FrameGraph): FrameGraph {
  if (graph.resources.every(({ lifetime }) => lifetime !== 'imported')) return graph
  const resources = graph.resources.map((one) =>
    one.lifetime === 'imported' ? { ...one, lifetime: 'persistent' as const } : one,
  )
  return inPlaceOf(graph, parseGraph({ ...graph, resources }))
}

const digest = (bytes: Uint8Array) => ({
  bytes: bytes.byteLength,
  sha256: createHash('sha256').update(bytes).digest('hex'),
})

function describeRun(backend: string, plan: Plan, outputs: Record<string, ReturnType<typeof digest>>): string {
  const lines = Object.entries(outputs).map(([name, { bytes, sha256 }]) => `${name} ${bytes} B sha256 ${sha256}`)
  return [`ran on ${backend}: ${counted(plan.report.submissions.count, 'submission')}`, ...lines, ''].join('\n')
}
