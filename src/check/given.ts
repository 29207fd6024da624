/** The graph and the profile of a check, which may be any values: what the proof reads of them must be there. */
import { graphSchema } from '../graph/document.ts'
import { profileSchema } from '../plan/profile.ts'
import { compileAccepts, type Accepts } from '../schema/accepts.ts'
import { parse } from '../schema/parse.ts'
import type { Schema } from '../schema/schema.ts'
import { words } from '../schema/words.ts'
import { reject, unreadable } from './rejection.ts'
import { pathText } from './words.ts'

/** Compiled at the first check: importing this module does no work. */
let acceptsGraph: Accepts | undefined
let acceptsProfile: Accepts | undefined

/** Refuses a graph that does not have the shape of one. O(graph) */
export function checkGraph(graph: unknown): void {
  // A plan in the place of the graph is the likeliest reason.
  if (!hasPasses(graph))
    reject(
      'MALFORMED',
      'The graph is no graph: it has no list of passes; checkPlan takes the graph first, then its plan',
    )
  acceptsGraph ??= compileAccepts(graphSchema)
  checkShape('graph', graph, graphSchema, acceptsGraph)
}

/** Refuses a profile that does not have the shape of one. */
export function checkProfile(profile: unknown): void {
  acceptsProfile ??= compileAccepts(profileSchema)
  checkShape('profile', profile, profileSchema, acceptsProfile)
}

function hasPasses(graph: unknown): boolean {
  try {
    return Array.isArray((graph as { readonly passes?: unknown } | null | undefined)?.passes)
  } catch (error) {
    return unreadable('graph', error, { path: 'graph' })
  }
}

function checkShape(what: string, value: unknown, schema: Schema, accepts: Accepts): void {
  try {
    if (accepts(value)) return
    const issue = parse(schema, value).issues[0]
    // Some values are taken in another form, such as −0.
    if (!issue) return
    reject('MALFORMED', `The ${what} is no ${what}: ${words(issue, value)}`, { path: `${what}${pathText(issue.path)}` })
  } catch (error) {
    unreadable(what, error, { path: what })
  }
}
