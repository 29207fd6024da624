/** One command of a plan as one line. */
import { capped, named, plural } from './words.ts'
import type { Command, CommandOf, Plan, PlanUse, Slice, TextureCopyRegion, TextureSlice } from '../plan.ts'

export function describeCommand(plan: Plan, command: Command): string {
  const names = command.op === 'barrier' ? '' : `  ${capped(command.passes.map(named))}`
  return operation(plan, command) + names
}

function operation(plan: Plan, command: Command): string {
  switch (command.op) {
    case 'copy':
    case 'scatter':
      return `${command.op} ${heapName(plan, command.from)}→${heapName(plan, command.to)} ${byteRegions(command.regions)}`
    case 'fill':
      return `fill ${heapName(plan, command.heap)}@${command.offset} +${command.size} 0x${hex(command.value)}`
    case 'copy-to-texture':
      return `copy ${heapName(plan, command.from)}→tex${command.texture} ${textureRegions(command.regions)}`
    case 'copy-from-texture':
      return `copy tex${command.texture}→${heapName(plan, command.to)} ${textureRegions(command.regions)}`
    case 'copy-texture':
      return `copy tex${command.from}→tex${command.to} ${boxes(command.regions)}`
    case 'clear-texture':
      return `clear ${slice(command.slice)}`
    case 'mipmap':
      return `mipmap tex${command.texture} ${command.mipLevelCount} levels`
    case 'dispatch':
      return dispatch(command)
    case 'render':
      return render(command)
    case 'custom':
      return `custom ${named(command.body)}${uses(command.uses)}`
    case 'barrier':
      return barrier(command)
  }
}

const hex = (value: number): string => value.toString(16).padStart(8, '0')

/** Staging says what it is; other heaps say which. */
function heapName(plan: Plan, heap: number): string {
  const memory = plan.heaps[heap]?.memory
  return memory === 'upload' || memory === 'readback' ? `${memory}${heap}` : `heap${heap}`
}

function byteRegions(regions: CommandOf<'copy'>['regions']): string {
  const size = regions.reduce((sum, region) => sum + region[2], 0)
  const shown = capped(regions.map(([from, to, length]) => `${from}→${to} +${length}`))
  return `${plural(regions.length, 'region')} ${size} B [${shown}]`
}

const textureRegions = (regions: readonly TextureCopyRegion[]): string =>
  `${plural(regions.length, 'region')} [${capped(
    regions.map(
      ({ offset, rowBytes, mipLevel, origin, size }) =>
        `@${offset} rows of ${rowBytes} mip ${mipLevel} (${origin.join(',')}) ${size.join('×')}`,
    ),
  )}]`

const boxes = (regions: CommandOf<'copy-texture'>['regions']): string =>
  `${plural(regions.length, 'region')} [${capped(
    regions.map(
      ({ fromLevel, fromOrigin, toLevel, toOrigin, size }) =>
        `mip ${fromLevel} (${fromOrigin.join(',')}) → mip ${toLevel} (${toOrigin.join(',')}) ${size.join('×')}`,
    ),
  )}]`

function slice(value: Slice): string {
  return 'texture' in value ? textureSlice(value) : `heap${value.heap}@${value.offset} +${value.size}`
}

function textureSlice(value: TextureSlice): string {
  const mips =
    value.mipLevelCount === 1
      ? `mip ${value.mipLevel}`
      : `mips ${value.mipLevel}..${value.mipLevel + value.mipLevelCount - 1}`
  const aspect = value.aspect === 'all' ? '' : ` ${value.aspect}`
  return `tex${value.texture} ${mips} (${value.origin.join(',')}) ${value.size.join('×')}${aspect}`
}

const accessMark = { read: 'r', write: 'w', 'read-write': 'rw' } as const

const use = (value: PlanUse): string =>
  `${named(value.resource)}:${accessMark[value.access]} ${value.as} ${slice(value.slice)}`

const uses = (values: readonly PlanUse[]): string => (values.length === 0 ? '' : ` [${capped(values.map(use), 8)}]`)

function dispatch(command: CommandOf<'dispatch'>): string {
  const groups = Array.isArray(command.workgroups)
    ? command.workgroups.join('×')
    : `indirect ${slice(command.workgroups)}`
  const bound = command.bindings.flatMap((binding) =>
    'sampler' in binding
      ? [`${binding.group}.${binding.binding} sampler`]
      : [`${binding.group}.${binding.binding} ${use(binding)}`],
  )
  return `dispatch ${named(command.shader)}.${named(command.entryPoint)} ${groups} [${capped(bound, 8)}]`
}

function render(command: CommandOf<'render'>): string {
  const color = command.color.map((attachment, i) => {
    const resolve = attachment.resolve ? ` resolves to ${textureSlice(attachment.resolve)}` : ''
    return `color${i} ${attachment.load}/${attachment.store} ${textureSlice(attachment.slice)}${resolve}`
  })
  const { depth } = command
  const depths = depth
    ? [`depth ${depth.readOnly ? 'read-only' : `${depth.load}/${depth.store}`} ${textureSlice(depth.slice)}`]
    : []
  const parts = command.parts.map((part) => `${named(part.body)}${uses(part.uses)}`)
  return `render [${capped([...color, ...depths], 8)}] ${capped(parts)}`
}

function barrier(command: CommandOf<'barrier'>): string {
  const transitions = (command.transitions ?? []).map(
    ({ texture, from, to, mipLevel, mipLevelCount }) =>
      `tex${texture} ${from}→${to}${mipLevelCount === 1 ? ` mip ${mipLevel}` : ''}`,
  )
  return `barrier ${command.before.join(' ')} → ${command.after.join(' ')}${transitions.length === 0 ? '' : `, ${capped(transitions, 8)}`}`
}
