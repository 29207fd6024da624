/** Effects on a picture that an engine drew: ambient occlusion, bloom, tone mapping. The engine's textures are imports. */
import { parseGraph, type Binding, type FrameGraph, type GraphDocument, type Pass, type Resource } from 'memkit-gpu'
import { effectShaders, type Fragment } from './shaders.ts'

type Pipeline = NonNullable<GraphDocument['pipelines']>[number]
type Format = Extract<Resource, { kind: 'texture' }>['format']

/** The engine's textures, all of one size. */
export interface Targets {
  /** Linear light, rgba16float. */
  readonly colour: GPUTexture
  /** Depth from 0, near, to 1, far. */
  readonly depth: GPUTexture
  /** Written: 8 bits a channel, encoded as sRGB. */
  readonly result: GPUTexture
}

export interface EffectsOptions {
  /** Whether the engine draws as passes of the graph: the bodies `scene`, which writes colour and depth, and `show`, which reads the result. */
  readonly engine?: boolean
}

/** Passes that the engine submits by itself, before and after the effects. */
const scene: Pass = {
  id: 'scene',
  kind: 'external',
  body: 'scene',
  uses: [
    { use: 'colour', as: 'attachment' },
    { use: 'depth', as: 'attachment' },
  ],
}
const show: Pass = { id: 'show', kind: 'external', body: 'show', uses: [{ use: 'result', as: 'sampled' }] }

/** Two matrices: clip space to view space, and back. */
const cameraBytes = 128
const bloomLevels = 5

const imported = (id: string, { format, width, height }: GPUTexture): Resource => ({
  id,
  kind: 'texture',
  format: format as Format,
  size: [width, height],
  lifetime: 'imported',
})

/**
 * The passes `shade` and `bloom` may be switched off by `disablePasses`: then what comes before them goes on unchanged, and what only
 * they need is culled.
 */
export function effectsGraph({ colour, depth, result }: Targets, { engine = false }: EffectsOptions = {}): FrameGraph {
  const { width, height } = colour
  const between = (id: string, format: 'rgba16float' | 'r8unorm', halvings = 0): Resource => ({
    id,
    kind: 'texture',
    format,
    size: [Math.max(1, width >> halvings), Math.max(1, height >> halvings)],
  })
  const levels = Array.from({ length: bloomLevels }, (_, i) => i)
  const [up, down] = ['up', 'down'].map((way) => levels.map((level) => `${way}-${level}`)) as [string[], string[]]
  const resources = [
    imported('colour', colour),
    imported('depth', depth),
    imported('result', result),
    { id: 'camera', kind: 'buffer' as const, size: cameraBytes },
    between('occlusion', 'r8unorm'),
    between('shaded', 'rgba16float'),
    between('lit', 'rgba16float'),
    ...levels.flatMap((level) => [
      between(down[level]!, 'rgba16float', level + 1),
      ...(level < bloomLevels - 1 ? [between(up[level]!, 'rgba16float', level + 1)] : []),
    ]),
  ]
  const last = bloomLevels - 1
  const passes = [
    screenPass('occlude', 'occlusion', ['camera', 'depth'], 'occlusion'),
    screenPass('shade', 'shade', ['camera', 'depth', 'colour', 'occlusion'], 'shaded', { shaded: 'colour' }),
    ...levels.map((level) =>
      level === 0
        ? screenPass('bright', 'bright', ['sampler', 'shaded'], down[0]!)
        : screenPass(`halve-${level}`, 'downsample', ['sampler', down[level - 1]!], down[level]!),
    ),
    ...levels
      .slice(0, last)
      .reverse()
      .map((level) =>
        screenPass(
          `widen-${level}`,
          'upsample',
          ['sampler', down[level]!, level + 1 === last ? down[last]! : up[level + 1]!],
          up[level]!,
        ),
      ),
    screenPass('bloom', 'upsample', ['sampler', 'shaded', up[0]!], 'lit', { lit: 'shaded' }),
    screenPass('tone-map', 'toneMap', ['lit'], 'result'),
  ]
  const constants: Readonly<Record<string, Record<string, number>>> = {
    bloom: { strength: 0.35 },
    'tone-map': { encode: Number(!result.format.endsWith('-srgb')) },
  }
  return parseGraph({
    version: 1,
    name: 'effects',
    resources,
    shaders: effectShaders,
    pipelines: passes.map(({ pass, fragment }) => pipelineOf(pass.id, fragment, constants[pass.id])),
    passes: [
      { id: 'load-camera', kind: 'upload', to: 'camera', input: 'camera' },
      ...(engine ? [scene] : []),
      ...passes.map(({ pass }) => pass),
      ...(engine ? [show] : []),
    ],
  })
}

/** Reads in the order of its bindings; `sampler` is one that smooths. */
function screenPass(
  id: string,
  fragment: Fragment,
  reads: readonly string[],
  writes: string,
  bypass?: Readonly<Record<string, string>>,
): { readonly pass: Pass; readonly fragment: Fragment } {
  const bindings = reads.map((use, binding): Binding => {
    if (use === 'sampler') return { group: 0, binding, sampler: { magFilter: 'linear', minFilter: 'linear' } }
    return { group: 0, binding, use, as: use === 'camera' ? 'uniform' : 'sampled' }
  })
  const draws = [{ pipeline: id, vertexCount: 3 }]
  const pass: Pass = { id, kind: 'render', color: [{ use: writes, load: 'discard' }], bindings, draws }
  return { pass: bypass ? { ...pass, bypass } : pass, fragment }
}

const pipelineOf = (id: string, shader: Fragment, constants: Record<string, number> = {}): Pipeline => ({
  id,
  kind: 'render',
  shader,
  vertex: { entryPoint: 'vertexMain' },
  fragment: { entryPoint: 'fragmentMain', constants },
})
