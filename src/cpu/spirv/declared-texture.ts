/** The texture that an image type of a SPIR-V module declares. Numbers are those of the specification, sections 3.8 and 3.11. */
import type { TextureFormat } from '../../graph/formats.ts'
import type { DeclaredTexture, NumberClass } from '../../graph/shader-texture.ts'

const dimensions: readonly (DeclaredTexture['dimension'] | undefined)[] = ['1d', '2d', '3d', 'cube']

const formats: Readonly<Record<number, TextureFormat>> = {
  1: 'rgba32float',
  2: 'rgba16float',
  3: 'r32float',
  4: 'rgba8unorm',
  5: 'rgba8snorm',
  6: 'rg32float',
  7: 'rg16float',
  8: 'rg11b10ufloat',
  9: 'r16float',
  11: 'rgb10a2unorm',
  13: 'rg8unorm',
  15: 'r8unorm',
  18: 'rg8snorm',
  20: 'r8snorm',
  21: 'rgba32sint',
  22: 'rgba16sint',
  23: 'rgba8sint',
  24: 'r32sint',
  25: 'rg32sint',
  26: 'rg16sint',
  27: 'rg8sint',
  28: 'r16sint',
  29: 'r8sint',
  30: 'rgba32uint',
  31: 'rgba16uint',
  32: 'rgba8uint',
  33: 'r32uint',
  34: 'rgb10a2uint',
  35: 'rg32uint',
  36: 'rg16uint',
  37: 'rg8uint',
  38: 'r16uint',
  39: 'r8uint',
}

/**
 * The declaration of an OpTypeImage; undefined for dimensions that no texture of a document has.
 * @param operands those of the instruction: from its second on sampled type, dimension, depth, arrayed, multisampled, sampled, format
 * @param texel the kind of number that its sampled type is
 */
export function declaredTexture(
  operands: ArrayLike<number>,
  texel: NumberClass | undefined,
): DeclaredTexture | undefined {
  const dimension = dimensions[operands[2]!]
  return (
    dimension && {
      dimension,
      arrayed: operands[4] === 1,
      multisampled: operands[5] === 1,
      depth: operands[3] === 1,
      texel,
      format: operands[6] === 2 ? formats[operands[7]!] : undefined,
    }
  )
}
