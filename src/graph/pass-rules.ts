/** The rules for passes that hold on every device, whatever its limits: which kinds of resources a pass may use, and how. */
import { invalidOptional, invalidTexture, outOfRange, wrongKind } from '../errors.ts'
import { checkAttachments, checkAttachmentUse, viewFormat } from './attachment-rules.ts'
import { checkSlots } from './binding-slots.ts'
import type { Binding, Pass, PassOf, Resource, TextureResource, UseKind } from './document.ts'
import { drawUses } from './draw-uses.ts'
import type { Region } from './endpoint.ts'
import { canBeStorage } from './format-uses.ts'
import { hasMipmaps } from './formats.ts'
import type { EndpointUse } from './endpoint-use.ts'
import { demandAllTexels } from './pass-regions.ts'

/** The kind of resource that a use needs; undefined for either. Comparisons, because a table is read by a call for each of many names. */
const wantedKind = (as: UseKind): 'buffer' | 'texture' | undefined =>
  as === 'sampled' || as === 'storage-texture' || as === 'attachment'
    ? 'texture'
    : as === 'copy-src' || as === 'copy-dst'
      ? undefined
      : 'buffer'

const isBindable = (as: UseKind): boolean =>
  as === 'storage-read' || as === 'storage' || as === 'uniform' || as === 'sampled' || as === 'storage-texture'

/**
 * Checks one pass. `uses` are its endpoints by `passEndpoints`, `regions` the same resolved.
 * @throws MemkitError WRONG_KIND, INVALID_TEXTURE, OUT_OF_RANGE or USAGE_CONFLICT with the path.
 */
export function checkPass(
  pass: Pass,
  p: number,
  uses: readonly EndpointUse[],
  regions: readonly Region[],
  resources: readonly Resource[],
): void {
  switch (pass.kind) {
    case 'upload': {
      const target = resources[regions[0]!.resource]!
      if (pass.optional && target.lifetime !== 'persistent')
        throw invalidOptional(
          pass.id,
          `its target ${JSON.stringify(target.id)} is ${target.lifetime ?? 'transient'}, and only persistent contents are there without it`,
          `passes[${p}].optional`,
        )
      return checkTransfer(target, uses[0]!)
    }
    case 'readback':
      return checkTransfer(resources[regions[0]!.resource]!, uses[0]!)
    case 'copy': {
      const from = resources[regions[0]!.resource]!
      const to = resources[regions[1]!.resource]!
      if (from.kind === to.kind) return
      checkTransfer(from, uses[0]!)
      return checkTransfer(to, uses[1]!)
    }
    case 'fill':
      return checkFill(pass, p, regions[0]!, resources)
    case 'mipmap': {
      const texture = resources[regions[0]!.resource] as TextureResource
      if (!hasMipmaps(texture.format) || (texture.sampleCount ?? 1) > 1)
        throw invalidTexture(
          `Mipmaps of ${texture.format} are not defined: only normalised and floating-point colour can be averaged`,
          `passes[${p}].texture`,
        )
      return
    }
    case 'compute':
      return checkCompute(pass, p, uses, regions, resources)
    case 'render':
      return checkRender(pass, p, uses, regions, resources)
    case 'custom':
    case 'external':
      for (let i = 0; i < (pass.uses?.length ?? 0); i++) checkUse(pass.uses![i]!.as, uses[i]!, regions[i]!, resources)
      return
    case 'host':
  }
}

function checkFill(pass: PassOf<'fill'>, p: number, region: Region, resources: readonly Resource[]): void {
  const resource = resources[region.resource]!
  if (resource.kind !== 'texture' || region.kind !== 'texture') return
  if (pass.value !== 0)
    throw wrongKind(
      'A texture can only be filled with 0; clear it as an attachment, or upload the bytes',
      `passes[${p}].value`,
    )
  const [width, height = 1] = resource.size
  if ((resource.sampleCount ?? 1) > 1) demandAllTexels(region, { width, height }, 'filled', `passes[${p}].to`)
}

function checkTransfer(resource: Resource, use: EndpointUse): void {
  if (resource.kind === 'texture' && (resource.sampleCount ?? 1) > 1)
    throw wrongKind('The samples of a multisampled texture cannot be copied as bytes; resolve it first', use.path)
}

