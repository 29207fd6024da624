/** The details of a command, line by line: regions, bindings, attachments, draws. */
import { counted } from '../../errors.ts'
import type { Command, CommandOf, PlanUse, Slice } from '../../plan/document.ts'
import type { Model } from '../model/index.ts'
import { bytesText } from '../model/words.ts'
import type { DetailRow } from './detail-row.ts'

export function commandRows(model: Model, c: number): DetailRow[] {
  const { command } = model.commands[c]!
  switch (command.op) {
    case 'copy':
    case 'scatter':
      return [
        { text: `${command.op} from heap ${command.from} to heap ${command.to}` },
        ...command.regions.map(([from, to, size]) => ({ text: `${from} → ${to}`, detail: bytesText(size) })),
      ]
    case 'fill':
      return [
        {
          text: `fill heap ${command.heap}`,
          detail: `byte ${command.offset}, ${bytesText(command.size)}, 0x${command.value.toString(16)}`,
        },
      ]
    case 'copy-to-texture':
      return [{ text: `copy from heap ${command.from} to texture ${command.texture}` }, ...texelRows(command.regions)]
    case 'copy-from-texture':
      return [{ text: `copy from texture ${command.texture} to heap ${command.to}` }, ...texelRows(command.regions)]
    case 'copy-texture':
      return [
        { text: `copy from texture ${command.from} to texture ${command.to}` },
        ...command.regions.map(({ fromLevel, fromOrigin, toLevel, toOrigin, size }) => ({
          text: `mip ${fromLevel} (${fromOrigin.join(', ')}) → mip ${toLevel} (${toOrigin.join(', ')})`,
          detail: size.join('×'),
        })),
      ]
    case 'clear-texture':
      return [{ text: 'clear', detail: sliceText(command.slice) }]
    case 'mipmap':
      return [{ text: `texture ${command.texture}`, detail: counted(command.mipLevelCount, 'level') }]
    case 'dispatch':
      return dispatchRows(command)
    case 'render':
      return renderRows(command)
    case 'custom':
    case 'external':
      return [{ text: `calls the body ${command.body}` }, ...command.uses.map(useRow)]
    case 'barrier':
      return barrierRows(command)
  }
}

const texelRows = (regions: CommandOf<'copy-to-texture'>['regions']): DetailRow[] =>
  regions.map(({ offset, rowBytes, mipLevel, origin, size }) => ({
    text: `byte ${offset}, rows of ${rowBytes} B`,
    detail: `mip ${mipLevel} (${origin.join(', ')}) ${size.join('×')}`,
  }))

function dispatchRows({ shader, entryPoint, workgroups, constants, bindings }: CommandOf<'dispatch'>): DetailRow[] {
  const groups = Array.isArray(workgroups)
    ? `${workgroups.join('×')} workgroups`
    : `workgroups of ${sliceText(workgroups)}`
  return [
    { text: `${shader}.${entryPoint}`, detail: groups },
    ...Object.entries(constants ?? {}).map(([name, value]) => ({ text: name, detail: String(value) })),
    ...bindings.map((binding): DetailRow => {
      const at = `${binding.group}.${binding.binding}`
      if ('sampler' in binding) return { text: `${at} sampler` }
      const row = useRow(binding)
      return { ...row, text: `${at} ${row.text}` }
    }),
  ]
}

function renderRows({ color, depth, parts }: CommandOf<'render'>): DetailRow[] {
  return [
    ...color.flatMap(({ slice, load, store, resolve }, k) => [
      { text: `color ${k}: ${load}, ${store}`, detail: sliceText(slice) },
      ...(resolve ? [{ text: `color ${k} resolves to`, detail: sliceText(resolve) }] : []),
    ]),
    ...(depth
      ? [
          {
            text: depth.readOnly ? 'depth: read only' : `depth: ${depth.load}, ${depth.store}`,
            detail: sliceText(depth.slice),
          },
        ]
      : []),
    ...parts.flatMap(({ pass, body, draws, uses }): DetailRow[] => [
      {
        text: pass,
        thing: { kind: 'pass', id: pass },
        detail: draws ? counted(draws.length, 'draw') : `body ${body ?? ''}`,
      },
      ...uses.map(useRow),
    ]),
  ]
}

function barrierRows({ before, after, transitions = [] }: Extract<Command, { op: 'barrier' }>): DetailRow[] {
  return [
    { text: 'waits for', detail: before.join(', ') },
    { text: 'before', detail: after.join(', ') },
    ...transitions.map(({ texture, from, to, mipLevel, mipLevelCount, layer, layerCount }): DetailRow => ({
      text: `texture ${texture}`,
      thing: { kind: 'texture', index: texture },
      detail: `${from} → ${to}, mips ${mipLevel}–${mipLevel + mipLevelCount - 1}, layers ${layer}–${layer + layerCount - 1}`,
    })),
  ]
}

const useRow = ({ resource, as, access, slice }: PlanUse): DetailRow => ({
  text: `${resource}: ${access}`,
  thing: { kind: 'resource', id: resource },
  detail: `${as}, ${sliceText(slice)}`,
})

function sliceText(slice: Slice): string {
  if ('heap' in slice) return `heap ${slice.heap}, byte ${slice.offset}, ${bytesText(slice.size)}`
  const last = slice.mipLevel + slice.mipLevelCount - 1
  const mips = slice.mipLevelCount > 1 ? `mips ${slice.mipLevel}–${last}` : `mip ${slice.mipLevel}`
  return `texture ${slice.texture}, ${mips}, ${slice.size.join('×')}`
}
