/** The little that has to be known of a shader's text: the view dimension of its texture bindings, which the API does not tell. */

const dimensions: Readonly<Record<string, GPUTextureViewDimension>> = {
  '1d': '1d',
  '2d': '2d',
  '2d_array': '2d-array',
  '3d': '3d',
  cube: 'cube',
  cube_array: 'cube-array',
  multisampled_2d: '2d',
}

const comments = /\/\/[^\n]*|\/\*[\s\S]*?\*\//g
const declaration =
  /((?:@\w+\s*(?:\([^)]*\))?\s*)+)var\s+\w+\s*:\s*texture_(?:depth_|storage_)?(multisampled_2d|2d_array|cube_array|cube|1d|2d|3d)\b/g

/** What `var name: texture_…` at this group and binding wants to be seen as; undefined when the text does not say so plainly. */
export function viewDimensionOf(wgsl: string, group: number, binding: number): GPUTextureViewDimension | undefined {
  for (const [, attributes, kind] of wgsl.replace(comments, ' ').matchAll(declaration)) {
    const at = (name: string) => new RegExp(`@${name}\\s*\\(\\s*(\\d+)[iu]?\\s*\\)`).exec(attributes!)?.[1]
    if (at('group') === String(group) && at('binding') === String(binding)) return dimensions[kind!]
  }
  return undefined
}
