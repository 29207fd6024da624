/** Documents of the three kinds told apart, so that one in the place of another, or what is to become or holds one, is called by its name. */
import { wrongDocument, type GivenKind } from '../errors.ts'
import { isObject, readGiven } from '../given.ts'
import type { CheckedCopies } from './checked-copies.ts'
import { plainCopy, type Plain } from './plain-copy.ts'

export type DocumentKind = 'graph' | 'plan' | 'profile'

/** The kind that a value looks like, whatever faults it has; undefined for none. Looks at a few fields only. */
function kindOf(value: unknown): DocumentKind | undefined {
  if (typeof value !== 'object' || value === null || Array.isArray(value)) return undefined
  const has = (field: string) => Object.hasOwn(value, field)
  if ((value as { format?: unknown }).format === 'memkit-gpu/plan' || (has('submissions') && has('timeline')))
    return 'plan'
  if (has('passes') && (has('resources') || has('version'))) return 'graph'
  return has('limits') && has('queues') ? 'profile' : undefined
}

const profileAdvice = 'give a device profile, such as profiles.webgpu'
const advice: Readonly<Record<DocumentKind, Readonly<Partial<Record<GivenKind, string>>>>> = {
  graph: {
    plan: 'give the graph that it was made of',
    profile: 'give the graph here',
    text: 'read it by parseGraphText(text)',
    builder: 'finish it: builder.build()',
  },
  plan: {
    graph: 'plan it first: planGraph(graph, profile)',
    profile: 'give a plan that was made for it: planGraph(graph, profile)',
  },
  profile: {
    graph: profileAdvice,
    plan: profileAdvice,
    text: profileAdvice,
    backend: 'give its profile: backend.profile',
  },
}

/** @throws MemkitError WRONG_DOCUMENT where the value is a document of another kind than is wanted. */
export function checkKind(value: unknown, wanted: DocumentKind): void {
  const kind = kindOf(value)
  if (kind !== undefined && kind !== wanted) throw wrongDocument(kind, wanted, advice[wanted][kind]!)
}

/** What makes or holds a document, by a method that tells it. */
const makers = { graph: ['builder', 'build'], profile: ['backend', 'open'] } as const

/**
 * A copy of a document, as `plainCopy` makes it.
 * @throws MemkitError WRONG_DOCUMENT for a text, or for a graph builder or a backend in the place of what it makes or holds; or as `plainCopy`
 */
export function copyDocument(value: unknown, wanted: keyof typeof makers, entries?: CheckedCopies): Plain {
  const refuse = (kind: GivenKind) => wrongDocument(kind, wanted, advice[wanted][kind]!)
  if (typeof value === 'string') throw refuse('text')
  try {
    return plainCopy(value, undefined, [], entries)
  } catch (error) {
    const [kind, method] = makers[wanted]
    const isMaker = readGiven('', () => isObject(value) && typeof (value as Methods)[method] === 'function')
    throw isMaker ? refuse(kind) : error
  }
}
type Methods = Readonly<Partial<Record<(typeof makers)[keyof typeof makers][1], unknown>>>

export const checkIsGraph = (value: unknown): void => checkKind(value, 'graph')
