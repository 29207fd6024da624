/** Bypasses: what a pass that is switched off copies instead, from something it reads to something it writes. */
import { wrongBypass } from '../errors.ts'
import { READS, WRITES } from './access.ts'
import type { Endpoint, Pass, Resource } from './document.ts'
import { endpointId, regionBytes, type Region } from './endpoint.ts'
import type { EndpointUse } from './endpoint-use.ts'
import { sameTexels } from './formats.ts'

interface BypassCopy {
  readonly from: Endpoint
  readonly to: Endpoint
}

/** The copies of a pass that is switched off; undefined where it has no bypass. */
export function bypassCopies(
  { bypass }: Pass,
  uses: readonly EndpointUse[],
  regions: readonly Region[],
): readonly BypassCopy[] | undefined {
  if (!bypass) return undefined
  const [reads, writes] = [slotsOf(uses, READS), slotsOf(uses, WRITES)]
  return Object.entries(bypass).map(([out, source]) => {
    const [from, to] = [reads.get(source)!, writes.get(out)!]
    return { from: placeOf(uses[from]!.endpoint, regions[from]!), to: placeOf(uses[to]!.endpoint, regions[to]!) }
  })
}

/**
 * Checks the bypass of a pass against its endpoints.
 * @throws MemkitError INVALID_BYPASS
 */
export function checkBypass(
  pass: Pass,
  p: number,
  uses: readonly EndpointUse[],
  regions: readonly Region[],
  resources: readonly Resource[],
): void {
  const [reads, writes] = [slotsOf(uses, READS), slotsOf(uses, WRITES)]
  for (const [out, source] of Object.entries(pass.bypass ?? {})) {
    const refuse = (why: string) =>
      wrongBypass(pass.id, out, source, why, `passes[${p}].bypass[${JSON.stringify(out)}]`)
    const [from, to] = [reads.get(source), writes.get(out)]
    if (to === undefined) throw refuse(`the pass does not write ${JSON.stringify(out)}`)
    if (from === undefined) throw refuse(`the pass does not read ${JSON.stringify(source)}`)
    if (out === source) throw refuse('that is one resource, which stays as it is where the pass is left out')
    const difference = differenceOf(regions[from]!, regions[to]!, resources)
    if (difference) throw refuse(difference)
  }
}

/** By resource, the first endpoint with this access. */
function slotsOf(uses: readonly EndpointUse[], flag: number): Map<string, number> {
  const slots = new Map<string, number>()
  uses.forEach(({ endpoint, flags }, slot) => {
    const id = endpointId(endpoint)
    if ((flags & flag) !== 0 && !slots.has(id)) slots.set(id, slot)
  })
  return slots
}

function differenceOf(from: Region, to: Region, resources: readonly Resource[]): string | undefined {
  const [a, b] = [resources[from.resource]!, resources[to.resource]!]
  if (a.kind !== b.kind) return 'one is a buffer and the other a texture'
  if (a.kind === 'texture' && b.kind === 'texture' && from.kind === 'texture' && to.kind === 'texture') {
    if (!sameTexels(a.format, b.format)) return `their formats differ: ${a.format} and ${b.format}`
    if ((a.sampleCount ?? 1) !== (b.sampleCount ?? 1)) return 'their sample counts differ'
    if (from.aspect !== to.aspect) return 'their aspects differ'
    if (from.size.some((extent, axis) => extent !== to.size[axis]) || from.mipLevelCount !== to.mipLevelCount)
      return `the pass reads ${from.size.join(' × ')} texels of one and writes ${to.size.join(' × ')} of the other`
  }
  if (regionBytes(from) !== regionBytes(to))
    return `the pass reads ${regionBytes(from)} bytes of one and writes ${regionBytes(to)} of the other`
  return undefined
}

/** The endpoint for a copy, which sees texels as they are. */
function placeOf(endpoint: Endpoint, region: Region): Endpoint {
  if (typeof endpoint === 'string') return endpoint
  if (region.kind === 'buffer') return endpoint
  const { mipLevel, mipLevelCount, origin, size, aspect, previous } = region
  return {
    resource: endpoint.resource,
    mipLevel,
    mipLevelCount,
    origin,
    size,
    aspect,
    ...(previous > 0 ? { previous } : {}),
  }
}
