/**
 * Which change to the recorded commands makes a plan right on a driver that runs it wrong, or never ends:
 *
 *     npx tsx scripts/vulkan-suspects.ts [--seconds 10] [--only name,name] document.json…
 *
 * Every suspect (a change to the calls that the backend makes), objective, way of writing inputs and pattern of input bytes is tried
 * in a process of its own, which is killed when its time is up, and compared with the reference. With `small` inputs every word of
 * every input is 2: an indirect dispatch that reads them instead of its arguments ends, with bytes that differ.
 */
import { spawn } from 'node:child_process'
import { readFileSync } from 'node:fs'
import { basename } from 'node:path'
import { fileURLToPath } from 'node:url'
import { isDeepStrictEqual, parseArgs } from 'node:util'
import { createBackendOn } from '../src/backends/vulkan/backend.ts'
import { loadVulkan } from '../src/backends/vulkan/bindings/index.ts'
import { createExecutor } from '../src/executor/index.ts'
import { parseGraph } from '../src/graph/parse.ts'
import { planGraph } from '../src/planner/index.ts'
import { referenceRun } from '../src/reference/index.ts'
import { patchVulkan } from '../test/support/gpu/patch-vulkan.ts'
import { useVulkanDriver } from '../test/support/gpu/index.ts'
import { probes, suspects } from '../test/support/gpu/suspects.ts'

const runs = 3
const inputPatterns: Record<string, (k: number) => number> = {
  ramp: (k) => (37 * k + 11) & 255,
  small: (k) => (k % 4 === 0 ? 2 : 0),
}

interface Trial {
  readonly document: string
  readonly suspect: string
  readonly objective: 'submissions' | 'memory'
  readonly direct: boolean
  readonly inputs: string
}

async function attempt({ document, suspect, objective, direct, inputs }: Trial): Promise<string> {
  const { loader } = useVulkanDriver()
  const probed = { current: undefined as ReturnType<typeof createBackendOn> | undefined }
  const library = patchVulkan(
    loadVulkan({ loader }),
    suspects[suspect]!(() => probed.current!.native),
  )
  const backend = (probed.current = createBackendOn(library, { directWrites: direct }))
  const graph = parseGraph(JSON.parse(readFileSync(document, 'utf8')))
  const plan = planGraph(graph, backend.profile, { objective })
  const pattern = inputPatterns[inputs]!
  const given = Object.fromEntries(
    plan.inputs.map(({ name, sizeBytes }) => [name, Uint8Array.from({ length: sizeBytes }, (_, k) => pattern(k))]),
  )
  const bodies = Object.fromEntries(
    graph.passes.flatMap((pass) => ('body' in pass ? [[pass.body, () => undefined]] : [])),
  )
  const executor = await createExecutor(plan, backend)
  let persistent: Record<string, Uint8Array> = {}
  const wrong: string[] = []
  for (let run = 0; run < runs; run++) {
    const [expected, { outputs }] = await Promise.all([
      referenceRun(graph, given, { bodies, persistent }),
      executor.run({ inputs: given, bodies }),
    ])
    persistent = expected.persistent
    for (const name of Object.keys(outputs))
      if (!isDeepStrictEqual(outputs[name], expected.outputs[name])) wrong.push(`run ${run} ${name}`)
  }
  const seen = probes.map(({ bytes }) => [...new Uint32Array(bytes.slice(0, 12).buffer)].join(' '))
  await executor.destroy()
  await backend.destroy()
  return (
    (wrong.length > 0 ? `WRONG ${wrong.join(', ')}` : 'right') + (seen.length > 0 ? `; read ${seen.join(' | ')}` : '')
  )
}

function inProcess(trial: Trial, seconds: number): Promise<string> {
  return new Promise((resolve) => {
    const self = [...process.execArgv, fileURLToPath(import.meta.url), '--trial', JSON.stringify(trial)]
    const child = spawn(process.execPath, self, { stdio: ['ignore', 'pipe', 'pipe'] })
    let text = ''
    for (const stream of [child.stdout, child.stderr]) stream.on('data', (piece) => (text += piece))
    const timer = setTimeout(() => child.kill('SIGKILL'), seconds * 1000)
    child.on('close', (code, signal) => {
      clearTimeout(timer)
      const answer = /^ANSWER (.*)$/m.exec(text)?.[1]
      if (signal === 'SIGKILL') resolve(answer === undefined ? 'HANGS' : `${answer}; did not end`)
      else resolve(answer ?? `FAILED ${code ?? signal}: ${text.trim().split('\n').slice(-3).join(' / ')}`)
    })
  })
}

const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: { trial: { type: 'string' }, seconds: { type: 'string', default: '10' }, only: { type: 'string' } },
})
if (values.trial !== undefined) {
  try {
    console.log(`ANSWER ${await attempt(JSON.parse(values.trial) as Trial)}`)
  } catch (error) {
    console.log(`ANSWER threw ${String(error)}`)
  }
  process.exit(0)
}
const names = values.only?.split(',') ?? Object.keys(suspects)
for (const document of positionals)
  for (const objective of ['submissions', 'memory'] as const)
    for (const direct of [true, false])
      for (const inputs of Object.keys(inputPatterns)) {
        console.log(`\n${basename(document)}, ${objective}, ${direct ? 'direct writes' : 'staged'}, ${inputs} inputs`)
        let isRight = true
        for (const suspect of names) {
          const answer = await inProcess({ document, suspect, objective, direct, inputs }, Number(values.seconds))
          console.log(`  ${suspect.padEnd(28)} ${answer}`)
          isRight &&= answer === 'right'
          // Where nothing is wrong as it is, nothing can be made right.
          if (suspect === 'none once more' && isRight) break
        }
      }
