/** The text of one command: one line where it fits, else a head and a line for each of its parts. */
import { constantsText, drawLines } from './pipeline.ts'
import { sliceText, textureText, uses as useTexts, useText } from './slice.ts'
import { capped, cappedList, named, plural, widest } from './words.ts'
import type { Command, CommandOf, Plan, TextureCopyRegion, TextureSlice } from '../document.ts'

const mostParts = 8

interface Description {
  readonly head: string
  /** Bindings, attachments or transitions of the command: each has a line of its own where one line cannot hold them all. */
  readonly parts: readonly string[]
}

/** The lines of a command: the first is the command's own, the others are indented below it. */
export function describeCommand(plan: Plan, command: Command): string[] {
  const { head, parts } = describe(plan, command)
  const names = command.op === 'barrier' ? '' : `  ${capped(command.passes.map(named))}`
  if (parts.length === 0) return [head + names]
  const line = `${head} [${parts.map((part) => part.trim()).join(', ')}]${names}`
  if (line.length <= widest) return [line]
  return [head + names, ...parts.map((part) => `    ${part}`)]
}

function describe(plan: Plan, command: Command): Description {
  switch (command.op) {
    case 'copy':
    case 'scatter': {
      const heaps = `${command.op} ${heapName(plan, command.from)}→${heapName(plan, command.to)}`
      return byteRegions(heaps, command.regions)
    }
    case 'fill':
      return only(`fill ${heapName(plan, command.heap)}@${command.offset} +${command.size} 0x${hex(command.value)}`)
    case 'copy-to-texture':
      return textureRegions(
        plan,
        `copy ${heapName(plan, command.from)}→tex${command.texture}`,
        command.texture,
        command.regions,
      )
    case 'copy-from-texture':
      return textureRegions(
        plan,
        `copy tex${command.texture}→${heapName(plan, command.to)}`,
        command.texture,
        command.regions,
      )
    case 'copy-texture':
      return boxes(plan, command)
    case 'clear-texture':
      return only(`clear ${textureText(plan, command.slice)}`)
    case 'mipmap':
      return only(`mipmap tex${command.texture} ${command.mipLevelCount} levels`)
    case 'dispatch':
      return dispatch(plan, command)
    case 'render':
      return render(plan, command)
    case 'custom':
      return { head: `custom ${named(command.body)}`, parts: useTexts(plan, command.uses, mostParts) }
    case 'barrier':
      return barrier(plan, command)
  }
}

const only = (head: string): Description => ({ head, parts: [] })

const hex = (value: number): string => value.toString(16).padStart(8, '0')

/** The name of a heap: staging is named by its direction, other heaps by their number only. */
function heapName(plan: Plan, heap: number): string {
  const memory = plan.heaps[heap]?.memory
  return memory === 'upload' || memory === 'readback' ? `${memory}${heap}` : `heap${heap}`
}

function byteRegions(heaps: string, regions: CommandOf<'copy'>['regions']): Description {
  const size = regions.reduce((sum, region) => sum + region[2], 0)
  return {
    head: `${heaps} ${plural(regions.length, 'region')} ${size} B`,
    parts: cappedList(regions.map(([from, to, length]) => `${from}→${to} +${length}`)),
  }
}

const textureRegions = (
  plan: Plan,
  head: string,
  texture: number,
  regions: readonly TextureCopyRegion[],
): Description => ({
  head: `${head} ${plural(regions.length, 'region')}`,
  parts: cappedList(
    regions.map(({ offset, rowBytes, mipLevel, origin, size, aspect }) => {
      const box = textureText(plan, { texture, mipLevel, mipLevelCount: 1, origin, size, aspect })
      return `@${offset} rows of ${rowBytes}${box.slice(`tex${texture}`.length)}`
    }),
  ),
})

function boxes(plan: Plan, { from, to, regions }: CommandOf<'copy-texture'>): Description {
  const shown = regions.map(({ fromLevel, fromOrigin, toLevel, toOrigin, size, aspect, fromAspect }) => {
    const side = (texture: number, mipLevel: number, origin: typeof size, aspect: TextureSlice['aspect']) =>
      textureText(plan, { texture, mipLevel, mipLevelCount: 1, origin, size, aspect }).slice(`tex${texture}`.length)
    return `${side(from, fromLevel, fromOrigin, fromAspect ?? aspect) || ' whole'} →${side(to, toLevel, toOrigin, aspect) || ' whole'}`.trim()
  })
  return { head: `copy tex${from}→tex${to} ${plural(regions.length, 'region')}`, parts: cappedList(shown) }
}

function dispatch(plan: Plan, command: CommandOf<'dispatch'>): Description {
  const groups = Array.isArray(command.workgroups)
    ? command.workgroups.join('×')
    : `indirect ${sliceText(plan, command.workgroups)}`
  const bound = command.bindings.map((binding) => {
    const at = `${binding.group}.${binding.binding}`
    return 'sampler' in binding ? `${at} sampler` : `${at} ${useText(plan, binding)}`
  })
  return {
    head: `dispatch ${named(command.shader)}.${named(command.entryPoint)}${constantsText(command.constants)} ${groups}`,
    parts: cappedList(bound, mostParts),
  }
}

function render(plan: Plan, command: CommandOf<'render'>): Description {
  const color = command.color.map((attachment, i) => {
    const resolve = attachment.resolve ? ` resolves to ${textureText(plan, attachment.resolve)}` : ''
    return `color${i} ${attachment.load}/${attachment.store} ${textureText(plan, attachment.slice)}${resolve}`
  })
  const { depth } = command
  const depths = depth
    ? [`depth ${depth.readOnly ? 'read-only' : `${depth.load}/${depth.store}`} ${textureText(plan, depth.slice)}`]
    : []
  const bodies = command.parts.flatMap((part) => [
    part.body === undefined ? `draws of ${named(part.pass)}` : `body ${named(part.body)}`,
    ...(part.draws
      ? [...part.uses.map((use, u) => `use${u} ${useText(plan, use)}`), ...drawLines(part)]
      : useTexts(plan, part.uses, mostParts)
    ).map((text) => `  ${text}`),
  ])
  return { head: 'render', parts: [...color, ...depths, ...bodies] }
}

/**
 * The text of a barrier. Textures are listed by their transition: a barrier before a pass has many textures, and few different
 * transitions.
 */
function barrier(plan: Plan, command: CommandOf<'barrier'>): Description {
  const changes = new Map<string, string[]>()
  for (const { texture, from, to, mipLevel, mipLevelCount, layer, layerCount } of command.transitions ?? []) {
    const { mipLevelCount: levels = 1, size, dimension } = plan.textures[texture] ?? {}
    const mips =
      mipLevelCount === levels
        ? ''
        : ` mip${mipLevelCount > 1 ? `s ${mipLevel}..${mipLevel + mipLevelCount - 1}` : ` ${mipLevel}`}`
    const hasAllLayers = dimension === '3d' || layerCount === (size?.[2] ?? 1)
    const layers = hasAllLayers ? '' : ` layer${layerCount > 1 ? `s ${layer}..${layer + layerCount - 1}` : ` ${layer}`}`
    const change = `${from}→${to}`
    const changed = changes.get(change) ?? []
    changed.push(`tex${texture}${mips}${layers}`)
    changes.set(change, changed)
  }
  return {
    head: ['barrier', ...command.before, '→', ...command.after].join(' '),
    parts: [...changes].map(([change, textures]) => `${change} ${capped(textures, mostParts)}`),
  }
}
