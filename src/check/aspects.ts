/**
 * Copies of one aspect of a depth-stencil texture. Both aspects share the texel's bytes in the canonical layout, so what such a
 * copy gives is no piece of what was there but a function of it: a value named by its arguments.
 */
import { aspectSpan, type Aspect, type FormatInfo } from '../graph/formats.ts'
import { whole, type Snapshot } from './snapshot.ts'
import type { ValueTable } from './values.ts'

const isWholeTexel = (aspect: Aspect, format: FormatInfo | undefined): boolean =>
  aspect === 'all' || !(format?.depth && format.stencil)

const key = (content: Snapshot): string => content.pieces.join(' ')

/** The bytes that a copy of `aspect` takes out of texels. */
export function extractAspect(
  texels: Snapshot,
  aspect: Aspect,
  format: FormatInfo | undefined,
  values: ValueTable,
): Snapshot {
  if (isWholeTexel(aspect, format)) return texels
  const size = (texels.size / format!.blockBytes) * aspectSpan(format!, aspect).tightBytes
  return whole(values.derived(`take ${aspect} ${key(texels)}`, `the ${aspect} bytes of texels`), size)
}

/** The texels after a copy of `aspect` into them. */
export function withAspect(
  content: Snapshot,
  aspect: Aspect,
  format: FormatInfo | undefined,
  old: () => Snapshot,
  values: ValueTable,
): Snapshot {
  if (isWholeTexel(aspect, format)) return content
  const texels = old()
  return whole(
    values.derived(`put ${aspect} ${key(content)} into ${key(texels)}`, `texels with new ${aspect} bytes`),
    texels.size,
  )
}
