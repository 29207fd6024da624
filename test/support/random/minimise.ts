/** A document made as small as it can be while something stays true of it: passes, resources and fields are left out one by one. */
import type { GraphDocument } from '../../../src/graph/document.ts'

type PassDocument = GraphDocument['passes'][number]

export async function minimise(
  document: GraphDocument,
  holds: (candidate: GraphDocument) => Promise<boolean>,
): Promise<GraphDocument> {
  let best = document
  const attempt = async (passes: PassDocument[]): Promise<boolean> => {
    const candidate = withoutStrays({ ...best, passes })
    if (!(await holds(candidate))) return false
    best = candidate
    return true
  }
  for (let size = Math.ceil(best.passes.length / 2); size >= 1; size = size > 1 ? Math.ceil(size / 2) : 0) {
    for (let end = best.passes.length; end > 0; end -= size)
      await attempt(best.passes.filter((_, p) => p < Math.max(0, end - size) || p >= end))
  }
  for (let again = true; again;) {
    again = false
    for (let p = best.passes.length - 1; p >= 0; p--)
      if (await attempt(best.passes.filter((_, other) => other !== p))) again = true
    for (let p = best.passes.length - 1; p >= 0; p--)
      for (const simpler of simplerPasses(best.passes[p]!))
        if (await attempt(best.passes.with(p, simpler))) again = true
    for (const [r, resource] of best.resources.entries())
      for (const field of ['history', 'lifetime', 'mipLevelCount', 'dimension', 'sampleCount'] as const) {
        if (!(field in resource)) continue
        const { [field]: _, ...rest } = resource as Record<string, unknown>
        const candidate = { ...best, resources: best.resources.with(r, rest as typeof resource) }
        if (!(await holds(candidate))) continue
        best = candidate
        again = true
      }
  }
  return best
}

function simplerPasses(pass: PassDocument): PassDocument[] {
  const simpler: PassDocument[] = []
  for (const field of ['queue', 'after', 'sideEffects', 'depth', 'uses', 'consumes', 'produces'] as const)
    if (field in pass) {
      const { [field]: _, ...rest } = pass as Record<string, unknown>
      simpler.push(rest as PassDocument)
    }
  const listed = pass as Record<string, unknown>
  for (const field of ['bindings', 'color', 'uses'] as const) {
    const list = listed[field]
    if (Array.isArray(list) && list.length > 1)
      for (let i = 0; i < list.length; i++)
        simpler.push({ ...listed, [field]: list.toSpliced(i, 1) } as unknown as PassDocument)
  }
  if (pass.kind === 'render')
    for (const [i, color] of (pass.color ?? []).entries())
      for (const field of ['resolve', 'clearValue', 'store'] as const)
        if (field in color) {
          const { [field]: _, ...rest } = color
          simpler.push({ ...pass, color: pass.color!.with(i, rest as typeof color) })
        }
  return simpler
}

/** Without names of passes that are gone, and without resources that nobody uses. */
function withoutStrays(document: GraphDocument): GraphDocument {
  const ids = new Set(document.passes.map(({ id }) => id))
  const passes = document.passes.map((pass) => {
    if (pass.after === undefined) return pass
    const { after, ...rest } = pass
    const kept = after.filter((id) => ids.has(id))
    return (kept.length > 0 ? { ...rest, after: kept } : rest) as PassDocument
  })
  const text = JSON.stringify(passes)
  const resources = document.resources.filter(({ id }) => text.includes(JSON.stringify(id)))
  return { ...document, passes, resources }
}
