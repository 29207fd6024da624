import { validateGraph } from '../../index.ts'
import type { Terminal } from '../terminal.ts'
import { readGraph } from '../files.ts'
import { parseOptions } from '../usage.ts'

export async function validateCommand(args: readonly string[], terminal: Terminal): Promise<void> {
  const { subject } = parseOptions(args, 'graph.json', {})
  const graph = await readGraph(subject, terminal)
  validateGraph(graph)
  const name = graph.name === undefined ? '' : ` ${JSON.stringify(graph.name)}`
  terminal.print(`valid:${name} ${graph.resources.length} resources, ${graph.passes.length} passes\n`)
}
