/** Parts of resources that a program names in a call: checked against the resource, every field read once. */
import { invalidPart, isMemkitError, issueOf, messageOf } from '../errors.ts'
import { isObject } from '../given.ts'
import type { Endpoint } from './document.ts'
import { resolveEndpoint, type Region } from './endpoint.ts'
import type { Aspect } from './formats.ts'
import type { ResourceInfo } from './resources.ts'

/** A range of a buffer, in bytes. Default: from 0 to its end; where bytes are written, as many as are given. */
export interface BufferPart {
  /** First byte. Default: 0. */
  readonly offset?: number
  /** Bytes. Default: the rest. */
  readonly size?: number
}

/**
 * A part of a texture, as in an endpoint of the document: some levels, or a box of one, in texels; layers are the third
 * coordinate. Default: all levels; where a part is named without levels, level 0; a box from 0, 0, 0 to the end of its level.
 */
export interface TexturePart {
  /** First mip level. Default: 0. */
  readonly mipLevel?: number
  /** Number of mip levels. Default: as for an endpoint of the document. */
  readonly mipLevelCount?: number
  /** First texel, and first layer or slice. Default: 0, 0, 0. */
  readonly origin?: readonly [number, number, number]
  /** Width, height, layers or depth, in texels. Default: the rest of the level. */
  readonly size?: readonly [number, number, number]
  /** Depth or stencil alone. Default: all. */
  readonly aspect?: Aspect
}

/** The fields that only the other kind has. */
type Without<Kind> = { readonly [Name in Exclude<keyof Kind, 'size'>]?: undefined }

/** A range of a buffer, or a box of a texture, not both. */
export type Part = (BufferPart & Without<TexturePart>) | (TexturePart & Without<BufferPart>)

const bufferFields = ['offset', 'size'] as const
const textureFields = ['mipLevel', 'mipLevelCount', 'origin', 'size', 'aspect'] as const

/**
 * The region of a part.
 * @param givenBytes where bytes are written to a buffer, how many
 * @param others fields beside those of a part, which the call reads itself
 * @throws MemkitError INVALID_PART
 */
export function partOf(
  info: ResourceInfo,
  call: string,
  part: unknown,
  givenBytes: number | undefined,
  others: readonly string[] = [],
): Region {
  const { id } = info
  const refuse = (why: string, field?: string) => invalidPart(call, id, why, field)
  const fields = fieldsOf(part, info.layout ? textureFields : bufferFields, others, refuse)
  if (info.layout && info.layout.sampleCount > 1)
    throw refuse('a multisampled texture has no bytes that the host could see; resolve it in a pass first')
  if (!info.layout && givenBytes !== undefined && fields['size'] === undefined) fields['size'] = givenBytes
  try {
    const isWhole = Object.keys(fields).length === 0
    return resolveEndpoint(isWhole ? id : ({ resource: id, ...fields } as Endpoint), info, () => '')
  } catch (error) {
    // Its path is that of a document that has only this part: `.size`.
    throw isMemkitError(error) ? refuse(issueOf(error).message, error.path?.replace('.', '')) : error
  }
}

/** A part with its lists. What cannot be read, and a list of another length than three, is left to the call, which refuses it. */
export function copyPart<T>(part: T): T {
  try {
    if (!isObject(part) || Array.isArray(part)) return part
    return Object.fromEntries(
      Object.entries(part).map(([name, value]) => [name, isTriple(value) ? [value[0], value[1], value[2]] : value]),
    ) as T
  } catch {
    return part
  }
}

const isTriple = (value: unknown): value is readonly unknown[] => Array.isArray(value) && value.length === 3

type Refuse = (why: string, field?: string) => Error

/** The given fields, each of the right kind. */
function fieldsOf(
  part: unknown,
  known: readonly string[],
  others: readonly string[],
  refuse: Refuse,
): Record<string, unknown> {
  if (part === undefined) return {}
  const fields: Record<string, unknown> = {}
  try {
    if (typeof part !== 'object' || part === null || Array.isArray(part))
      throw refuse(`a part is an object of ${known.join(', ')}`)
    for (const [name, value] of Object.entries(part)) {
      if (value === undefined || others.includes(name)) continue
      if (!known.includes(name)) throw refuse(`it has no ${JSON.stringify(name)}; a part is ${known.join(', ')}`, name)
      fields[name] = fieldOf(name, value, known === textureFields, refuse)
    }
  } catch (error) {
    throw isMemkitError(error) ? error : refuse(`reading the part threw (${messageOf(error)})`)
  }
  return fields
}

function fieldOf(name: string, value: unknown, isTexture: boolean, refuse: Refuse): unknown {
  const counted = (n: unknown, least: number): number => {
    if (!Number.isSafeInteger(n) || (n as number) < least)
      throw refuse(
        `${name} must be ${least === 0 ? 'a whole number, 0 or more' : 'at least 1'}, not ${String(n)}`,
        name,
      )
    return (n as number) + 0
  }
  if (name === 'aspect') {
    if (value !== 'all' && value !== 'depth-only' && value !== 'stencil-only')
      throw refuse('aspect is "all", "depth-only" or "stencil-only"', name)
    return value
  }
  if (name === 'origin' || (name === 'size' && isTexture)) {
    if (!isTriple(value)) throw refuse(`${name} is three whole numbers of texels`, name)
    return Array.from(value, (n) => counted(n, name === 'size' ? 1 : 0))
  }
  return counted(value, name === 'mipLevelCount' ? 1 : 0)
}
