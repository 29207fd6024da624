/** The passes over the screen, as a table: what each reads, what it writes, how large. The graph is made from it. */
import type { FragmentName } from './shaders.ts'

export interface Size {
  readonly width: number
  readonly height: number
}

/** A texture of the frame. `history` keeps the run before's contents too. */
export interface Target {
  readonly format: 'rgba8unorm' | 'rgba16float' | 'r16float' | 'r8unorm' | 'depth32float'
  readonly size: readonly [number, number]
  readonly history?: boolean
}

export interface ScreenPass {
  readonly id: string
  readonly fragment: FragmentName
  /** Textures, in the order of the shader's bindings; `before` names what the run before wrote. */
  readonly reads: readonly (string | { readonly before: string })[]
  readonly writes: string
  /** Constants of the fragment. */
  readonly constants?: Readonly<Record<string, number>>
  /** Draws only where nothing else is: the depth is tested, and what is there is kept. */
  readonly behind?: string
}

const bloomLevels = 5
/** Each the average of 4 × 4 texels of the one before. */
const luminanceSides = [64, 16, 4] as const

export function describeTargets({ width, height }: Size): Readonly<Record<string, Target>> {
  const full = [width, height] as const
  const part = (divisor: number) =>
    [Math.max(1, Math.floor(width / divisor)), Math.max(1, Math.floor(height / divisor))] as const
  const shadow = Math.min(2048, 2 ** Math.ceil(Math.log2(width)))
  const levels = Array.from({ length: bloomLevels }, (_, i) => part(2 ** (i + 1)))
  return {
    shadow: { format: 'depth32float', size: [shadow, shadow] },
    albedo: { format: 'rgba8unorm', size: full },
    normals: { format: 'rgba16float', size: full },
    depth: { format: 'depth32float', size: full },
    'ssao-raw': { format: 'r8unorm', size: full },
    'ssao-across': { format: 'r8unorm', size: full },
    ssao: { format: 'r8unorm', size: full },
    lit: { format: 'rgba16float', size: full },
    resolved: { format: 'rgba16float', size: full, history: true },
    ...Object.fromEntries(levels.map((size, i) => [`bloom-down-${i}`, { format: 'rgba16float', size }])),
    ...Object.fromEntries(
      levels.slice(1).map((_, i) => [`bloom-up-${i}`, { format: 'rgba16float', size: levels[i]! }]),
    ),
    ...Object.fromEntries(
      luminanceSides.map((side) => [`luminance-${side}`, { format: 'r16float', size: [side, side] }]),
    ),
    exposure: { format: 'r16float', size: [1, 1], history: true },
    mapped: { format: 'rgba8unorm', size: full },
    smoothed: { format: 'rgba8unorm', size: full },
    picture: { format: 'rgba8unorm', size: full },
  }
}

/** In order, after the shadow map and the G-buffer. */
export const screenPasses: readonly ScreenPass[] = [
  { id: 'ssao', fragment: 'ssao', reads: ['depth', 'normals'], writes: 'ssao-raw' },
  { id: 'ssao-blur-across', fragment: 'blurAcross', reads: ['ssao-raw', 'depth'], writes: 'ssao-across' },
  { id: 'ssao-blur-down', fragment: 'blurDown', reads: ['ssao-across', 'depth'], writes: 'ssao' },
  { id: 'lighting', fragment: 'lighting', reads: ['depth', 'albedo', 'normals', 'ssao', 'shadow'], writes: 'lit' },
  { id: 'sky', fragment: 'sky', reads: [], writes: 'lit', behind: 'depth' },
  { id: 'temporal', fragment: 'temporal', reads: ['lit', 'depth', { before: 'resolved' }], writes: 'resolved' },
  { id: 'bloom-bright', fragment: 'bright', reads: ['resolved'], writes: 'bloom-down-0' },
  ...Array.from({ length: bloomLevels - 1 }, (_, i) => ({
    id: `bloom-down-${i + 1}`,
    fragment: 'downsample' as const,
    reads: [`bloom-down-${i}`],
    writes: `bloom-down-${i + 1}`,
  })),
  ...Array.from({ length: bloomLevels - 1 }, (_, i) => bloomLevels - 2 - i).map((i) => ({
    id: `bloom-up-${i}`,
    fragment: 'upsample' as const,
    reads: [i === bloomLevels - 2 ? `bloom-down-${i + 1}` : `bloom-up-${i + 1}`, `bloom-down-${i}`],
    writes: `bloom-up-${i}`,
  })),
  ...luminanceSides.map((side, i) => ({
    id: `luminance-${side}`,
    fragment: i === 0 ? ('logLuminance' as const) : ('average' as const),
    constants: { side },
    reads: [i === 0 ? 'resolved' : `luminance-${luminanceSides[i - 1]}`],
    writes: `luminance-${side}`,
  })),
  { id: 'exposure', fragment: 'exposure', reads: ['luminance-4', { before: 'exposure' }], writes: 'exposure' },
  { id: 'tone-map', fragment: 'toneMap', reads: ['resolved', 'bloom-up-0', 'exposure'], writes: 'mapped' },
  { id: 'smooth-edges', fragment: 'smoothEdges', reads: ['mapped'], writes: 'smoothed' },
  { id: 'finish', fragment: 'finish', reads: ['smoothed'], writes: 'picture' },
]
