/** Regions of a texture as bytes of its linear layout: what a model of defined bytes, and code that may touch nothing else, ask for. */
import { aspectSpan, type Aspect } from '../../../src/graph/formats.ts'
import type { TextureLayout } from '../../../src/graph/texture-layout.ts'

export interface TexelBox {
  readonly mipLevel: number
  /** With several levels, the whole of each; of arrays, the layers that `origin` and `size` name. */
  readonly mipLevelCount: number
  readonly origin: readonly [number, number, number]
  readonly size: readonly [number, number, number]
  readonly aspect?: Aspect
}

/** [offset, size, offset, size …], in the order of the texels. */
export function texelRuns(layout: TextureLayout, box: TexelBox): number[] {
  const runs: number[] = []
  const { blockWidth, blockHeight, blockBytes } = layout.format
  const span = aspectSpan(layout.format, box.aspect ?? 'all')
  const texelBytes = blockBytes * layout.sampleCount
  for (let l = box.mipLevel; l < box.mipLevel + box.mipLevelCount; l++) {
    const level = layout.levels[l]!
    const one = box.mipLevelCount === 1
    const [x, y] = one ? [box.origin[0] / blockWidth, box.origin[1] / blockHeight] : [0, 0]
    const [width, height] = one
      ? [Math.ceil(box.size[0] / blockWidth), Math.ceil(box.size[1] / blockHeight)]
      : [level.blocksX, level.blocksY]
    const [first, slices] = one || layout.dimension !== '3d' ? [box.origin[2], box.size[2]] : [0, level.slices]
    for (let z = first; z < first + slices; z++)
      for (let row = y; row < y + height; row++) {
        const at = level.offset + z * level.sliceBytes + row * level.rowBytes + x * texelBytes
        if (span.bytes === blockBytes) runs.push(at, width * texelBytes)
        else
          for (let column = 0; column < width; column++) runs.push(at + column * texelBytes + span.offset, span.bytes)
      }
  }
  return runs
}

/** Bytes of a region as transfers carry it, rows tight. */
export function tightBytes(layout: TextureLayout, box: TexelBox): number {
  const { blockWidth, blockHeight } = layout.format
  const { tightBytes: texel } = aspectSpan(layout.format, box.aspect ?? 'all')
  if (box.mipLevelCount === 1)
    return (
      Math.ceil(box.size[0] / blockWidth) *
      Math.ceil(box.size[1] / blockHeight) *
      box.size[2] *
      texel *
      layout.sampleCount
    )
  let bytes = 0
  for (let l = box.mipLevel; l < box.mipLevel + box.mipLevelCount; l++) {
    const { blocksX, blocksY, slices } = layout.levels[l]!
    bytes += blocksX * blocksY * (layout.dimension === '3d' ? slices : box.size[2]) * texel * layout.sampleCount
  }
  return bytes
}

/** The runs of some bytes, one after the other. */
export function gather(bytes: Uint8Array, runs: readonly number[]): Uint8Array {
  const parts = new Uint8Array(runs.reduce((sum, n, i) => (i % 2 === 1 ? sum + n : sum), 0))
  let at = 0
  for (let i = 0; i < runs.length; i += 2) {
    parts.set(bytes.subarray(runs[i]!, runs[i]! + runs[i + 1]!), at)
    at += runs[i + 1]!
  }
  return parts
}

export function scatter(parts: Uint8Array, bytes: Uint8Array, runs: readonly number[]): void {
  let at = 0
  for (let i = 0; i < runs.length; i += 2) {
    bytes.set(parts.subarray(at, at + runs[i + 1]!), runs[i]!)
    at += runs[i + 1]!
  }
}
