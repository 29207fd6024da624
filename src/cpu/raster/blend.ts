/** Blending of a source texel with what a target holds, in linear light, channel by channel. */
import type { Texel } from '../texel.ts'
import type { BlendComponent, BlendFactor } from './state.ts'

/** Blends into `source`. `constant` is the draw's blend constant. */
export function blendTexel(
  color: BlendComponent,
  alpha: BlendComponent,
  source: Texel,
  target: Readonly<Texel>,
  constant: Readonly<Texel>,
): void {
  const [r, g, b] = [0, 1, 2].map((c) => blendChannel(color, c, source, target, constant))
  source[3] = blendChannel(alpha, 3, source, target, constant)
  source[0] = r!
  source[1] = g!
  source[2] = b!
}

function blendChannel(
  { operation = 'add', srcFactor = 'one', dstFactor = 'zero' }: BlendComponent,
  c: number,
  source: Readonly<Texel>,
  target: Readonly<Texel>,
  constant: Readonly<Texel>,
): number {
  const from = source[c]!
  const to = target[c]!
  if (operation === 'min') return Math.min(from, to)
  if (operation === 'max') return Math.max(from, to)
  const a = from * factor(srcFactor, c, source, target, constant)
  const b = to * factor(dstFactor, c, source, target, constant)
  return operation === 'add' ? a + b : operation === 'subtract' ? a - b : b - a
}

function factor(
  name: BlendFactor,
  c: number,
  source: Readonly<Texel>,
  target: Readonly<Texel>,
  constant: Readonly<Texel>,
): number {
  switch (name) {
    case 'zero':
      return 0
    case 'one':
      return 1
    case 'src':
      return source[c]!
    case 'one-minus-src':
      return 1 - source[c]!
    case 'src-alpha':
      return source[3]
    case 'one-minus-src-alpha':
      return 1 - source[3]
    case 'dst':
      return target[c]!
    case 'one-minus-dst':
      return 1 - target[c]!
    case 'dst-alpha':
      return target[3]
    case 'one-minus-dst-alpha':
      return 1 - target[3]
    case 'src-alpha-saturated':
      return c === 3 ? 1 : Math.min(source[3], 1 - target[3])
    case 'constant':
      return constant[c]!
    case 'one-minus-constant':
      return 1 - constant[c]!
  }
}
