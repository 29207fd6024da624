/** Depth and stencil tests of one draw, sample by sample. */
import type { TextureFormat } from '../../graph/formats.ts'
import { comparisons } from '../compare.ts'
import type { DepthStencilState, RasterAttachment, StencilFace, StencilOperation } from './state.ts'

export interface DepthStencilTest {
  /**
   * Tests a sample by its byte offset in the attachment, and updates it. `depth` is in the viewport's range.
   * @returns whether the sample passes
   */
  test(at: number, depth: number, front: boolean): boolean
}

const operations: Readonly<Record<StencilOperation, (stored: number, reference: number) => number>> = {
  keep: (stored) => stored,
  zero: () => 0,
  replace: (_, reference) => reference,
  invert: (stored) => ~stored & 0xff,
  'increment-clamp': (stored) => Math.min(stored + 1, 255),
  'decrement-clamp': (stored) => Math.max(stored - 1, 0),
  'increment-wrap': (stored) => (stored + 1) & 0xff,
  'decrement-wrap': (stored) => (stored - 1) & 0xff,
}

interface Face {
  readonly passes: (value: number, stored: number) => boolean
  readonly fail: (stored: number, reference: number) => number
  readonly depthFail: (stored: number, reference: number) => number
  readonly pass: (stored: number, reference: number) => number
}

const faceOf = ({ compare = 'always', failOp = 'keep', depthFailOp = 'keep', passOp = 'keep' }: StencilFace): Face => ({
  passes: comparisons[compare],
  fail: operations[failOp],
  depthFail: operations[depthFailOp],
  pass: operations[passOp],
})

/** The tests of a pipeline's state, or undefined where nothing is tested or written. */
export function depthStencilTest(
  attachment: RasterAttachment | undefined,
  state: DepthStencilState | undefined,
  stencilReference: number,
): DepthStencilTest | undefined {
  if (!attachment || !state) return undefined
  const { format: info } = attachment.layout
  const { depthWriteEnabled = false, depthCompare = 'always', stencilReadMask = ~0, stencilWriteMask = ~0 } = state
  const bytes = new DataView(attachment.bytes.buffer, attachment.bytes.byteOffset, attachment.bytes.byteLength)
  const isUnorm = attachment.format === 'depth16unorm'
  const { depth: hasDepth, stencil: hasStencil } = info
  const closer = comparisons[depthCompare]
  const front = faceOf(state.stencilFront ?? {})
  const back = faceOf(state.stencilBack ?? {})
  const stencilAt = stencilOffset(attachment.format)
  const reference = stencilReference & 0xff
  const maskedReference = reference & stencilReadMask

  const readDepth = (at: number): number => (isUnorm ? bytes.getUint16(at, true) : bytes.getFloat32(at, true))
  const writeDepth = (at: number, value: number): void =>
    isUnorm ? bytes.setUint16(at, value, true) : bytes.setFloat32(at, value, true)
  const updateStencil = (at: number, stored: number, made: number): void => {
    if (made !== stored) bytes.setUint8(at, (stored & ~stencilWriteMask) | (made & stencilWriteMask))
  }
  return {
    test(at, depth, isFront) {
      const face = isFront ? front : back
      const stored = hasStencil ? bytes.getUint8(at + stencilAt) : 0
      if (hasStencil && !face.passes(maskedReference, stored & stencilReadMask)) {
        updateStencil(at + stencilAt, stored, face.fail(stored, reference))
        return false
      }
      const value = isUnorm ? Math.floor(depth * 65535 + 0.5) : Math.fround(depth)
      if (hasDepth && !closer(value, readDepth(at))) {
        if (hasStencil) updateStencil(at + stencilAt, stored, face.depthFail(stored, reference))
        return false
      }
      if (hasStencil) updateStencil(at + stencilAt, stored, face.pass(stored, reference))
      if (hasDepth && depthWriteEnabled) writeDepth(at, value)
      return true
    },
  }
}

const stencilOffset = (format: TextureFormat): number => (format === 'stencil8' ? 0 : 4)
