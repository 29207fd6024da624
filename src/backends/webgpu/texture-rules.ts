/** What the API asks of textures. */
import type { PlannedTexture } from '../../planner/plan.ts'

export const textureDimensionOf = ({ size }: PlannedTexture): GPUExtent3DDict => ({
  width: size[0],
  height: size[1],
  depthOrArrayLayers: size[2],
})
