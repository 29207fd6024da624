/** The attachments of render passes in the API's words, one layer at a time. */
import { unsupported } from '../../../errors.ts'
import { formatInfo } from '../../../graph/formats.ts'
import { viewFormatOf } from '../../../plan/facts/attachments.ts'
import type { CommandOf, Plan, PlannedStore, TextureSlice } from '../../../plan/document.ts'
import { passesLabel } from '../../../plan/facts/plan-words.ts'
import type { RunContext } from '../../backend.ts'
import { textureUsage } from '../device/flags.ts'
import type { TexturePlace, Variants } from '../memory/places.ts'
import type { Build } from './build.ts'
import { isDrawnClear } from './drawn-clear.ts'
import { attachmentView } from './views.ts'

type Render = CommandOf<'render'>
type Depth = NonNullable<Render['depth']>

const loadOp = (load: 'clear' | 'load' | 'discard'): GPULoadOp => (load === 'load' ? 'load' : 'clear')

// Discarded attachments read as zeros in WebGPU, so the other two kinds of store are a discard.
const storeOp = (store: PlannedStore): GPUStoreOp => (store === 'store' ? 'store' : 'discard')

/**
 * Whether an attachment is stored whatever its pass says. Dawn forgets all slices of a volume's level when one of them is discarded: the others
 * would be zeros from then on.
 */
export const isStored = ({ plan, storesAttachments }: Build, { texture }: TextureSlice): boolean =>
  storesAttachments || plan.textures[texture]!.dimension === '3d'

/** The attachments of one layer, counted from the first layer that they name. */
export function compileAttachments(
  build: Build,
  { color, depth, passes }: Pick<Render, 'color' | 'depth' | 'passes'>,
  layer: number,
): Variants<GPURenderPassDescriptor> {
  const places = new Set<TexturePlace>()
  const see = (slice: TextureSlice) => {
    places.add(build.places.texture(slice.texture))
    build.textureUsage[slice.texture]! |= textureUsage.attachment
    return attachmentView(build, slice, layer)
  }
  const colors = color.map((attachment, i) => {
    const { slice, load, clearValue, store, resolve } = attachment
    const view = see(slice)
    if (resolve && build.plan.textures[resolve.texture]!.dimension === '3d')
      throw unsupported(
        `WebGPU resolves samples into 2d textures only, and color[${i}] of ${JSON.stringify(passes)} is resolved into a 3d one; resolve into a 2d texture and copy that`,
        { passes },
      )
    const resolveView = resolve && see(resolve)
    const isVolume = build.plan.textures[slice.texture]!.dimension === '3d'
    const volume = isVolume ? { depthSlice: slice.origin[2] + layer } : {}
    return (run: RunContext): GPURenderPassColorAttachment => ({
      view: view.at(run),
      ...volume,
      ...(resolveView ? { resolveTarget: resolveView.at(run) } : {}),
      loadOp: isDrawnClear(build, attachment) ? 'load' : loadOp(load),
      storeOp: isStored(build, slice) ? 'store' : storeOp(store),
      clearValue,
    })
  })
  const depthSide = depth && compileDepth(build, depth, see(depth.slice))
  const label = passesLabel(passes)
  return build.variant([...places], (run) => ({
    label,
    colorAttachments: colors.map((attachment) => attachment(run)),
    ...(depthSide ? { depthStencilAttachment: depthSide(run) } : {}),
  }))
}

function compileDepth(build: Build, depth: Depth, view: Variants<GPUTextureView>) {
  const { plan } = build
  const format = formatInfo(plan.textures[depth.slice.texture]!.format)
  const stores = isStored(build, depth.slice) ? 'store' : storeOp(depth.store)
  const operations = {
    ...(format.depth
      ? { depthLoadOp: loadOp(depth.load), depthStoreOp: stores, depthClearValue: depth.clearValue }
      : {}),
    ...(format.stencil
      ? {
          stencilLoadOp: loadOp(depth.load),
          stencilStoreOp: stores,
          stencilClearValue: depth.stencilClearValue,
        }
      : {}),
  }
  const readOnly = readOnlySides(plan, depth)
  return (run: RunContext): GPURenderPassDepthStencilAttachment => ({
    view: view.at(run),
    ...(depth.readOnly ? readOnly : operations),
  })
}

function readOnlySides({ textures }: Plan, { slice }: Depth) {
  const { depth, stencil } = formatInfo(textures[slice.texture]!.format)
  return { depthReadOnly: depth, stencilReadOnly: stencil }
}

/** The formats and samples that bundles for a render command must have. */
export function bundleDescriptor(
  plan: Plan,
  { color, depth }: Render,
  label: string,
): GPURenderBundleEncoderDescriptor {
  const first = (color[0] ?? depth!).slice
  return {
    label,
    colorFormats: color.map(({ slice }) => viewFormatOf(plan, slice)),
    ...(depth && {
      depthStencilFormat: viewFormatOf(plan, depth.slice),
      ...(depth.readOnly && readOnlySides(plan, depth)),
    }),
    sampleCount: plan.textures[first.texture]!.sampleCount,
  }
}
