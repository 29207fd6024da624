/** Every index and range of one command lies inside what the plan declares. */
import { tightRows } from '../cpu/texture.ts'
import { textureLayout, type TextureLayout } from '../graph/texture-layout.ts'
import type {
  BufferSlice,
  Command,
  Plan,
  PlannedTexture,
  PlanUse,
  TextureCopyRegion,
  TextureSlice,
} from '../planner/plan.ts'
import { checkIndex, checkRange, refuse, type Path } from './refuse.ts'

type Triple = readonly [number, number, number]

/** Names that commands refer to. */
export interface PlanNames {
  readonly shaders: ReadonlySet<string>
  readonly bodies: ReadonlySet<string>
}

export function validateCommand(plan: Plan, names: PlanNames, command: Command, path: Path): void {
  const checkBody = (name: string): void => {
    if (!names.bodies.has(name)) refuse(`The body ${JSON.stringify(name)} is not listed in "bodies"`, path)
  }
  switch (command.op) {
    case 'copy':
    case 'scatter':
      for (const [from, to, size] of command.regions) {
        checkBytes(plan, command.from, from, size, path)
        checkBytes(plan, command.to, to, size, path)
      }
      return
    case 'fill':
      if (command.value > 0xffff_ffff) refuse('A fill value has 32 bits', path)
      return checkBytes(plan, command.heap, command.offset, command.size, path)
    case 'copy-to-texture':
    case 'copy-from-texture':
      for (const region of command.regions)
        checkTextureCopy(
          plan,
          command.texture,
          command.op === 'copy-to-texture' ? command.from : command.to,
          region,
          path,
        )
      return
    case 'copy-texture':
      for (const { fromLevel, fromOrigin, toLevel, toOrigin, size } of command.regions) {
        checkBox(layoutOf(plan, command.from, path), fromLevel, fromOrigin, size, path)
        checkBox(layoutOf(plan, command.to, path), toLevel, toOrigin, size, path)
      }
      return
    case 'clear-texture':
      return checkTextureSlice(plan, command.slice, path)
    case 'mipmap':
      if (command.mipLevelCount > layoutOf(plan, command.texture, path).levels.length)
        refuse('The texture has fewer levels', path)
      return
    case 'dispatch':
      if (!names.shaders.has(command.shader)) refuse(`There is no shader ${JSON.stringify(command.shader)}`, path)
      if ('heap' in command.workgroups) {
        if (command.workgroups.size < 12) refuse('Indirect workgroups are three 32-bit words', path)
        checkBufferSlice(plan, command.workgroups, path)
      }
      for (const binding of command.bindings) if ('slice' in binding) checkUse(plan, binding, path)
      return
    case 'render':
      for (const { slice, resolve } of command.color) {
        checkTextureSlice(plan, slice, path)
        if (resolve) checkTextureSlice(plan, resolve, path)
      }
      if (command.depth) checkTextureSlice(plan, command.depth.slice, path)
      for (const { body, uses } of command.parts) {
        checkBody(body)
        for (const use of uses) checkUse(plan, use, path)
      }
      return
    case 'custom':
      checkBody(command.body)
      for (const use of command.uses) checkUse(plan, use, path)
      return
    case 'barrier':
      for (const { texture, mipLevel, mipLevelCount, layer, layerCount } of command.transitions ?? []) {
        const layout = layoutOf(plan, texture, path)
        const layers = layout.dimension === '3d' ? 1 : layout.levels[0]!.slices
        if (
          mipLevelCount < 1 ||
          mipLevelCount > layout.levels.length - mipLevel ||
          layerCount < 1 ||
          layerCount > layers - layer
        )
          refuse('A transition reaches outside its texture', path)
      }
  }
}

function checkBytes(plan: Plan, heap: number, offset: number, size: number, path: Path): void {
  checkIndex(heap, plan.heaps.length, 'heap', path)
  checkRange(offset, size, plan.heaps[heap]!.sizeBytes, `heap ${heap}`, path)
}

const checkBufferSlice = (plan: Plan, { heap, offset, size }: BufferSlice, path: Path): void =>
  checkBytes(plan, heap, offset, size, path)

function checkUse(plan: Plan, { slice }: PlanUse, path: Path): void {
  if ('heap' in slice) checkBufferSlice(plan, slice, path)
  else checkTextureSlice(plan, slice, path)
}

const layouts = new WeakMap<PlannedTexture, TextureLayout>()

function layoutOf(plan: Plan, texture: number, path: Path): TextureLayout {
  checkIndex(texture, plan.textures.length, 'texture', path)
  const planned = plan.textures[texture]!
  let layout = layouts.get(planned)
  if (!layout) {
    const { format, size, dimension, mipLevelCount, sampleCount } = planned
    layout = textureLayout({
      id: '',
      kind: 'texture',
      format,
      size,
      dimension,
      mipLevelCount,
      sampleCount: sampleCount as 1 | 4,
    })
    layouts.set(planned, layout)
  }
  return layout
}

function checkBox(layout: TextureLayout, mipLevel: number, origin: Triple, size: Triple, path: Path): void {
  const level = layout.levels[mipLevel]
  if (!level) return refuse(`The texture has no level ${mipLevel}`, path)
  const extent = [level.width, level.height, level.slices]
  if (
    size.some((length, axis) => length < 1 || origin[axis]! > extent[axis]! || length > extent[axis]! - origin[axis]!)
  )
    refuse(`The box reaches outside level ${mipLevel} (${extent.join(' × ')})`, path)
}

function checkTextureSlice(plan: Plan, slice: TextureSlice, path: Path): void {
  const layout = layoutOf(plan, slice.texture, path)
  if (slice.mipLevelCount < 1 || slice.mipLevelCount > layout.levels.length - slice.mipLevel)
    refuse('The slice has levels that the texture has not', path)
  checkBox(layout, slice.mipLevel, slice.origin, slice.size, path)
}

function checkTextureCopy(plan: Plan, texture: number, heap: number, region: TextureCopyRegion, path: Path): void {
  const layout = layoutOf(plan, texture, path)
  checkBox(layout, region.mipLevel, region.origin, region.size, path)
  const tight = tightRows(layout, region)
  if (region.rowBytes < tight.rowBytes || region.rowsPerImage < tight.rowsPerImage)
    refuse('Rows of the buffer are shorter than those of the box', path)
  const span = ((region.size[2] - 1) * region.rowsPerImage + tight.rowsPerImage - 1) * region.rowBytes + tight.rowBytes
  checkBytes(plan, heap, region.offset, span, path)
}
