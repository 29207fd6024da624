/** One endpoint of a pass with its access, and how a use of the document says both. */
import { wrongKind } from '../errors.ts'
import { COVERS, IN_PLACE, READS, WRITES, accessCode } from './access.ts'
import type { Endpoint, Use } from './document.ts'
import type { FormatInfo } from './formats.ts'

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
  // The format says which kind it is: `attachmentKind`.
  attachment: accessCode['color-attachment'],
} as const

const writtenKind = {
  'copy-dst': accessCode['copy-write'],
  attachment: accessCode['color-attachment'],
} as const

/** The kind of access to a texture: an attachment with depth or stencil is one of depth, whatever the use says. */
export const attachmentKind = (kind: number, flags: number, { depth, stencil }: FormatInfo): number =>
  kind !== accessCode['color-attachment'] || (!depth && !stencil)
    ? kind
    : accessCode[flags & WRITES ? 'depth-write' : 'depth-read']

/**
 * The endpoint of a use. Its place is `field[index]`, with `leaf` behind it where it lies deeper; `end` leads from the use to its
 * endpoint.
 * @throws MemkitError WRONG_KIND for an access that the kind of use cannot have.
 */
export function useOf(use: Use, p: number, field: string, index: number, leaf = '', end = '.use'): EndpointUse {
  const { as, access } = use
  const writable = as === 'storage' || as === 'storage-texture' || as === 'copy-dst' || as === 'attachment'
  if (!writable && access !== undefined && access !== 'read')
    throw wrongKind(
      `A use as "${as}" reads; it cannot take access "${access}"`,
      `passes[${p}].${field}[${index}]${leaf}.access`,
    )
  if (as === 'copy-dst' && (access === 'read' || access === 'read-write'))
    throw wrongKind(
      `A use as "copy-dst" writes; it cannot take access "${access}"`,
      `passes[${p}].${field}[${index}]${leaf}.access`,
    )
  if (access === 'update' && use.inPlace)
    throw wrongKind(
      'A use with access "update" keeps what it does not write, so it cannot take the memory of an input; leave "inPlace" out, or write every byte with access "write"',
      `passes[${p}].${field}[${index}]${leaf}.inPlace`,
    )
  if (as === 'attachment' && use.inPlace)
    throw wrongKind(
      'A use as "attachment" is drawn to while inputs are read, so it cannot take the memory of one; leave "inPlace" out',
      `passes[${p}].${field}[${index}]${leaf}.inPlace`,
    )
  const inPlace = use.inPlace ? IN_PLACE : 0
  if (!writable || access === 'read') return new EndpointUse(use.use, READS, readKind[as], p, field, index, leaf + end)
  const flags =
    access === 'update'
      ? WRITES
      : as === 'copy-dst' || access === 'write' || (as === 'attachment' && access === undefined)
        ? WRITES | COVERS | inPlace
        : READS | WRITES | inPlace
  return new EndpointUse(
    use.use,
    flags,
    writtenKind[as as keyof typeof writtenKind] ?? accessCode['storage-write'],
    p,
    field,
    index,
    leaf + end,
  )
}
