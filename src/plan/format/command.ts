/** The text of one command: its passes, and what it does, in one line where it fits, else a head and a line for each of its parts. */
import { counted } from '../../errors.ts'
import { isSameList } from '../../graph/lists.ts'
import { drawLines, useNames } from './draws.ts'
import { constantsText, samplerText } from './pipeline.ts'
import { byteText, bufferText, mipsText, partText, textureName, textureText, useText, type Here } from './slice.ts'
import { momentOf } from './places.ts'
import { inLine, listed, mostLines, named, widest } from './words.ts'
import { optionalInput } from '../facts/optional-input.ts'
import type { Command, CommandOf, RenderPart, TextureCopyRegion, TextureSlice } from '../document.ts'

interface Description {
  readonly head: string
  /** Bindings, attachments or transitions of the command: each has a line of its own where one line cannot hold them all. */
  readonly parts: readonly string[]
}

/** The lines of a command: the first is the command's own, the others are indented below it. */
export function describeCommand(here: Here, command: Command): string[] {
  const { head, parts } = describe(here, command)
  const optional = optionalInput(command)
  const given = optional === undefined ? '' : ` if given ${named(optional)}`
  const names = command.op === 'barrier' ? '' : `${inLine(command.passes.map(named))}${given}: `
  if (parts.length === 0) return [names + head]
  const line = `${names}${head} [${parts.map((part) => part.trim()).join(', ')}]`
  // The kinds of a barrier change with what stands around it: its transitions stay where they are then.
  if (command.op === 'barrier' ? parts.length === 1 : line.length <= widest) return [line]
  return [names + head, ...parts.map((part) => `    ${part}`)]
}

function describe(here: Here, command: Command): Description {
  switch (command.op) {
    case 'copy':
    case 'scatter':
      return byteRegions(here, command)
    case 'fill':
      return only(`fill ${bufferText(here, command)} with 0x${hex(command.value)}`)
    case 'copy-to-texture':
      return textureRegions(here, command, command.from, (bytes, texels) => `${bytes} → ${texels}`)
    case 'copy-from-texture':
      return textureRegions(here, command, command.to, (bytes, texels) => `${texels} → ${bytes}`)
    case 'copy-texture':
      return boxes(here, command)
    case 'clear-texture':
      return only(`clear ${textureText(here, command.slice)}`)
    case 'mipmap':
      return only(`mipmap ${textureName(here, command.texture)} ${counted(command.mipLevelCount, 'level')}`)
    case 'dispatch':
      return dispatch(here, command)
    case 'render':
      return render(here, command)
    case 'custom':
    case 'external':
      return {
        head: `${command.op} ${named(command.body)}`,
        parts: listed(
          command.uses.map((use) => useText(here, use)),
          mostLines,
        ),
      }
    case 'barrier':
      return barrier(here, command)
  }
}

const only = (head: string): Description => ({ head, parts: [] })

const hex = (value: number): string => value.toString(16).padStart(8, '0')

/** One region stands in the head; of several there is their number. */
const regionsOf = (op: string, between: string, regions: readonly string[], sum = ''): Description =>
  regions.length === 1
    ? only(`${op} ${regions[0]}`)
    : { head: `${op} ${between} ${counted(regions.length, 'region')}${sum}`, parts: listed(regions, mostLines) }

function byteRegions(here: Here, { op, from, to, regions }: CommandOf<'copy' | 'scatter'>): Description {
  const { names } = here
  const size = regions.reduce((sum, region) => sum + region[2], 0)
  return regionsOf(
    op,
    `${names.heap(from)} → ${names.heap(to)}`,
    regions.map(
      ([start, target, length]) => `${byteText(here, from, start)} → ${byteText(here, to, target)} ${length} B`,
    ),
    `, ${size} B`,
  )
}

function textureRegions(
  here: Here,
  { op, texture, regions }: CommandOf<'copy-to-texture' | 'copy-from-texture'>,
  heap: number,
  between: (bytes: string, texels: string) => string,
): Description {
  const bytes = ({ offset, rowBytes, rowsPerImage }: TextureCopyRegion) =>
    `${byteText(here, heap, offset)} ${counted(rowsPerImage, 'row')} of ${rowBytes}`
  const texels = ({ mipLevel, origin, size, aspect }: TextureCopyRegion) =>
    textureText(here, { texture, mipLevel, mipLevelCount: 1, origin, size, aspect })
  return regionsOf(
    op,
    between(here.names.heap(heap), textureName(here, texture)),
    regions.map((region) => between(bytes(region), texels(region))),
  )
}

function boxes(here: Here, { op, from, to, regions }: CommandOf<'copy-texture'>): Description {
  const side = (texture: number, mipLevel: number, origin: TextureSlice['origin'], size: TextureSlice['size']) =>
    textureText(here, { texture, mipLevel, mipLevelCount: 1, origin, size, aspect: 'all' })
  return regionsOf(
    op,
    `${textureName(here, from)} → ${textureName(here, to)}`,
    regions.map(({ fromLevel, fromOrigin, toLevel, toOrigin, size, aspect, fromAspect }) => {
      const ofSource = fromAspect === undefined ? '' : ` ${fromAspect}`
      const ofTarget = aspect === 'all' ? '' : ` ${aspect}`
      return `${side(from, fromLevel, fromOrigin, size)}${ofSource} → ${side(to, toLevel, toOrigin, size)}${ofTarget}`
    }),
  )
}

