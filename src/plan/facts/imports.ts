/** Resources that runs of a plan import, and the memory behind handles that name it by numbers. */
import { push } from '../../graph/lists.ts'
import type { Plan } from '../document.ts'

/** A resource that runs of a plan import. */
export interface Imported {
  readonly name: string
  /** Infinity for a texture. */
  readonly sizeBytes: number
}

export const importsOf = ({ heaps, textures }: Pick<Plan, 'heaps' | 'textures'>): readonly Imported[] => [
  ...heaps.flatMap(({ memory, resource, sizeBytes }) =>
    memory === 'imported' ? [{ name: resource!, sizeBytes }] : [],
  ),
  ...textures.flatMap(({ lifetime, resource }) =>
    lifetime === 'imported' ? [{ name: resource!, sizeBytes: Infinity }] : [],
  ),
]

/** Bytes of a native object that a number names, as in Vulkan. */
export interface NativeRange {
  readonly name: string
  /** First byte. */
  readonly start: number
  /** The byte behind the last one; Infinity for an image. */
  readonly end: number
}

/**
 * The bytes that handles of `{ buffer, offset? }` and `{ image }` name, by number, the first ones first. The objects may be others in
 * each run: the numbers say what they name. Handles of other forms are left out, and what their fields throw is for checks to tell.
 */
export function nativeRanges(
  imported: readonly Imported[],
  handles: Readonly<Record<string, unknown>>,
): ReadonlyMap<bigint, readonly NativeRange[]> {
  const ranges = new Map<bigint, NativeRange[]>()
  for (const { name, sizeBytes } of imported)
    try {
      const { buffer, image, offset = 0 } = Object(handles[name]) as Partial<Record<string, unknown>>
      if (typeof image === 'bigint') push(ranges, image, { name, start: 0, end: Infinity })
      else if (typeof buffer === 'bigint' && Number.isSafeInteger(offset))
        push(ranges, buffer, { name, start: offset as number, end: (offset as number) + sizeBytes })
    } catch {}
  for (const list of ranges.values()) list.sort((a, b) => a.start - b.start)
  return ranges
}

/** Whether any of the bytes are in both lists, each in order. */
export function shareBytes(ones: readonly NativeRange[], others: readonly NativeRange[]): boolean {
  for (let i = 0, k = 0; i < ones.length && k < others.length;) {
    const [one, other] = [ones[i]!, others[k]!]
    if (one.start < other.end && other.start < one.end) return true
    if (one.end <= other.start) i++
    else k++
  }
  return false
}
