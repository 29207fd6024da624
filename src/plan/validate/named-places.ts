/** The ids at a place of a plan: the passes of a command, and the resource of a heap, a texture or a placement. */
import { shown } from '../../errors.ts'
import { valueAt, type NamedPlace } from '../../graph/named-places.ts'

/** At most this many passes of one command are named. */
const mostPasses = 3

export function planPlace(plan: unknown, keys: readonly PropertyKey[]): NamedPlace {
  const depth = keys[0] === 'submissions' ? 4 : 2
  const entry = valueAt(plan, keys.slice(0, depth)) as Readonly<Record<string, unknown>> | undefined
  const none: NamedPlace = { ids: {}, parts: [] }
  if (typeof entry !== 'object' || keys.length < depth) return none
  const { op, passes, pass, resource, id } = entry
  if (typeof op === 'string' && Array.isArray(passes)) {
    const ids = (passes as string[]).slice(0, mostPasses).map(shown)
    const more = passes.length > mostPasses ? ', …' : ''
    const words = `${op} of pass${passes.length === 1 ? '' : 'es'} ${ids.join(', ')}${more}`
    return { ids: { pass: String(passes[0]) }, parts: [{ words, signs: ids.slice(0, 1) }] }
  }
  for (const [what, name] of Object.entries({ pass, resource, pipeline: keys[0] === 'pipelines' ? id : undefined }))
    if (typeof name === 'string')
      return { ids: { [what]: name }, parts: [{ words: `${what} ${shown(name)}`, signs: [shown(name)] }] }
  return none
}
