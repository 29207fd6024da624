/** The checks of what passes bind, use and render to. */
import { sameTexels } from '../../graph/formats.ts'
import { viewFormatOf } from '../facts/attachments.ts'
import { colorBytesPerSample } from '../facts/color-bytes.ts'
import type { CommandOf, PlanBinding, PlannedTexture, PlanUse, TextureSlice } from '../document.ts'
import { checkBinding, checkBindingNumber, checkStage } from './bindings.ts'
import { checkBytes, type PlanContext } from './context.ts'
import { checkDraws } from './draws.ts'
import { at, checkLimit, refuse, type Path } from './refuse.ts'
import { checkTextureSlice, layoutOf } from './textures.ts'

const reading: ReadonlySet<PlanUse['as']> = new Set([
  'vertex',
  'index',
  'indirect',
  'uniform',
  'storage-read',
  'sampled',
  'copy-src',
])

/** The usage that a texture needs for each kind of use that textures have. */
const usageOfUse: Partial<Record<PlanUse['as'], PlannedTexture['usage'][number]>> = {
  sampled: 'sampled',
  'storage-texture': 'storage',
  'copy-src': 'copy-src',
  'copy-dst': 'copy-dst',
  attachment: 'attachment',
}

export function checkUse(context: PlanContext, use: PlanUse, path: Path): void {
  const { slice, as, access } = use
  if (reading.has(as) && access !== 'read') refuse(`A use as ${as} only reads`, at(path, 'access'))
  if ('heap' in slice) {
    if (as === 'sampled' || as === 'storage-texture' || as === 'attachment')
      refuse(`A use as ${as} needs a texture`, at(path, 'slice'))
    return checkBytes(context, slice, 'shader', path, 'slice')
  }
  const usage = usageOfUse[as]
  if (!usage) return refuse(`A use as ${as} needs a buffer`, at(path, 'slice'))
  return checkTextureSlice(context, slice, usage, at(path, 'slice'))
}

export function checkDispatch(context: PlanContext, command: CommandOf<'dispatch'>, path: Path): void {
  const { limits } = context.profile
  const { workgroups, bindings, shader } = command
  if (!context.shaders.has(shader)) refuse(`There is no shader ${JSON.stringify(shader)}`, at(path, 'shader'))
  if ('heap' in workgroups) {
    if (workgroups.size < 12 || workgroups.offset % 4 !== 0)
      refuse('Indirect workgroups are three 32-bit words at a multiple of 4', at(path, 'workgroups'))
    checkBytes(context, workgroups, 'shader', at(path, 'workgroups'))
  } else {
    const axis = workgroups.findIndex((count) => count > limits.maxWorkgroupsPerDimension)
    if (axis >= 0)
      checkLimit(
        workgroups[axis]!,
        'maxWorkgroupsPerDimension',
        limits.maxWorkgroupsPerDimension,
        at(path, 'workgroups', axis),
      )
  }
  // Bindings mostly stand in the order of their numbers, and then each number stands once.
  let [last, slots]: [number, Set<number> | undefined] = [-1, undefined]
  for (let b = 0; b < bindings.length; b++) {
    const binding = bindings[b]!
    const bound = at(path, 'bindings', b)
    const slot = slotOf(binding)
    if (slot <= last) slots ??= new Set(bindings.slice(0, b).map(slotOf))
    if (slots?.has(slot)) refuse('Two bindings stand at one group and binding number', bound)
    slots?.add(slot)
    last = Math.max(last, slot)
    checkBindingNumber(context, binding, bound)
    if (!('slice' in binding)) continue
    checkUse(context, binding, bound)
    checkBinding(context, binding, bound)
  }
  checkStage(context, bindings.map(usedAs), 1, at(path, 'bindings'))
}

const usedAs = (binding: PlanBinding) => ('slice' in binding ? binding.as : undefined)

const slotOf = ({ group, binding }: { readonly group: number; readonly binding: number }): number =>
  group * 65536 + binding

/** Whether two slices have layers or slices of one level in common. Attachments are as large as their level. */
const shareLayers = (a: TextureSlice, b: TextureSlice): boolean =>
  a.texture === b.texture &&
  a.mipLevel === b.mipLevel &&
  a.origin[2] < b.origin[2] + b.size[2] &&
  b.origin[2] < a.origin[2] + a.size[2]

interface Attached {
  readonly extent: string
  readonly samples: number
}

export function checkRender(context: PlanContext, command: CommandOf<'render'>, path: Path): void {
  let all: Attached | undefined
  const attached: TextureSlice[] = []
  const attach = (slice: TextureSlice, depth: boolean, samples: boolean, where: Path): void => {
    checkTextureSlice(context, slice, 'attachment', where)
    const { format, formatName, sampleCount } = layoutOf(context, slice.texture, where)
    if ((format.depth || format.stencil) !== depth || format.blockWidth > 1)
      refuse(`${formatName} is not a format for ${depth ? 'depth' : 'colour'}`, where)
    if (slice.mipLevelCount !== 1) refuse('An attachment is one level', where)
    const extent = slice.size.join(' × ')
    all ??= { extent, samples: sampleCount }
    if (extent !== all.extent || (samples && sampleCount !== all.samples))
      refuse('Attachments of one pass agree in size and samples', where)
    // There are 17 at most.
    if (attached.some((other) => shareLayers(other, slice))) refuse('A pass attaches no texels twice', where)
    attached.push(slice)
  }
  if (command.color.length > 8) refuse('A pass has at most 8 colour attachments', at(path, 'color'))
  command.color.forEach(({ slice, resolve }, i) => {
    const color = at(path, 'color', i)
    attach(slice, false, true, at(color, 'slice'))
    if (!resolve) return
    attach(resolve, false, false, at(color, 'resolve'))
    const [source, target] = [layoutOf(context, slice.texture, color), layoutOf(context, resolve.texture, color)]
    if (source.sampleCount === 1 || target.sampleCount !== 1 || !sameTexels(source.formatName, target.formatName))
      refuse('Samples are resolved into a texture of one sample and of the same format', at(color, 'resolve'))
  })
  checkColorLimits(context, command, at(path, 'color'))
  if (command.depth) attach(command.depth.slice, true, true, at(path, 'depth.slice'))
  if (!all) refuse('A render pass has an attachment', path)
  if (command.depth?.readOnly && command.depth.load !== 'load')
    refuse('What is read only is loaded', at(path, 'depth.load'))
  command.parts.forEach((part, p) => {
    const where = at(path, 'parts', p)
    if (part.body !== undefined) checkBody(context, part.body, at(where, 'body'))
    part.uses.forEach((use, u) => checkUse(context, use, at(where, 'uses', u)))
    checkDraws(context, command, part, where)
  })
}

function checkColorLimits({ plan, profile }: PlanContext, { color }: CommandOf<'render'>, path: Path): void {
  const { maxColorAttachments: most = Infinity, maxColorAttachmentBytesPerSample: mostBytes = Infinity } =
    profile.limits
  checkLimit(color.length, 'maxColorAttachments', most, path)
  if (mostBytes === Infinity) return
  const bytes = colorBytesPerSample(color.map(({ slice }) => viewFormatOf(plan, slice)))
  checkLimit(bytes, 'maxColorAttachmentBytesPerSample', mostBytes, path)
}

export function checkBody({ bodies }: PlanContext, name: string, path: Path): void {
  if (!bodies.has(name)) refuse(`The body ${JSON.stringify(name)} is not listed in "bodies"`, path)
}
