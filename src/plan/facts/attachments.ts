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
  readonly sampleCount: 1 | 4
  /** Depth only: it is tested, and never written. */
  readonly readOnly: boolean
}

export const viewFormatOf = ({ textures }: Pick<Plan, 'textures'>, { texture, format }: TextureSlice): TextureFormat =>
  format ?? textures[texture]!.format

/** Attachments of a part of a render command, in the order of the document: colours with what each resolves to, then depth. */
export function attachmentsOf(
  plan: Pick<Plan, 'textures'>,
  { color, depth }: Pick<CommandOf<'render'>, 'color' | 'depth'>,
  { attachments }: Pick<RenderPart, 'attachments'>,
): readonly RenderAttachment[] {
  const list: RenderAttachment[] = []
  const add = (slice: TextureSlice, role: RenderAttachment['role'], readOnly = false): void => {
    const [width, height, layers] = slice.size
    list.push({
      resource: attachments[list.length]!,
      role,
      format: viewFormatOf(plan, slice),
      size: [width, height],
      layers,
      sampleCount: plan.textures[slice.texture]!.sampleCount,
      readOnly,
    })
  }
  for (const { slice, resolve } of color) {
    add(slice, 'color')
    if (resolve) add(resolve, 'resolve')
  }
  if (depth) add(depth.slice, 'depth', depth.readOnly)
  return list
}
