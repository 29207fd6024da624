/**
 * A document with faults as a graph: something valid stands in for each entry that does not have the shape of its kind, so that
 * the others can be checked too.
 */
import { graphSchema, type FrameGraph } from './document.ts'
import type { BrokenEntries } from './faults.ts'
import { compileAccepts } from '../schema/accepts.ts'
import type { Schema } from '../schema/schema.ts'

type Entry = Readonly<Record<string, unknown>>

/** Entries of valid shapes, by their lists. */
const standIns: Readonly<Record<string, (id: string) => Entry>> = {
  resources: (id) => ({ id, kind: 'buffer', size: 1 }),
  shaders: (id) => ({ id }),
  pipelines: (id) => ({ id, kind: 'render', shader: id, vertex: {} }),
  passes: (id) => ({ id, kind: 'custom', body: id }),
}

/** Undefined where a list is none: then nothing is known of what its entries would be. */
export function withStandIns(document: unknown): { graph: FrameGraph; broken: BrokenEntries } | undefined {
  if (typeof document !== 'object' || document === null) return undefined
  const broken = {
    passes: new Set<number>(),
    resources: new Set<number>(),
    pipelines: new Set<number>(),
    unnamed: false,
  }
  const graph: Record<string, unknown> = { version: 1 }
  for (const [list, standIn] of Object.entries(standIns)) {
    const given: unknown = (document as Entry)[list]
    if (given === undefined && (list === 'shaders' || list === 'pipelines')) continue
    if (!Array.isArray(given)) return undefined
    const accepts = compileAccepts(elementOf(list))
    graph[list] = given.map((entry: unknown, i) => {
      if (accepts(entry)) return entry
      if (list !== 'shaders') broken[list as 'passes' | 'resources' | 'pipelines'].add(i)
      const id: unknown = (entry as Entry | null)?.['id']
      if (typeof id === 'string') return standIn(id)
      broken.unnamed = true
      // No id of a document holds NUL.
      return standIn(`\0${i}`)
    })
  }
  return { graph: graph as unknown as FrameGraph, broken }
}

function elementOf(list: string): Schema {
  const field = graphSchema.kind === 'object' ? graphSchema.fields[list] : undefined
  const listed = field?.kind === 'optional' ? field.inner : field
  if (listed?.kind !== 'list') throw new Error(`${list} is no list of a graph`)
  return listed.element
}
