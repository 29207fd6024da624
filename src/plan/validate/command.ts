/** The checks of one command: every index, range and kind is declared by the plan and known to the device. */
import { counted } from '../../errors.ts'
import { hasMipmaps } from '../../graph/formats.ts'
import type { Command, CommandOf, ImageLayout, PlannedTexture } from '../document.ts'
import { queueWords } from '../facts/plan-words.ts'
import { optionalInput } from '../facts/optional-input.ts'
import { canRun, neededByCommand } from '../facts/queue-abilities.ts'
import { checkBytes, checkHeap, type PlanContext } from './context.ts'
import { at, refuse, type Path } from './refuse.ts'
import { checkBody, checkDispatch, checkRender, checkUse } from './passes.ts'
import { checkBufferTextureCopy, checkTextureCopy, checkTextureSlice, checkUsage, layoutOf } from './textures.ts'

export function validateCommand(context: PlanContext, queue: number, command: Command, path: Path): void {
  checkQueue(context, queue, command, path)
  const optional = optionalInput(command)
  if (optional !== undefined && !context.optionalInputs.has(optional))
    refuse(`${JSON.stringify(optional)} is no optional input of the plan`, at(path, 'optional'))
  switch (command.op) {
    case 'copy':
    case 'scatter':
      return checkCopy(context, command, path)
    case 'fill':
      if (command.size < 1) refuse('A fill has at least one byte', at(path, 'size'))
      return checkBytes(context, command, 'to', path)
    case 'copy-to-texture':
    case 'copy-from-texture':
      return checkBufferTextureCopy(context, command, path)
    case 'copy-texture':
      return checkTextureCopy(context, command, path)
    case 'clear-texture':
      return checkTextureSlice(context, command.slice, 'copy-dst', at(path, 'slice'))
    case 'mipmap': {
      const { levels, sampleCount, formatName } = layoutOf(context, command.texture, at(path, 'texture'))
      if (command.mipLevelCount < 1 || command.mipLevelCount > levels.length)
        refuse(`The texture has ${counted(levels.length, 'level')}`, at(path, 'mipLevelCount'))
      if (sampleCount !== 1 || !hasMipmaps(formatName)) refuse(`Texels of ${formatName} cannot be averaged`, path)
      for (const usage of ['sampled', 'attachment', 'copy-src', 'copy-dst'] as const)
        checkUsage(context, command.texture, usage, at(path, 'texture'))
      return
    }
    case 'dispatch':
      return checkDispatch(context, command, path)
    case 'render':
      return checkRender(context, command, path)
    case 'custom':
    case 'external':
      checkBody(context, command.body, at(path, 'body'))
      return command.uses.forEach((use, u) => checkUse(context, use, at(path, 'uses', u)))
    case 'barrier':
      return checkBarrier(context, command, path)
    default:
      command satisfies never
  }
}

function checkCopy(context: PlanContext, command: CommandOf<'copy' | 'scatter'>, path: Path): void {
  const { from, to, regions } = command
  checkHeap(context, from, 'from', path, 'from')
  checkHeap(context, to, 'to', path, 'to')
  if (from === to && command.op === 'copy' && !context.profile.rules.sameBufferCopy)
    refuse('The device cannot copy inside one buffer', path)
  const source = context.plan.heaps[from]!.sizeBytes
  const target = context.plan.heaps[to]!.sizeBytes
  for (let r = 0; r < regions.length; r++) {
    const [begin, into, size] = regions[r]!
    if (size >= 1 && begin <= source && size <= source - begin && into <= target && size <= target - into) continue
    const place = at(path, 'regions', r)
    if (size < 1) refuse('A region has at least one byte', place)
    checkBytes(context, { heap: from, offset: begin, size }, 'from', place)
    checkBytes(context, { heap: to, offset: into, size }, 'to', place)
  }
}

/** The usage that each image layout requires. `storage` stands for Vulkan's general layout, in which every usage is allowed. */
const usageOfLayout: Readonly<Partial<Record<ImageLayout, PlannedTexture['usage'][number]>>> = {
  'copy-src': 'copy-src',
  'copy-dst': 'copy-dst',
  sampled: 'sampled',
  color: 'attachment',
  depth: 'attachment',
}

function checkBarrier(context: PlanContext, command: CommandOf<'barrier'>, path: Path): void {
  command.transitions?.forEach(({ texture, mipLevel, mipLevelCount, layer, layerCount, from, to }, t) => {
    const transition = at(path, 'transitions', t)
    const { dimension, levels } = layoutOf(context, texture, transition)
    const layers = dimension === '3d' ? 1 : levels[0]!.slices
    if (mipLevelCount < 1 || mipLevelCount > levels.length - mipLevel || layerCount < 1 || layerCount > layers - layer)
      refuse('A transition reaches outside its texture', transition)
    if (context.plan.textures[texture]!.lifetime !== 'transient')
      refuse('A texture that outlives the run stays in the layout that the next run expects', transition)
    if (to === 'undefined') refuse('No texture is brought into no layout', at(transition, 'to'))
    checkImageLayout(context, texture, from, at(transition, 'from'))
    checkImageLayout(context, texture, to, at(transition, 'to'))
  })
}

/** Refuses a layout that the texture cannot be in, for want of a usage or by its format. */
function checkImageLayout(context: PlanContext, texture: number, layout: ImageLayout, path: Path): void {
  const usage = usageOfLayout[layout]
  if (usage !== undefined) checkUsage(context, texture, usage, path)
  const { format } = layoutOf(context, texture, path)
  const isDepth = format.depth || format.stencil
  if ((layout === 'color' && isDepth) || ((layout === 'depth' || layout === 'depth-read') && !isDepth))
    refuse(`The texture's format has no layout ${layout}`, path)
}

function checkQueue({ plan }: PlanContext, queue: number, command: Command, path: Path): void {
  const { kinds } = plan.queues[queue]!
  if (!canRun(kinds, neededByCommand(command))) refuse(`${queueWords(plan, queue)} cannot run a ${command.op}`, path)
}
