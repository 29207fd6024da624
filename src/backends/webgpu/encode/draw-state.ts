/** State of draws that bundles cannot set: the pass sets it between them. */
import { isSameList } from '../../../graph/lists.ts'
import type { PlannedDraw, PlannedPipeline } from '../../../plan/document.ts'

type Viewport = NonNullable<PlannedDraw['viewport']>
type Scissor = NonNullable<PlannedDraw['scissor']>
type Color = NonNullable<PlannedDraw['blendConstant']>

/** The state that a draw needs; undefined where it makes no difference to the draw. */
export interface DrawState {
  readonly viewport: Viewport
  readonly scissor: Scissor
  readonly stencilReference: number | undefined
  readonly blendConstant: Color | undefined
}

const noBlend: Color = [0, 0, 0, 0]

/** The state in which a render pass begins. */
export const stateAtBegin = ([width, height]: readonly [number, number]): Required<DrawState> => ({
  viewport: [0, 0, width, height, 0, 1],
  scissor: [0, 0, width, height],
  stencilReference: 0,
  blendConstant: noBlend,
})

export function stateOfDraw(draw: PlannedDraw, pipeline: PlannedPipeline, atBegin: DrawState): DrawState {
  return {
    viewport: draw.viewport ?? atBegin.viewport,
    scissor: draw.scissor ?? atBegin.scissor,
    stencilReference: seesReference(pipeline) ? (draw.stencilReference ?? 0) : undefined,
    blendConstant: seesConstant(pipeline) ? (draw.blendConstant ?? noBlend) : undefined,
  }
}

function seesReference({ depthStencil }: PlannedPipeline): boolean {
  if (!depthStencil) return false
  return [depthStencil.stencilFront, depthStencil.stencilBack].some(
    ({ compare, failOp, depthFailOp, passOp }) =>
      (compare !== 'always' && compare !== 'never') || [failOp, depthFailOp, passOp].includes('replace'),
  )
}

const seesConstant = ({ fragment }: PlannedPipeline): boolean =>
  fragment?.targets.some(
    ({ blend }) =>
      blend &&
      [blend.color, blend.alpha].some(({ srcFactor, dstFactor }) =>
        [srcFactor, dstFactor].some((factor) => factor === 'constant' || factor === 'one-minus-constant'),
      ),
  ) ?? false

const same = (a: readonly number[], b: readonly number[] | undefined): boolean => b !== undefined && isSameList(a, b)

/**
 * The state of a pass while it is encoded, known ahead because draws are data. A body leaves whatever it likes: then nothing is known.
 */
export class PassState {
  private known: Partial<DrawState>

  constructor(atBegin: DrawState) {
    this.known = atBegin
  }

  forget(): void {
    this.known = {}
  }

  /** Calls that bring the pass into a state; none where it is there already. */
  change(to: DrawState): ((pass: GPURenderPassEncoder) => void)[] {
    const { known } = this
    const calls: ((pass: GPURenderPassEncoder) => void)[] = []
    const { viewport, scissor, stencilReference, blendConstant } = to
    if (!same(viewport, known.viewport)) calls.push((pass) => pass.setViewport(...viewport))
    if (!same(scissor, known.scissor)) calls.push((pass) => pass.setScissorRect(...scissor))
    if (stencilReference !== undefined && stencilReference !== known.stencilReference)
      calls.push((pass) => pass.setStencilReference(stencilReference))
    if (blendConstant && !same(blendConstant, known.blendConstant))
      calls.push((pass) => pass.setBlendConstant(blendConstant))
    this.known = {
      viewport,
      scissor,
      stencilReference: stencilReference ?? known.stencilReference,
      blendConstant: blendConstant ?? known.blendConstant,
    }
    return calls
  }
}