function dispatch(
  here: Here,
  { shader, entryPoint, constants, workgroups, bindings }: CommandOf<'dispatch'>,
): Description {
  const groups = Array.isArray(workgroups) ? workgroups.join('×') : `indirect ${bufferText(here, workgroups)}`
  const given = constants && ` ${constantsText(constants)}`
  return {
    head: `dispatch ${named(shader)}:${named(entryPoint)}${given ?? ''} ${groups}`,
    parts: listed(
      bindings.map((binding) => {
        const at = `${binding.group}.${binding.binding}`
        return 'sampler' in binding ? `${at} ${samplerText(binding.sampler)}` : `${at} ${useText(here, binding)}`
      }),
      mostLines,
    ),
  }
}

function render(here: Here, { color, depth, parts }: CommandOf<'render'>): Description {
  const shown: (string | undefined)[] = []
  const ids = parts[0]?.attachments ?? []
  /** The part's own name of an attachment, where that is what it is called here. */
  const target = (slice: TextureSlice): string => {
    const id = ids[shown.length]
    const name = id === undefined ? undefined : attachmentName(here, id, slice)
    shown.push(name === undefined ? undefined : id)
    return (name ?? textureName(here, slice.texture)) + partText(here.plan, slice)
  }
  const colors = color.map(({ slice, load, clearValue, store, resolve }, i) => {
    const value = load !== 'clear' && clearValue.every((channel) => channel === 0) ? '' : `(${clearValue.join(' ')})`
    return `color${i} ${load}${value}/${store} ${target(slice)}${resolve ? ` resolves to ${target(resolve)}` : ''}`
  })
  return {
    head: 'render',
    parts: [
      ...colors,
      ...(depth ? [depthText(depth, target(depth.slice))] : []),
      ...parts.flatMap((part) => partLines(here, part, shown)),
    ],
  }
}

/** The name of a resource where a slice is of the texture it has here. */
const attachmentName = ({ places, position }: Here, id: string, slice: TextureSlice): string | undefined =>
  places.ofResource(id, momentOf(position), ({ texture }) => texture === slice.texture)?.name

function depthText(
  { load, clearValue, stencilClearValue, store, readOnly }: NonNullable<CommandOf<'render'>['depth']>,
  target: string,
): string {
  const value =
    load !== 'clear' && clearValue === 1 && stencilClearValue === 0 ? '' : `(${clearValue} ${stencilClearValue})`
  return `depth ${load}${value}/${store}${readOnly ? ' read-only' : ''} ${target}`
}

/** The lines of one pass of a render command. Its attachments are named where it has other names for them than the command. */
function partLines(here: Here, part: RenderPart, shown: readonly (string | undefined)[]): string[] {
  const { pass, body, attachments, uses, bindGroups, draws } = part
  const names = draws || bindGroups ? useNames(uses) : []
  const isSame = isSameList<string | undefined>(attachments, shown)
  const head = [
    ...(draws ? [`draws of ${named(pass)}`] : []),
    ...(body === undefined ? [] : [`body ${named(body)}${!draws && body === pass ? '' : ` of ${named(pass)}`}`]),
    ...(draws || body !== undefined ? [] : [`nothing of ${named(pass)}`]),
    ...(isSame ? [] : [`on ${attachments.map(named).join(', ') || 'nothing'}`]),
  ]
  return [
    head.join(' '),
    ...listed(
      uses.map(
        (use, u) =>
          `${useText(here, use)}${names[u] === undefined || names[u] === named(use.resource) ? '' : ` (${names[u]})`}`,
      ),
      mostLines,
    ).map((text) => `  ${text}`),
    ...drawLines(here.names, part, names).map((text) => `  ${text}`),
  ]
}

/** The text of a barrier. Textures that follow each other with the same transition are listed together. */
function barrier({ plan, names }: Here, { before, after, transitions }: CommandOf<'barrier'>): Description {
  const changes: { change: string; textures: string[] }[] = []
  for (const { texture, from, to, mipLevel, mipLevelCount, layer, layerCount } of transitions ?? []) {
    const { mipLevelCount: levels, size, dimension } = plan.textures[texture] ?? {}
    const mips = mipLevel === 0 && mipLevelCount === levels ? '' : ` ${mipsText(mipLevel, mipLevelCount)}`
    const layers = dimension === '3d' ? 1 : size?.[2]
    const part = layer === 0 && layerCount === layers ? '' : ` ${layersText(layer, layerCount)}`
    const change = `${from}→${to}`
    if (changes.at(-1)?.change !== change) changes.push({ change, textures: [] })
    changes.at(-1)!.textures.push(`${names.texture(texture)}${mips}${part}`)
  }
  return {
    head: ['barrier', ...before, '→', ...after].join(' '),
    parts:
      transitions?.length === 0
        ? ['no transitions']
        : listed(
            changes.map(({ change, textures }) => `${change} ${inLine(textures, mostTextures)}`),
            mostLines,
          ),
  }
}

const mostTextures = 16

const layersText = (first: number, count: number): string =>
  count === 1 ? `layer ${first}` : `layers ${first}..${first + count - 1}`
