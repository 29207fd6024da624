import { graphJsonSchema, planJsonSchema, profileJsonSchema } from '../../json-schema/index.ts'
import type { Terminal } from '../terminal.ts'
import { choice, parseOptions } from '../usage.ts'

const schemas = { graph: graphJsonSchema, plan: planJsonSchema, profile: profileJsonSchema }

/** Prints the JSON Schema of a document. */
export async function schemaCommand(args: readonly string[], terminal: Terminal): Promise<void> {
  const { subject } = parseOptions(args, 'graph, plan or profile', {})
  const make = schemas[choice('schema', subject, ['graph', 'plan', 'profile'])]
  await terminal.print(`${JSON.stringify(make(), null, 2)}\n`)
}
