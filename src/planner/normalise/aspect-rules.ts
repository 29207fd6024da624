/** Rules of devices for copies of depth and stencil. */
import { ruleForbids } from '../../errors.ts'
import { passRegions } from '../../graph/pass-regions.ts'
import type { ResolvedGraph } from '../../graph/resolved-graph.ts'

/**
 * Checks `separateAspectCopies`: no transfer may have both aspects of a texture on one side and other bytes on the other.
 *
 * @throws MemkitError RULE_FORBIDS
 */
export function checkSeparateAspects(resolved: ResolvedGraph): void {
  if (!resolved.hasTextures) return
  const { graph, resources } = resolved
  const isCombined = resources.map(({ layout }) => layout !== undefined && layout.format.depth && layout.format.stencil)
  if (!isCombined.includes(true)) return
  for (let p = 0; p < graph.passes.length; p++) {
    const pass = graph.passes[p]!
    if (pass.kind !== 'upload' && pass.kind !== 'readback' && pass.kind !== 'copy') continue
    const regions = passRegions(resolved, p)
    const both = regions.map(
      (region) => region.kind === 'texture' && region.aspect === 'all' && isCombined[region.resource]!,
    )
    const at = both.indexOf(true)
    // A copy between two such textures may copy both aspects at once.
    if (at < 0 || (both.every(Boolean) && both.length === 2)) continue
    const { id, layout } = resources[regions[at]!.resource]!
    const end = pass.kind === 'upload' || at === 1 ? 'to' : 'from'
    throw ruleForbids(
      `The rule separateAspectCopies of the device wants depth and stencil copied one at a time, but pass ${JSON.stringify(pass.id)} takes both of ${JSON.stringify(id)} (${layout!.formatName}) at once; name "depth-only" or "stencil-only" as its aspect`,
      `passes[${p}].${end}`,
      { pass: pass.id, resource: id, rule: 'separateAspectCopies' },
    )
  }
}
