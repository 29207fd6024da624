/**
 * The rules for attachments of one render pass that hold on every device: textures of formats that can be rendered to, each
 * attachment one mip level in its whole width and height, all of one size, one number of layers and one number of samples.
 *
 * Several layers (or slices of a 3D texture) are one attachment: loading, clearing and storing reach all of them.
 */
import { outOfRange, sizeMismatch, usageConflict, wrongKind } from '../errors.ts'
import { WRITES } from './access.ts'
import type { Endpoint, PassOf, Resource, TextureResource } from './document.ts'
import type { Region, TextureRegion } from './endpoint.ts'
import { canResolve, isColorRenderable } from './format-uses.ts'
import { formatInfo, type TextureFormat } from './formats.ts'
import type { EndpointUse } from './endpoint-use.ts'
import { extentAt } from './texture-layout.ts'

interface Attachment {
  readonly id: string
  readonly region: TextureRegion
  readonly samples: number
  /** The format that the pass sees: the view's, where the endpoint names one, else the texture's. */
  readonly format: TextureFormat
  readonly use: EndpointUse
}

/**
 * Checks the attachments of one render pass. `uses` are its endpoints by `passEndpoints`, `regions` the same resolved.
 * @returns the number of regions that are attachments
 * @throws MemkitError WRONG_KIND, OUT_OF_RANGE, SIZE_MISMATCH or USAGE_CONFLICT with pass and resource.
 */
export function checkAttachments(
  pass: PassOf<'render'>,
  p: number,
  uses: readonly EndpointUse[],
  regions: readonly Region[],
  resources: readonly Resource[],
): number {
  const { color = [], depth } = pass
  if (color.length === 0 && !depth)
    throw wrongKind('It has no attachment; give it "color" or "depth", or make it a custom pass', `passes[${p}]`)
  let slot = 0
  let first: Attachment | undefined
  for (let i = 0; i < color.length; i++) {
    const source = attachment(pass, uses[slot]!, regions[slot]!, resources, 'color')
    slot++
    first = sameExtent(pass, first, source)
    if (color[i]!.resolve === undefined) continue
    const target = attachment(pass, uses[slot]!, regions[slot]!, resources, 'color')
    slot++
    checkResolve(source, target)
  }
  if (depth) {
    sameExtent(pass, first, attachment(pass, uses[slot]!, regions[slot]!, resources, 'depth'))
    slot++
    if (depth.readOnly && depth.load !== 'load')
      throw usageConflict(
        'A read-only depth attachment cannot be cleared or discarded; make its "load" "load"',
        `passes[${p}].depth.load`,
      )
  }
  return slot
}

function attachment(
  pass: PassOf<'render'>,
  use: EndpointUse,
  region: Region,
  resources: readonly Resource[],
  wants: 'color' | 'depth',
): Attachment {
  const resource = resources[region.resource]!
  const id = resource.id
  const details = { pass: pass.id, resource: id }
  if (resource.kind !== 'texture' || region.kind !== 'texture')
    throw wrongKind('An attachment must be a texture, not a buffer', use.path, details)
  const format = checkRenderable(use, region, resource, details, wants)
  if (region.mipLevelCount !== 1)
    throw outOfRange(
      `An attachment is one mip level, not ${region.mipLevelCount}; name one with "mipLevel"`,
      use.path,
      details,
    )
  const [width, height] = [0, 1].map((axis) => extentAt(resource.size[axis] ?? 1, region.mipLevel))
  if (region.size[0] !== width || region.size[1] !== height)
    throw outOfRange(
      `An attachment is its level's whole width and height, not ${region.size[0]} × ${region.size[1]} texels of ${width} × ${height}; name layers with { origin: [0, 0, layer], size: [${width}, ${height}, 1] }, and have the body set a scissor`,
      use.path,
      details,
    )
  return { id, region, samples: resource.sampleCount ?? 1, format, use }
}

