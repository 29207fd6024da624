/**
 * Heaps, textures and placements as text. Addresses stand in the line of their heap and nowhere else: where placement finds
 * another packing, all of them may be others.
 */
import { placementLabel, type Names } from './names.ts'
import { amount, listed, named } from './words.ts'
import type { Heap, Placement, Plan } from '../document.ts'

/** Most addresses that a line holds. */
const mostAddresses = 256

type Place = { readonly heap?: number | undefined; readonly offset?: number | undefined }
/** Something with an address in a heap. */
export interface Tenant {
  readonly name: string
  readonly offset: number | undefined
  readonly about: { readonly kind: 'texture' | 'placement'; readonly index: number }
}

export const heapLines = (plan: Plan, names: Names): string[] => {
  const tenants = tenantsOf(plan, names)
  return plan.heaps.map((heap, h) => {
    const held = tenants[h]!.map(({ name, offset }) => `${name} @${offset ?? '?'}`)
    const map = held.length === 0 ? '' : `: ${listed(held, mostAddresses).join(', ')}`
    return `${heapText(heap, h, names)}${map}`
  })
}

/** A heap without what is in it. */
export const heapText = ({ sizeBytes, resource, rotation }: Heap, h: number, names: Names): string => {
  const of = resource === undefined ? '' : ` of ${named(resource)}`
  return `${names.heap(h)} ${amount(sizeBytes)}${of}${rotationText(rotation, names)}`
}

/** The placements of each heap, by address. */
export function tenantsOf(plan: Plan, names: Names): Tenant[][] {
  const tenants: Tenant[][] = plan.heaps.map(() => [])
  plan.textures.forEach(({ heap, offset }, t) => {
    if (heap !== undefined)
      tenants[heap]?.push({ name: names.texture(t), offset, about: { kind: 'texture', index: t } })
  })
  plan.placements.forEach((placement, p) => {
    if (placement.heap !== undefined && !isInTexture(placement, plan))
      tenants[placement.heap]?.push({
        name: names.placement(p),
        offset: placement.offset,
        about: { kind: 'placement', index: p },
      })
  })
  for (const list of tenants) list.sort((a, b) => (a.offset ?? 0) - (b.offset ?? 0))
  return tenants
}

/** Whether a placement is where its texture is. */
function isInTexture({ texture, heap, offset }: Placement, { textures }: Plan): boolean {
  const made = texture === undefined ? undefined : textures[texture]
  return made !== undefined && made.heap === heap && made.offset === offset
}

const rotationText = (rotation: Heap['rotation'], names: Names): string =>
  rotation ? ` rotates ${rotation.slot} of ${rotation.count} with ${names.rotation(rotation.group)}` : ''

export const textureLines = (plan: Plan, names: Names): string[] =>
  plan.textures.map((texture, t) => {
    const { lifetime, format, dimension, size, mipLevelCount, sampleCount, sizeBytes, usage, resource, rotation } =
      texture
    const mips = mipLevelCount === 1 ? '' : `, ${mipLevelCount} mips`
    const samples = sampleCount === 1 ? '' : `, ${sampleCount} samples`
    const of = resource === undefined ? '' : ` of ${named(resource)}`
    const place = placeText(plan, names, texture)
    return (
      `${names.texture(t)} ${lifetime} ${format} ${dimension} ${size.join('×')}${mips}${samples} ${amount(sizeBytes)}` +
      `${place === '' ? '' : ` in ${place}`}${of}${rotationText(rotation, names)} (${usage.join(' ')})`
    )
  })

/**
 * The memory of something whose heap's line says where it is: which heap of a memory that is changes with what else there is. Its heap
 * and address, where no line of a heap has it.
 */
function placeText(plan: Plan, names: Names, { heap, offset }: Place): string {
  if (heap !== undefined && plan.heaps[heap]) return plan.heaps[heap].memory
  return [...(heap === undefined ? [] : [names.heap(heap)]), ...(offset === undefined ? [] : [`@${offset}`])].join(' ')
}

/** `resource#version  heap or texture  size  [first..last]`, in columns whose width does not depend on other rows. */
export const placementLines = (plan: Plan, names: Names): string[] =>
  plan.placements.map((placement) => {
    const { texture, sizeBytes, declaredBytes, lifetime } = placement
    const place = texture !== undefined && isInTexture(placement, plan) ? '' : placeText(plan, names, placement)
    return [
      placementLabel(placement).padEnd(20),
      [...(texture === undefined ? [] : [`texture ${names.texture(texture)}`]), place].join(' ').trimEnd().padEnd(18),
      `${sizeBytes} B${declaredBytes === undefined ? '' : ` for ${declaredBytes} B`}`.padEnd(10),
      lifeText(placement, names),
      ...(lifetime === 'transient' ? [] : [lifetime]),
    ].join('  ')
  })

function lifeText({ first, last }: Placement, names: Names): string {
  const [from, to] = [first, last].map((position) => (position ? names.command(position) : ''))
  return from === to ? `[${from}]` : `[${from}..${to}]`
}
