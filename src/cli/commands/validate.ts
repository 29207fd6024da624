import { checkShaders, isMemkitError, validateGraph, type FrameGraph } from '../../index.ts'
import { counted, installNaga, printable } from '../../errors.ts'
import type { Terminal } from '../terminal.ts'
import { locatedIn, ofGraph, readGraph } from '../files.ts'
import { bytes, maxInput, parseOptions } from '../usage.ts'

/** Checks a graph without a device, and says what it has. @throws DocumentError for its faults */
export async function validateCommand(args: readonly string[], terminal: Terminal): Promise<void> {
  const { subject, values } = parseOptions(args, 'graph.json', maxInput)
  const graph = await readGraph(subject, { terminal, maxBytes: bytes('--max-input', values['max-input']) })
  ofGraph(graph, () => validateGraph(graph))
  const unchecked = await shadersOf(graph)
  const passes = `${graph.passes.length} pass${graph.passes.length === 1 ? '' : 'es'}`
  const name = graph.name === undefined ? '' : ` ${printable(JSON.stringify(graph.name))}`
  await terminal.print(`valid:${name} ${counted(graph.resources.length, 'resource')}, ${passes}${unchecked}\n`)
}

/** Checks the shaders where their compiler is there; what to say where it is not. */
async function shadersOf(graph: FrameGraph): Promise<string> {
  try {
    await checkShaders(graph)
    return ''
  } catch (error) {
    if (isMemkitError(error) && error.code === 'MISSING_KERNEL') return `; shaders were not checked: ${installNaga}`
    throw locatedIn(graph, error)
  }
}
