import { checkShaders, isMemkitError, validateGraph, type FrameGraph } from '../../index.ts'
import type { Terminal } from '../terminal.ts'
import { readGraph } from '../files.ts'
import { bytes, maxInput, parseOptions } from '../usage.ts'

export async function validateCommand(args: readonly string[], terminal: Terminal): Promise<void> {
  const { subject, values } = parseOptions(args, 'graph.json', maxInput)
  const graph = await readGraph(subject, { terminal, maxBytes: bytes('--max-input', values['max-input']) })
  validateGraph(graph)
  const unchecked = await shadersOf(graph)
  const name = graph.name === undefined ? '' : ` ${JSON.stringify(graph.name)}`
  await terminal.print(`valid:${name} ${graph.resources.length} resources, ${graph.passes.length} passes${unchecked}\n`)
}

/** Checks the shaders where their compiler is there; what to say where it is not. */
async function shadersOf(graph: FrameGraph): Promise<string> {
  try {
    await checkShaders(graph)
    return ''
  } catch (error) {
    if (isMemkitError(error) && error.code === 'MISSING_KERNEL') return '; shaders were not checked: install naga-wasm'
    throw error
  }
}