function checkUse(as: UseKind, use: EndpointUse, region: Region, resources: readonly Resource[]): void {
  const { kind } = region
  const wanted = wantedKind(as)
  const resource = resources[region.resource]!
  if (wanted !== undefined && wanted !== kind)
    throw wrongKind(`A use as "${as}" needs a ${wanted}, not a ${kind}`, use.path)
  // An empty transfer does nothing. What shaders and bodies see has an address on the device, and no device binds an empty
  // range.
  if (region.kind === 'buffer' && region.size === 0)
    throw outOfRange(`A use as "${as}" needs at least one byte; name some, or leave the use out`, use.path)
  if (resource.kind !== 'texture') return
  if (as === 'attachment') return checkAttachmentUse(use, region, resource)
  if (as !== 'storage-texture') return
  const format = viewFormat(use.endpoint, resource.format)
  if (!canBeStorage(format))
    throw wrongKind(`The format ${format} cannot be a storage texture; take another, or sample it`, use.path)
  if ((resource.sampleCount ?? 1) > 1)
    throw wrongKind('A multisampled texture cannot be a storage texture; resolve it first', use.path)
}

/** Checks what a shader is given. Bodies get the same resources, and bind them by themselves. */
function checkBound(as: UseKind, use: EndpointUse, region: Region, resources: readonly Resource[]): void {
  checkUse(as, use, region, resources)
  if (as === 'storage-texture' && region.kind === 'texture' && region.mipLevelCount > 1)
    throw outOfRange(
      `A storage texture is one mip level, not ${region.mipLevelCount}; name one with "mipLevel"`,
      use.path,
    )
}

function checkCompute(
  pass: PassOf<'compute'>,
  p: number,
  uses: readonly EndpointUse[],
  regions: readonly Region[],
  resources: readonly Resource[],
): void {
  const bindings = pass.bindings ?? []
  let slot = 0
  checkSlots(bindings, () => `passes[${p}]`)
  for (let i = 0; i < bindings.length; i++) {
    const binding = bindings[i]!
    if (!('use' in binding)) continue
    if (!isBindable(binding.as)) throw notBindable(binding.as, `passes[${p}].bindings[${i}].as`)
    checkBound(binding.as, uses[slot]!, regions[slot]!, resources)
    slot++
  }
  if ('indirect' in pass.workgroups) {
    const region = regions[slot]!
    if (region.kind === 'buffer' && (region.size < 12 || region.offset % 4 !== 0))
      throw outOfRange(
        'Indirect workgroup counts are three 32-bit words: 12 bytes at a multiple of 4',
        `passes[${p}].workgroups.indirect`,
      )
  }
}

function checkRender(
  pass: PassOf<'render'>,
  p: number,
  uses: readonly EndpointUse[],
  regions: readonly Region[],
  resources: readonly Resource[],
): void {
  const attachments = checkAttachments(pass, p, uses, regions, resources)
  const listed = pass.uses ?? []
  for (let i = 0; i < listed.length; i++) {
    const { as } = listed[i]!
    if (as === 'attachment')
      throw wrongKind(
        'A render pass names its attachments in "color" and "depth", not in "uses"',
        `passes[${p}].uses[${i}].as`,
      )
    checkUse(as, uses[attachments + i]!, regions[attachments + i]!, resources)
  }
  if (!pass.draws) return
  const drawn = drawUses(pass, p).uses
  const first = attachments + listed.length
  for (let i = 0; i < drawn.length; i++) checkBound(drawn[i]!.as, uses[first + i]!, regions[first + i]!, resources)
  checkBindable(pass.bindings, `passes[${p}].bindings`)
  pass.draws.forEach(({ bindings }, d) => checkBindable(bindings, `passes[${p}].draws[${d}].bindings`))
}

function checkBindable(bindings: readonly Binding[] = [], path: string): void {
  bindings.forEach((binding, i) => {
    if ('use' in binding && !isBindable(binding.as)) throw notBindable(binding.as, `${path}[${i}].as`)
  })
}

const notBindable = (as: UseKind, path: string) =>
  wrongKind(`"${as}" is not a way to bind a resource to a shader; list it where it is used that way`, path)
