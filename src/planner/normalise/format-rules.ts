/**
 * Checks of texture formats against the abilities that the profile states, and of the size of render targets against its
 * limits.
 */
import { overLimit, unsupportedFormat } from '../../errors.ts'
import { READS, WRITES, accessCode, passCode } from '../../graph/access.ts'
import type { TextureResource } from '../../graph/document.ts'
import { formatInfo } from '../../graph/formats.ts'
import { targetsOf } from '../../graph/render-targets.ts'
import type { ResolvedGraph } from '../../graph/resolved-graph.ts'
import { endpointPath } from './endpoint-path.ts'
import { formatAdvice, mipmapAdvice, missingFormatAdvice } from '../../plan/facts/format-advice.ts'
import type { DeviceProfile, FormatAbility } from '../../plan/profile.ts'
import { colorBytesPerSample } from '../../plan/facts/color-bytes.ts'

/** @throws MemkitError UNSUPPORTED_FORMAT or OVER_LIMIT with the pass, the resource and the field of the profile */
export function checkFormats(resolved: ResolvedGraph, profile: DeviceProfile): void {
  if (profile.formats) checkTextures(resolved, profile.formats)
  const { maxColorAttachments: most, maxColorAttachmentBytesPerSample: mostBytes } = profile.limits
  if (most !== undefined || mostBytes !== undefined) checkDrawn(resolved, most, mostBytes)
}

type Formats = NonNullable<DeviceProfile['formats']>

function checkTextures(resolved: ResolvedGraph, formats: Formats): void {
  const { graph, passKind, accessStart, accessInstance, accessKind, accessFlags, instanceResource } = resolved
  /** By resource: the abilities of its format. */
  const known = graph.resources.map((resource, r) => {
    if (resource.kind !== 'texture') return 0
    checkTexture(resource, `resources[${r}]`, formats)
    return bitsOf(formats[resource.format]!)
  })
  if (!resolved.hasTextures) return
  for (let p = 0; p < passKind.length; p++) {
    for (let a = accessStart[p]!; a < accessStart[p + 1]!; a++) {
      const needed = neededBy(accessKind[a]!, accessFlags[a]!)
      const r = instanceResource[accessInstance[a]!]!
      if (needed === undefined || (known[r]! & bit[needed]) !== 0) continue
      const resource = graph.resources[r]!
      if (resource.kind !== 'texture') continue
      const pass = graph.passes[p]!
      throw unsupportedFormat(
        `${JSON.stringify(resource.id)} in pass ${JSON.stringify(pass.id)}`,
        resource.format,
        needed,
        passKind[p] === passCode.mipmap ? mipmapAdvice : formatAdvice[needed],
        endpointPath(resolved, a, p),
        { pass: pass.id, resource: resource.id },
      )
    }
  }
}

const bit: Record<FormatAbility, number> = {
  attachment: 1,
  'storage-read': 2,
  'storage-write': 4,
  'storage-read-write': 8,
  multisampled: 16,
  '3d': 32,
}
const bitsOf = (abilities: readonly FormatAbility[]): number => abilities.reduce((bits, name) => bits | bit[name], 0)

function neededBy(kind: number, flags: number): FormatAbility | undefined {
  switch (kind) {
    case accessCode['color-attachment']:
    case accessCode['depth-read']:
    case accessCode['depth-write']:
      return 'attachment'
    case accessCode['storage-read']:
      return 'storage-read'
    case accessCode['storage-write']:
      return flags & READS && flags & WRITES ? 'storage-read-write' : 'storage-write'
    default:
      return undefined
  }
}

/** Checks the declared format, samples and usages of a texture. */
function checkTexture(texture: TextureResource, path: string, formats: Formats): void {
  const { id, format, dimension, sampleCount = 1, usage = [] } = texture
  const refuse = (lacks: FormatAbility | undefined, field: string) =>
    unsupportedFormat(
      `The texture ${JSON.stringify(id)}`,
      format,
      lacks,
      lacks === undefined ? missingFormatAdvice : formatAdvice[lacks],
      `${path}.${field}`,
      { resource: id },
    )
  const has = formats[format]
  if (!has) throw refuse(undefined, 'format')
  if (sampleCount > 1 && !has.includes('multisampled')) throw refuse('multisampled', 'sampleCount')
  if (dimension === '3d' && formatInfo(format).blockWidth > 1 && !has.includes('3d')) throw refuse('3d', 'dimension')
  usage.forEach((name, i) => {
    if (name === 'attachment' && !has.includes('attachment')) throw refuse('attachment', `usage[${i}]`)
    if (name === 'storage' && !has.some((ability) => ability.startsWith('storage')))
      throw refuse('storage-write', `usage[${i}]`)
  })
}

function checkDrawn(
  { graph, resourceIndex }: ResolvedGraph,
  most = Number.POSITIVE_INFINITY,
  mostBytes = Number.POSITIVE_INFINITY,
): void {
  for (let p = 0; p < graph.passes.length; p++) {
    const pass = graph.passes[p]!
    if (pass.kind !== 'render' || !pass.color) continue
    const { color, id } = pass
    const ofPass = `of render pass ${JSON.stringify(id)}`
    if (color.length > most)
      throw overLimit(
        `The number of color attachments ${ofPass}`,
        color.length,
        'maxColorAttachments',
        most,
        `passes[${p}].color`,
      )
    const formats = targetsOf(pass, { resources: graph.resources, resourceIndex }).color.map(({ format }) => format)
    const bytes = colorBytesPerSample(formats)
    if (bytes > mostBytes)
      throw overLimit(
        `What one sample of the color attachments ${ofPass} takes (${formats.join(', ')})`,
        bytes,
        'maxColorAttachmentBytesPerSample',
        mostBytes,
        `passes[${p}].color`,
      )
  }
}
