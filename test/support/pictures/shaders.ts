/** Position and colour, as they come. */
export const flatShader = `
struct Varying { @builtin(position) position: vec4f, @location(0) color: vec4f }
@vertex fn vs(@location(0) position: vec3f, @location(1) color: vec4f) -> Varying {
  return Varying(vec4f(position, 1), color);
}
@fragment fn fs(in: Varying) -> @location(0) vec4f { return in.color; }
`
