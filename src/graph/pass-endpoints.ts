/** The endpoints of each kind of pass, and how the pass accesses each of them. */
import { wrongKind } from '../errors.ts'
import { COVERS, IN_PLACE, READS, WRITES, accessCode } from './access.ts'
import type { Endpoint, Pass, PassOf, Use } from './document.ts'

/** One endpoint of a pass. Its JSON path is made only when asked for: errors need it, and there are many endpoints. */
export class EndpointUse {
  readonly endpoint: Endpoint
  readonly flags: number
  /** Index into `accessKinds`. */
  readonly kind: number
  private readonly pass: number
  private readonly field: string
  private readonly index: number
  private readonly leaf: string

  // Seven parameters instead of an object: a graph may have 10^6 endpoints.
  constructor(
    endpoint: Endpoint,
    flags: number,
    kind: number,
    pass: number,
    field: string,
    index: number,
    leaf: string,
  ) {
    this.endpoint = endpoint
    this.flags = flags
    this.kind = kind
    this.pass = pass
    this.field = field
    this.index = index
    this.leaf = leaf
  }

  get path(): string {
    return `passes[${this.pass}].${this.field}${this.index < 0 ? '' : `[${this.index}]`}${this.leaf}`
  }
}

const at = (p: number, endpoint: Endpoint, flags: number, kind: number, field: string, index = -1, leaf = '') =>
  new EndpointUse(endpoint, flags, kind, p, field, index, leaf)

/** Every endpoint of a pass with its access. All parts of the project but `check` walk this list, in this order. */
export function passEndpoints(pass: Pass, p: number, levelsOf: (resource: string) => number): EndpointUse[] {
  switch (pass.kind) {
    case 'upload':
      return [at(p, pass.to, WRITES | COVERS, accessCode['copy-write'], 'to')]
    case 'fill':
      return [at(p, pass.to, WRITES | COVERS, accessCode['copy-write'], 'to')]
    case 'readback':
      return [at(p, pass.from, READS, accessCode['copy-read'], 'from')]
    case 'copy':
      return [
        at(p, pass.from, READS, accessCode['copy-read'], 'from'),
        at(p, pass.to, WRITES | COVERS, accessCode['copy-write'], 'to'),
      ]
    case 'mipmap':
      return mipmapEndpoints(pass, p, levelsOf(pass.texture))
    case 'compute':
      return computeEndpoints(pass, p)
    case 'render':
      return renderEndpoints(pass, p)
    case 'custom':
      return (pass.uses ?? []).map((use, i) => useOf(use, p, 'uses', i))
    case 'host':
      return []
  }
}

const readKind = {
  vertex: accessCode['vertex-read'],
  index: accessCode['index-read'],
  indirect: accessCode['indirect-read'],
  uniform: accessCode['uniform-read'],
  'storage-read': accessCode['storage-read'],
  storage: accessCode['storage-read'],
  sampled: accessCode['sampled-read'],
  'storage-texture': accessCode['storage-read'],
  'copy-src': accessCode['copy-read'],
  'copy-dst': accessCode['copy-write'],
} as const

function useOf(use: Use, p: number, field: string, index: number): EndpointUse {
  const { as, access } = use
  const writable = as === 'storage' || as === 'storage-texture' || as === 'copy-dst'
  if (!writable && access !== undefined && access !== 'read')
    throw wrongKind(
      `A use as "${as}" reads; it cannot take access "${access}"`,
      `passes[${p}].${field}[${index}].access`,
    )
  if (as === 'copy-dst' && access !== undefined && access !== 'write')
    throw wrongKind(
      `A use as "copy-dst" writes; it cannot take access "${access}"`,
      `passes[${p}].${field}[${index}].access`,
    )
  const inPlace = use.inPlace ? IN_PLACE : 0
  if (!writable || access === 'read') return new EndpointUse(use.use, READS, readKind[as], p, field, index, '.use')
  const flags = as === 'copy-dst' || access === 'write' ? WRITES | COVERS | inPlace : READS | WRITES | inPlace
  return new EndpointUse(
    use.use,
    flags,
    as === 'copy-dst' ? accessCode['copy-write'] : accessCode['storage-write'],
    p,
    field,
    index,
    '.use',
  )
}

/** The endpoints of a mipmap pass: level 0 is read, the others are written. */
function mipmapEndpoints(pass: PassOf<'mipmap'>, p: number, levels: number): EndpointUse[] {
  return Array.from({ length: levels }, (_, level) =>
    level === 0
      ? at(p, { resource: pass.texture, mipLevel: 0 }, READS, accessCode['sampled-read'], 'texture')
      : at(p, { resource: pass.texture, mipLevel: level }, WRITES | COVERS, accessCode['color-attachment'], 'texture'),
  )
}

// A function of its own: a function that makes closures allocates their context at every call.
function computeEndpoints({ bindings = [], workgroups }: PassOf<'compute'>, p: number): EndpointUse[] {
  const isIndirect = 'indirect' in workgroups
  // Allocated at its final length, samplers left out: an array that grows takes room for seventeen entries at once.
  const uses = new Array<EndpointUse>(bindings.length + (isIndirect ? 1 : 0))
  let count = 0
  for (let i = 0; i < bindings.length; i++) {
    const binding = bindings[i]!
    if ('use' in binding) uses[count++] = useOf(binding, p, 'bindings', i)
  }
  if (isIndirect)
    uses[count++] = at(p, workgroups.indirect, READS, accessCode['indirect-read'], 'workgroups', -1, '.indirect')
  uses.length = count
  return uses
}

function renderEndpoints(pass: PassOf<'render'>, p: number): EndpointUse[] {
  const uses: EndpointUse[] = []
  pass.color?.forEach((attachment, i) => {
    const flags = attachment.load === 'load' ? READS | WRITES : WRITES | COVERS
    uses.push(at(p, attachment.use, flags, accessCode['color-attachment'], 'color', i, '.use'))
    if (attachment.resolve !== undefined)
      uses.push(at(p, attachment.resolve, WRITES | COVERS, accessCode['color-attachment'], 'color', i, '.resolve'))
  })
  if (pass.depth) {
    const { readOnly, load, use } = pass.depth
    const flags = readOnly ? READS : load === 'load' ? READS | WRITES : WRITES | COVERS
    uses.push(at(p, use, flags, accessCode[readOnly ? 'depth-read' : 'depth-write'], 'depth', -1, '.use'))
  }
  pass.uses?.forEach((use, i) => uses.push(useOf(use, p, 'uses', i)))
  return uses
}
