/** Rules of texture formats: what the plan does with its textures must be within the abilities that the profile states. */
import type { CommandOf, PlanUse } from '../plan/document.ts'
import type { DeviceProfile } from '../plan/profile.ts'
import type { Machine } from './machine.ts'
import { counted, reject } from './rejection.ts'
import type { Drawn } from './scopes.ts'
import type { ReadTexture } from './texture-columns.ts'

/** Rejects a texture whose format the device cannot use so. */
export function checkFormat(name: () => string, texture: ReadTexture, { formats }: DeviceProfile): void {
  if (!formats) return
  const { format, usage, sampleCount, dimension } = texture
  const abilities = formats[format]
  if (!abilities) return reject('DEVICE_RULE', `${name()} is ${format}, which the device has not`)
  const refuse = (what: string): never =>
    reject('DEVICE_RULE', `${name()} is ${format} and ${what}, which the device's formats do not allow`)
  if (usage.includes('attachment') && !abilities.includes('attachment')) refuse('an attachment')
  if (usage.includes('storage') && !abilities.some((ability) => ability.startsWith('storage-')))
    refuse('a storage texture')
  if (sampleCount > 1 && !abilities.includes('multisampled')) refuse('multisampled')
  if (dimension === '3d' && /^(bc|etc2|eac|astc)/.test(format) && !abilities.includes('3d'))
    refuse('of three dimensions')
}

/** A use, or what is bound without memory, such as a sampler. */
type Bound = Pick<PlanUse, 'slice' | 'as' | 'access'> | { readonly sampler: unknown }

/** Rejects storage textures whose format cannot be accessed so. */
export function checkStorage(machine: Machine, uses: readonly Bound[]): void {
  const { formats } = machine.profile
  if (!formats) return
  for (const use of uses) {
    if (!('slice' in use)) continue
    const { slice, as, access } = use
    if (as !== 'storage-texture' || !('texture' in slice)) continue
    const texture = machine.plan.textures.find(slice.texture)
    // An update of texels need not read them.
    const needed = `storage-${access === 'update' ? 'write' : access}` as const
    if (texture && !formats[texture.format]?.includes(needed))
      machine.reject(
        'DEVICE_RULE',
        `A pass has ${machine.words.texture(slice.texture)}, which is ${texture.format}, as storage to ${access}, which the device's formats do not allow`,
      )
  }
}

/** Checks the number and size of the attachments that are drawn to together, and returns these attachments. */
export function checkDrawn(machine: Machine, { color, depth }: CommandOf<'render'>): Drawn[] {
  const { maxColorAttachments: most, maxColorAttachmentBytesPerSample: mostBytes } = machine.profile.limits
  if (most !== undefined && color.length > most)
    machine.reject('DEVICE_RULE', `${color.length} colors are above the device's maxColorAttachments of ${most}`)
  let bytes = 0
  for (const { slice } of color) {
    const [size, unit] = sampleBytes(slice.format ?? machine.plan.textures.find(slice.texture)?.format ?? '')
    bytes = Math.ceil(bytes / unit) * unit + size
  }
  if (mostBytes !== undefined && bytes > mostBytes)
    machine.reject(
      'DEVICE_RULE',
      `One sample has ${counted(bytes, 'byte')}, above the device's maxColorAttachmentBytesPerSample of ${mostBytes}`,
    )
  const drawn: Drawn[] = []
  for (const { slice, resolve } of color) {
    drawn.push({ slice, readOnly: false })
    if (resolve) drawn.push({ slice: resolve, readOnly: false })
  }
  if (depth) drawn.push(depth)
  return drawn
}

/** Bytes and alignment that WebGPU counts for one sample of a colour format against its limit; by format, of which there are few. */
function sampleBytes(format: string): readonly [size: number, unit: number] {
  let known = samples.get(format)
  if (!known) samples.set(format, (known = countSampleBytes(format)))
  return known
}

const samples = new Map<string, readonly [size: number, unit: number]>()

function countSampleBytes(format: string): [size: number, unit: number] {
  if (/^rg(b10a2|11b10)/.test(format)) return [8, 4]
  const [, channels, bits] = /^(r|rg|rgba|bgra)(\d+)/.exec(format) ?? ['', '', '0']
  const unit = Number(bits) / 8
  // WebGPU counts 8 bytes for a normalised texel of four 8-bit channels.
  if (channels!.length === 4 && /^....8.norm/.test(format)) return [8, 1]
  return [channels!.length * unit, Math.max(1, unit)]
}