/** Checks that an attachment is as large as the first of its pass. */
function sameExtent(pass: PassOf<'render'>, first: Attachment | undefined, next: Attachment): Attachment {
  if (!first) return next
  const [width, height, layers] = first.region.size
  const [w, h, l] = next.region.size
  const differ = (what: string, advice: string) =>
    sizeMismatch(
      `The attachments ${JSON.stringify(first.id)} and ${JSON.stringify(next.id)} differ in ${what}; ${advice}`,
      next.use.path,
      { pass: pass.id, resources: [first.id, next.id] },
    )
  if (w !== width || h !== height)
    throw differ(`size, ${width} × ${height} and ${w} × ${h} texels`, 'give them one size, or make two passes')
  if (l !== layers)
    throw differ(
      `layers, ${layers} and ${l}`,
      `name as many of each, one for instance with { origin: [0, 0, layer], size: [${w}, ${h}, 1] }`,
    )
  if (next.samples !== first.samples)
    throw differ(`samples, ${first.samples} and ${next.samples} a texel`, 'give them one sampleCount')
  return first
}

function checkResolve(source: Attachment, target: Attachment): void {
  const ends = `${JSON.stringify(source.id)} is resolved to ${JSON.stringify(target.id)}`
  const details = { resources: [source.id, target.id] }
  if (source.samples === 1 || target.samples > 1)
    throw wrongKind(
      `"resolve" goes from several samples to one, but ${ends}: from ${source.samples} to ${target.samples}`,
      target.use.path,
      details,
    )
  if (source.format !== target.format)
    throw wrongKind(
      `"resolve" keeps the format, but ${ends}: from ${source.format} to ${target.format}`,
      target.use.path,
      details,
    )
  if (!canResolve(source.format))
    throw wrongKind(
      `Samples of ${source.format} cannot be averaged, but ${ends}; read them in a shader, or take another format`,
      target.use.path,
      details,
    )
  const differs = source.region.size.some((n, axis) => n !== target.region.size[axis])
  if (differs)
    throw sizeMismatch(
      `"resolve" keeps the size, but ${ends}: from ${source.region.size.join(' × ')} to ${target.region.size.join(' × ')} texels`,
      target.use.path,
      details,
    )
}

/** The format that an endpoint asks for, or the texture's own. */
export const viewFormat = (endpoint: Endpoint, own: TextureFormat): TextureFormat =>
  typeof endpoint === 'object' && 'format' in endpoint ? (endpoint.format ?? own) : own

/**
 * Checks a texture that the body of a custom or external pass draws to. Which levels and layers of it are drawn to together, the
 * body knows.
 * @throws MemkitError WRONG_KIND
 */
export function checkAttachmentUse(use: EndpointUse, region: Region, resource: TextureResource): void {
  const details = { resource: resource.id }
  const { depth, stencil } = formatInfo(resource.format)
  const isDepth = depth || stencil
  const format = checkRenderable(use, region as TextureRegion, resource, details, isDepth ? 'depth' : 'color')
  if ((use.flags & WRITES) === 0 && !isDepth)
    throw wrongKind(
      `A use as "attachment" with access "read" tests depth, and ${format} is a colour; leave "access" out, or make it "read-write" to keep what was there`,
      use.path.replace(/\.use$/, '.access'),
      details,
    )
}

/** @returns the format that the pass sees */
function checkRenderable(
  use: EndpointUse,
  region: TextureRegion,
  resource: TextureResource,
  details: Readonly<Record<string, unknown>>,
  wants: 'color' | 'depth',
): TextureFormat {
  if (resource.dimension === '1d')
    throw wrongKind('An attachment must be a 2d or 3d texture, not 1d', use.path, details)
  const format = viewFormat(use.endpoint, resource.format)
  const { depth, stencil } = formatInfo(format)
  if (wants === 'color' && !isColorRenderable(format))
    throw wrongKind(
      depth || stencil
        ? `A depth or stencil format such as ${format} is no "color" attachment; name it in "depth"`
        : `The format ${format} cannot be rendered to; take one that can, such as rgba8unorm or rgba16float`,
      use.path,
      details,
    )
  if (wants === 'depth' && !depth && !stencil)
    throw wrongKind(
      `A "depth" attachment has a depth or stencil format, not ${format}; name it in "color"`,
      use.path,
      details,
    )
  if (depth && stencil && region.aspect !== 'all')
    throw wrongKind(
      `An attachment has all aspects of its format, not only "${region.aspect}" of ${format}; leave "aspect" out`,
      use.path,
      details,
    )
  return format
}
