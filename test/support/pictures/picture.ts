/** A small drawing as a document with all that a run needs, and what its texels are where that can be said. */
import type { GraphDocument } from '../../../src/graph/document.ts'
import { flatShader } from './shaders.ts'

type Pipeline = NonNullable<GraphDocument['pipelines']>[number]
type Render = Extract<GraphDocument['passes'][number], { kind: 'render' }>
export type Draw = NonNullable<Render['draws']>[number]
type Rgba = readonly [number, number, number, number]

export interface Picture {
  readonly name: string
  readonly document: GraphDocument
  readonly inputs: Readonly<Record<string, Uint8Array<ArrayBuffer>>>
  /** Width and height of all outputs, in texels. */
  readonly size: readonly [number, number]
  /** The components of a texel of the output `picture` (bytes for 8-bit formats), or undefined where nothing is claimed. */
  readonly texel?: (x: number, y: number) => readonly number[] | undefined
}

export interface Scene {
  /** Width and height in texels. Default 16 × 16. */
  readonly size?: readonly [number, number]
  /** Format of the colour target, read back as `picture`; null: the depth target alone, read back by `after`. */
  readonly format?: GraphDocument['resources'][number] extends infer R
    ? R extends { format: infer F }
      ? F | null
      : never
    : never
  readonly clearValue?: Rgba
  /** Words of the buffer `vertices`. */
  readonly vertices?: ArrayBufferView<ArrayBuffer>
  /** Buffers by id, uploaded before the drawing from inputs of the same name. */
  readonly buffers?: Readonly<Record<string, ArrayBufferView<ArrayBuffer>>>
  readonly resources?: GraphDocument['resources']
  /** Default: `flatShader`. */
  readonly wgsl?: string
  readonly pipelines: readonly (Omit<Pipeline, 'kind' | 'shader' | 'vertex'> & Partial<Pick<Pipeline, 'vertex'>>)[]
  readonly before?: GraphDocument['passes']
  /** More of the pass `draw`. */
  readonly pass?: Partial<Render>
  readonly draws: readonly Draw[]
  readonly after?: GraphDocument['passes']
  readonly texel?: Picture['texel']
}

/** Position (x, y, depth in clip space) and colour: what `flatShader` takes. */
export const flatLayout: NonNullable<NonNullable<Pipeline['vertex']['buffers']>[number]> = {
  arrayStride: 28,
  attributes: [
    { shaderLocation: 0, format: 'float32x3', offset: 0 },
    { shaderLocation: 1, format: 'float32x4', offset: 12 },
  ],
}
export const flatVertex: Pipeline['vertex'] = { entryPoint: 'vs', buffers: [flatLayout] }
export const flatFragment: NonNullable<Pipeline['fragment']> = { entryPoint: 'fs' }

const bytesOf = (view: ArrayBufferView<ArrayBuffer>): Uint8Array<ArrayBuffer> =>
  new Uint8Array(view.buffer, view.byteOffset, view.byteLength)

export function picture(name: string, scene: Scene): Picture {
  const { size = [16, 16], format = 'rgba8unorm', clearValue = [0, 0, 0, 0], wgsl = flatShader } = scene
  const { resources = [], before = [], after = [], pass = {} } = scene
  const buffers = Object.entries({ ...(scene.vertices && { vertices: scene.vertices }), ...scene.buffers })
  const document: GraphDocument = {
    version: 1,
    name,
    resources: [
      ...(format === null
        ? []
        : [{ id: 'target', kind: 'texture' as const, format, size: [...size] as [number, number] }]),
      ...buffers.map(([id, { byteLength }]) => ({ id, kind: 'buffer' as const, size: byteLength })),
      ...resources,
    ],
    shaders: [{ id: 'shader', wgsl }],
    pipelines: scene.pipelines.map((pipeline) => ({
      vertex: flatVertex,
      ...pipeline,
      kind: 'render' as const,
      shader: 'shader',
    })),
    passes: [
      ...buffers.map(([id]) => ({ id: `load-${id}`, kind: 'upload' as const, to: id, input: id })),
      ...before,
      {
        id: 'draw',
        kind: 'render',
        ...(format === null
          ? {}
          : {
              color: [
                {
                  use: 'target',
                  load: 'clear' as const,
                  clearValue: [...clearValue] as [number, number, number, number],
                },
              ],
            }),
        draws: [...scene.draws],
        ...pass,
      },
      ...(format === null ? [] : [{ id: 'get', kind: 'readback' as const, from: 'target', output: 'picture' }]),
      ...after,
    ],
  }
  const inputs = Object.fromEntries(buffers.map(([id, view]) => [id, bytesOf(view)]))
  return { name, document, inputs, size, ...(scene.texel && { texel: scene.texel }) }
}

/** A draw of `count` vertices of the buffer `vertices` from `first` on. */
export const drawOf = (pipeline: string, first = 0, count = 6, more: Partial<Draw> = {}): Draw => ({
  pipeline,
  vertexBuffers: ['vertices'],
  vertexCount: count,
  ...(first > 0 && { firstVertex: first }),
  ...more,
})
