/** The attachments of render passes as those who draw have to know them. */
import type { TextureFormat } from '../../graph/formats.ts'
import type { CommandOf, Plan, RenderPart, TextureSlice } from '../document.ts'

/** One attachment of a render pass. */
export interface RenderAttachment {
  /** Id of the resource. */
  readonly resource: string
  /** `resolve`: the target of the colour attachment before it. */
  readonly role: 'color' | 'resolve' | 'depth'
  /** The format that is drawn to: the view's, where the graph names one, else the texture's. */
  readonly format: TextureFormat
  /** Width and height of the attached mip level, in texels. */
  readonly size: readonly [number, number]
  /** Layers, or slices of a 3D texture, that are attached. */
  readonly layers: number
  /** Samples of each texel. */
  readonly sampleCount: 1 | 4
  /** Depth only: it is tested, and never written. */
  readonly readOnly: boolean
}

export const viewFormatOf = ({ textures }: Pick<Plan, 'textures'>, { texture, format }: TextureSlice): TextureFormat =>
  format ?? textures[texture]!.format

/** The attachments of a render pass. */
export type Attachments = Pick<CommandOf<'render'>, 'color' | 'depth'>

/** Slices of the attachments in the order of the document: colours with what each resolves to, then depth. */
const attachedSlices = ({ color, depth }: Attachments): TextureSlice[] => [
  ...color.flatMap(({ slice, resolve }) => (resolve ? [slice, resolve] : [slice])),
  ...(depth ? [depth.slice] : []),
]

/** The same with the ids that a part of the command gives them, as bodies are handed them. */
export const attachedUses = (command: Attachments, { attachments }: Pick<RenderPart, 'attachments'>) =>
  attachedSlices(command).map((slice, i) => ({ resource: attachments[i]!, slice }))

/** Attachments of a part of a render command, in the same order. Bodies of every run are given them, and can change nothing. */
export function attachmentsOf(
  plan: Pick<Plan, 'textures'>,
  command: Attachments,
  { attachments }: Pick<RenderPart, 'attachments'>,
): readonly RenderAttachment[] {
  const roles = [
    ...command.color.flatMap(({ resolve }) => (resolve ? (['color', 'resolve'] as const) : (['color'] as const))),
    'depth' as const,
  ]
  const list = attachedSlices(command).map((slice, i): RenderAttachment => {
    const [width, height, layers] = slice.size
    return Object.freeze({
      resource: attachments[i]!,
      role: roles[i]!,
      format: viewFormatOf(plan, slice),
      size: Object.freeze([width, height] as const),
      layers,
      sampleCount: plan.textures[slice.texture]!.sampleCount,
      readOnly: roles[i] === 'depth' && command.depth!.readOnly,
    })
  })
  return Object.freeze(list)
}

/** The attachments that are zeros in the end, as those of a pass that makes them so; undefined where none are. */
export function zeroedBy({ color, depth }: Attachments): Attachments | undefined {
  const zeros: Attachments = { color: [] }
  for (const { slice, store } of color)
    if (store === 'zero') zeros.color.push({ slice, load: 'clear', clearValue: [0, 0, 0, 0], store: 'store' })
  if (depth?.store === 'zero' && !depth.readOnly)
    zeros.depth = { ...depth, load: 'clear', clearValue: 0, stencilClearValue: 0, store: 'store' }
  return zeros.color.length > 0 || zeros.depth ? zeros : undefined
}
