/**
 * Usage scopes: what one dispatch or render pass may use, on devices with `exclusiveUsagePerScope`. The rule applies to whole
 * buffers and to whole mip levels of a layer (in 3D, to whole levels), so that uses of disjoint parts conflict, and no
 * placement can prevent it.
 */
import { ruleForbids } from '../../errors.ts'
import { WRITES, accessCode, passCode } from '../../graph/access.ts'
import type { TextureRegion } from '../../graph/endpoint.ts'
import { passRegions } from '../../graph/pass-regions.ts'
import type { ResolvedGraph } from '../../graph/resolved-graph.ts'
import { endpointPath } from './endpoint-path.ts'
import { int32Array, noIndices } from '../../graph/typed-arrays.ts'

/**
 * Checks `exclusiveUsagePerScope`. O(accesses), unless one pass uses several parts of a resource.
 *
 * @throws MemkitError RULE_FORBIDS with the pass and the resource
 */
export function checkScopes(resolved: ResolvedGraph): void {
  const { passKind, accessStart, accessInstance, accessSlot } = resolved
  const lastPass = noIndices(resolved.instanceResource.length)
  const lastSlot = int32Array(resolved.instanceResource.length)
  for (let p = 0; p < passKind.length; p++) {
    if (passKind[p] !== passCode.compute && passKind[p] !== passCode.render) continue
    let shares = false
    for (let a = accessStart[p]!; a < accessStart[p + 1]!; a++) {
      const instance = accessInstance[a]!
      if (lastPass[instance] === p && lastSlot[instance] !== accessSlot[a]) shares = true
      lastPass[instance] = p
      lastSlot[instance] = accessSlot[a]!
    }
    if (shares) checkScope(resolved, p)
  }
}

function checkScope(resolved: ResolvedGraph, p: number): void {
  const { accessStart, accessInstance, accessSlot, instanceTexture } = resolved
  const regions = passRegions(resolved, p)
  /** First access of each endpoint so far, by instance. */
  const uses = new Map<number, number[]>()
  let slot = -1
  for (let a = accessStart[p]!; a < accessStart[p + 1]!; a++) {
    if (accessSlot[a] === slot) continue
    slot = accessSlot[a]!
    const instance = accessInstance[a]!
    const earlier = uses.get(instance) ?? []
    uses.set(instance, earlier)
    const other = earlier.find((b) => clash(resolved, a, b) && (instanceTexture[instance] === 0 || meet(a, b)))
    if (other !== undefined) throw refuse(resolved, p, a, other)
    earlier.push(a)
  }

  function meet(a: number, b: number): boolean {
    const { layout } = resolved.resources[regions[accessSlot[a]!]!.resource]!
    const [one, two] = [a, b].map((access) => regions[accessSlot[access]!] as TextureRegion)
    return shareSubresource(one!, two!, layout!.dimension === '3d')
  }
}

const isAttachment = (kind: number): boolean =>
  kind === accessCode['color-attachment'] || kind === accessCode['depth-write'] || kind === accessCode['depth-read']

/** Whether two uses conflict: reads do not, nor do writes of shaders, nor attachments. */
function clash({ accessFlags, accessKind }: ResolvedGraph, a: number, b: number): boolean {
  if (((accessFlags[a]! | accessFlags[b]!) & WRITES) === 0) return false
  if (((accessFlags[a]! ^ accessFlags[b]!) & WRITES) !== 0) return true
  return isAttachment(accessKind[a]!) !== isAttachment(accessKind[b]!)
}

function shareSubresource(a: TextureRegion, b: TextureRegion, is3d: boolean): boolean {
  const apart = (from: number, count: number, otherFrom: number, otherCount: number): boolean =>
    from + count <= otherFrom || otherFrom + otherCount <= from
  if (apart(a.mipLevel, a.mipLevelCount, b.mipLevel, b.mipLevelCount)) return false
  if (a.aspect !== b.aspect && a.aspect !== 'all' && b.aspect !== 'all') return false
  return is3d || !apart(a.origin[2], a.size[2], b.origin[2], b.size[2])
}

function refuse(resolved: ResolvedGraph, p: number, a: number, b: number) {
  const { graph, resources, instanceResource, accessInstance, instanceTexture } = resolved
  const instance = accessInstance[a]!
  const { id, layout } = resources[instanceResource[instance]!]!
  const pass = graph.passes[p]!.id
  const what =
    instanceTexture[instance] === 0
      ? 'one buffer both writable and read-only'
      : layout!.dimension === '3d'
        ? 'one mip level of a 3D texture both writable and otherwise, whatever the slices'
        : 'one mip level of a layer both writable and otherwise'
  return ruleForbids(
    `The device forbids ${what} in one pass (exclusiveUsagePerScope), and pass ${JSON.stringify(pass)} uses parts of one resource, ${JSON.stringify(id)}, so; use two resources, or two passes`,
    endpointPath(resolved, a, p),
    { pass, resource: id, rule: 'exclusiveUsagePerScope', other: endpointPath(resolved, b, p) },
  )
}
