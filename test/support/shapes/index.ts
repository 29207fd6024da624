/** Documents of any size in shapes that some algorithm would find hard. The same n gives the same document. */
import { wholesAndPartsShapes } from './wholes-and-parts.ts'
import { uploadsShapes } from './uploads.ts'
import { orderShapes } from './order.ts'
import { boxesShapes } from './boxes.ts'
import { texturesShapes } from './textures.ts'
import { texturePartsShapes } from './texture-parts.ts'
import { hostAndExternalShapes } from './host-and-external.ts'
import { faultsShapes } from './faults.ts'
import { buffersShapes } from './buffers.ts'
import { textsShapes } from './texts.ts'
import { switchedOffShapes } from './switched-off.ts'
import { editsShapes } from './edits.ts'
import { drawsShapes } from './draws.ts'
import { bindingsShapes } from './bindings.ts'
import { crowdsShapes } from './crowds.ts'
import { volumesShapes } from './volumes.ts'
import { valuesShapes } from './values.ts'
import type { Shapes } from './parts.ts'

export const shapes: Shapes = {
  ...wholesAndPartsShapes,
  ...uploadsShapes,
  ...orderShapes,
  ...boxesShapes,
  ...texturesShapes,
  ...texturePartsShapes,
  ...hostAndExternalShapes,
  ...faultsShapes,
  ...buffersShapes,
  ...textsShapes,
  ...switchedOffShapes,
  ...editsShapes,
  ...drawsShapes,
  ...bindingsShapes,
  ...crowdsShapes,
  ...volumesShapes,
  ...valuesShapes,
}
