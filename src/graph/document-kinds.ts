/** Documents of the three kinds told apart, so that one in the place of another is called by its name. */
import { wrongDocument } from '../errors.ts'

export type DocumentKind = 'graph' | 'plan' | 'profile'

/** The kind that a value looks like, whatever faults it has; undefined for none. Looks at a few fields only. */
export function kindOf(value: unknown): DocumentKind | undefined {
  if (typeof value !== 'object' || value === null || Array.isArray(value)) return undefined
  const has = (...fields: readonly string[]) => fields.every((field) => Object.hasOwn(value, field))
  if ((value as { format?: unknown }).format === 'memkit-gpu/plan' || has('submissions', 'timeline')) return 'plan'
  if (has('passes') && (has('resources') || has('version'))) return 'graph'
  return has('limits', 'queues') ? 'profile' : undefined
}

const advice: Readonly<Record<DocumentKind, Readonly<Partial<Record<DocumentKind, string>>>>> = {
  graph: {
    plan: 'give the graph that it was made of',
    profile: 'give the graph here',
  },
  plan: {
    graph: 'plan it first: planGraph(graph, profile)',
    profile: 'give a plan that was made for it: planGraph(graph, profile)',
  },
  profile: {
    graph: 'give a device profile, such as profiles.webgpu',
    plan: 'give a device profile, such as profiles.webgpu',
  },
}

/** @throws MemkitError WRONG_DOCUMENT where the value is a document of another kind than is wanted. */
export function checkKind(value: unknown, wanted: DocumentKind): void {
  const kind = kindOf(value)
  if (kind !== undefined && kind !== wanted) throw wrongDocument(kind, wanted, advice[wanted][kind]!)
}

export const checkIsGraph = (value: unknown): void => checkKind(value, 'graph')
