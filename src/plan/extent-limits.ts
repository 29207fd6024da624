/** The limit of a profile that holds for the width and height of a texture, and for the depth of a 3D one. */
export const extentLimit = {
  '1d': 'maxTextureDimension1D',
  '2d': 'maxTextureDimension2D',
  '3d': 'maxTextureDimension3D',
} as const
