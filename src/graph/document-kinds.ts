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

/** A kind that is wanted, and what to do with what was given instead. */
interface WantedKind {
  readonly kind: DocumentKind
  readonly advice: Readonly<Partial<Record<GivenKind, string>>>
}

interface MadeKind extends WantedKind {
  /** The kind of object that makes or holds such a document, and a method by which it is recognised. */
  readonly maker: readonly [GivenKind, method: string]
}

export const wantedGraph: MadeKind = {
  kind: 'graph',
  advice: {
    plan: 'give the graph that it was made of',
    profile: 'give the graph here',
    text: 'read it by parseGraphText(text)',
    builder: 'finish it: builder.build()',
  },
  maker: ['builder', 'build'],
}

export const wantedPlan: WantedKind = {
  kind: 'plan',
  advice: {
    graph: 'plan it first: planGraph(graph, profile)',
    profile: 'give a plan that was made for it: planGraph(graph, profile)',
  },
}

const profileAdvice = 'give a device profile, such as profiles.webgpu'
export const wantedProfile: MadeKind = {
  kind: 'profile',
  advice: {
    graph: profileAdvice,
    plan: profileAdvice,
    text: profileAdvice,
    backend: 'give its profile: backend.profile',
  },
  maker: ['backend', 'open'],
}

const refusal = (given: GivenKind, { kind, advice }: WantedKind) => wrongDocument(given, kind, advice[given]!)

/** @throws MemkitError WRONG_DOCUMENT where the value is a document of another kind than is wanted. */
export function checkKind(value: unknown, wanted: WantedKind): void {
  const kind = kindOf(value)
  if (kind !== undefined && kind !== wanted.kind) throw refusal(kind, wanted)
}

/**
 * A copy of a document, as `plainCopy` makes it.
 * @throws MemkitError WRONG_DOCUMENT for a text, or for a graph builder or a backend in the place of what it makes or holds; or as `plainCopy`
 */
export function copyDocument(value: unknown, wanted: MadeKind, entries?: CheckedCopies): Plain {
  if (typeof value === 'string') throw refusal('text', wanted)
  try {
    return plainCopy(value, undefined, [], entries)
  } catch (error) {
    const [maker, method] = wanted.maker
    const isMaker = readGiven(
      '',
      () => isObject(value) && typeof (value as Readonly<Record<string, unknown>>)[method] === 'function',
    )
    throw isMaker ? refusal(maker, wanted) : error
  }
}
