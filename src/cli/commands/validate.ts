import { validateGraph } from '../../index.ts'
import type { Terminal } from '../terminal.ts'
import { readGraph } from '../files.ts'
import { bytes, maxInput, parseOptions } from '../usage.ts'

export async function validateCommand(args: readonly string[], terminal: Terminal): Promise<void> {
  const { subject, values } = parseOptions(args, 'graph.json', maxInput)
  const graph = await readGraph(subject, { terminal, maxBytes: bytes('--max-input', values['max-input']) })
  validateGraph(graph)
  const name = graph.name === undefined ? '' : ` ${JSON.stringify(graph.name)}`
  await terminal.print(`valid:${name} ${graph.resources.length} resources, ${graph.passes.length} passes\n`)
}
