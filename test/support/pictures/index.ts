/**
 * Small pictures, one feature each, as plain documents: every backend, the reference and the Dummy draw the same list.
 * `expectTexels` holds a picture against what is known of it, `expectAlike` against another drawing of it.
 */
import { blending } from './blending.ts'
import { counted } from './counts.ts'
import { depthPictures } from './depth.ts'
import { fragments } from './fragments.ts'
import type { Picture } from './picture.ts'
import { states } from './state.ts'
import { stencilPictures } from './stencil.ts'
import { targets } from './targets.ts'
import { topologies } from './topologies.ts'
import { vertexFormatPictures } from './vertex-formats.ts'

export { expectAlike, expectTexels } from './compare.ts'
export type { Picture } from './picture.ts'

export const smallPictures: readonly Picture[] = [
  ...topologies,
  ...vertexFormatPictures,
  ...counted,
  ...states,
  ...depthPictures,
  ...stencilPictures,
  ...blending,
  ...targets,
  ...fragments,
]
