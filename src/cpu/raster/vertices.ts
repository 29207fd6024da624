/**
 * The vertex stage of one draw: fetches attributes and runs the shader. What it put out for recent vertices of the instance is
 * kept, so that an indexed mesh runs it about once a vertex. Nothing grows with the counts or indices of a draw.
 *
 * Hot: outputs are rows of 32-bit words.
 */
import { stageMemory, type BoundStage, type Stage, type StageMemory } from '../spirv/stage.ts'
import type { VertexBufferLayout } from './state.ts'
import { vertexDecoder, type VertexDecoder } from './vertex-formats.ts'

export interface VertexRunner {
  /** Forgets what was kept: the next vertices are of another instance. */
  beginInstance(instance: number): void
  /** Writes the outputs of a vertex to words `row * outputWords …` of `to`. */
  run(vertex: number, to: StageMemory, row: number): void
}

/** An attribute that the shader reads; reads outside the bound bytes give zeros. */
interface Attribute {
  readonly view: DataView
  readonly stride: number
  readonly offset: number
  readonly perInstance: boolean
  readonly decoder: VertexDecoder
  readonly word: number
  /** Components of the shader's variable, which may be more or fewer than the format's. */
  readonly words: number
}

const keptVertices = 1024

export function vertexRunner(
  stage: Stage,
  bound: BoundStage,
  layouts: readonly (VertexBufferLayout | null)[],
  buffers: readonly (Uint8Array | null)[],
): VertexRunner {
  const { inputWords, outputWords } = stage
  const invocation = { in: stageMemory(inputWords), out: stageMemory(outputWords), lane: 0, helper: false }
  const attributes = attributesOf(stage, layouts, buffers)
  const wordOf = (name: string) => stage.inputs.find(({ builtIn }) => builtIn === name)?.word ?? -1
  const vertexWord = wordOf('vertex_index')
  const instanceWord = wordOf('instance_index')
  const kept = new Uint32Array(keptVertices * outputWords)
  const keptVertex = new Float64Array(keptVertices).fill(-1)
  let instance = 0

  const fetch = (attribute: Attribute, vertex: number): void => {
    const { view, decoder, word, words } = attribute
    const { kind, components } = decoder
    const at = attribute.offset + attribute.stride * (attribute.perInstance ? instance : vertex)
    const inside = at + decoder.bytes <= view.byteLength
    const into = kind === 'float' ? invocation.in.f : kind === 'uint' ? invocation.in.u : invocation.in.i
    for (let c = 0; c < words; c++)
      into[word + c] = c < components ? (inside ? decoder.read(view, at, c) : 0) : c === 3 ? 1 : 0
  }
  return {
    beginInstance(next) {
      instance = next
      keptVertex.fill(-1)
    },
    run(vertex, to, row) {
      const slot = vertex % keptVertices
      const begin = slot * outputWords
      if (keptVertex[slot] !== vertex) {
        for (let i = 0; i < attributes.length; i++) fetch(attributes[i]!, vertex)
        if (vertexWord >= 0) invocation.in.u[vertexWord] = vertex
        if (instanceWord >= 0) invocation.in.u[instanceWord] = instance
        if (stage.hasPrivate) bound.own(invocation)
        bound.main(invocation)
        kept.set(invocation.out.u, begin)
        keptVertex[slot] = vertex
      }
      for (let word = 0; word < outputWords; word++) to.u[row * outputWords + word] = kept[begin + word]!
    },
  }
}

function attributesOf(
  { inputs }: Stage,
  layouts: readonly (VertexBufferLayout | null)[],
  buffers: readonly (Uint8Array | null)[],
): Attribute[] {
  const none = new DataView(new ArrayBuffer(0))
  const declared = layouts.flatMap((layout, i) =>
    (layout?.attributes ?? []).map((attribute) => ({ ...attribute, layout: layout!, bytes: buffers[i] })),
  )
  return inputs.flatMap(({ location, word, words }) => {
    const found = declared.find(({ shaderLocation }) => shaderLocation === location)
    if (location === undefined || !found) return []
    const { layout, bytes, offset, format } = found
    return {
      view: bytes ? new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength) : none,
      stride: layout.arrayStride,
      offset,
      perInstance: layout.stepMode === 'instance',
      decoder: vertexDecoder(format),
      word,
      words,
    }
  })
}
