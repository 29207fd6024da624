/** Short words for what is drawn. */
import { counted } from '../../errors.ts'
import type { Command, Plan } from '../../plan/document.ts'
import { byteUnits, hundredths, largestUnit } from '../../plan/format/byte-units.ts'
import type { HeldBytes, Holding } from './holdings.ts'

/** Bytes in the largest unit that leaves at least one: `12 KiB`, `1.5 MiB`. */
export function bytesText(bytes: number): string {
  const [value, unit] = largestUnit(bytes)
  return `${hundredths(value)} ${unit}`
}

/** The unit for an axis that ends at so many bytes, as [bytes, name]. */
export function byteUnit(bytes: number): readonly [number, string] {
  let [size, unit] = [1, 0]
  for (; bytes / size >= 2048 && unit < byteUnits.length - 1; unit++) size *= 1024
  return [size, byteUnits[unit]!]
}

/** A time in the largest unit that leaves at least one: `12 µs`, `1.5 ms`. */
export function timeText(ns: number): string {
  if (ns < 1e3) return `${Math.round(ns)} ns`
  if (ns < 1e6) return `${Math.round(ns / 10) / 100} µs`
  return ns < 1e9 ? `${Math.round(ns / 1e4) / 100} ms` : `${Math.round(ns / 1e7) / 100} s`
}

/** The passes that a command carries out, or what it is. */
export function commandLabel(command: Command): string {
  if (command.op === 'barrier') return 'barrier'
  const [first = command.op, ...others] = command.passes
  return others.length === 0 ? first : `${first} +${others.length}`
}

/** The name of what is held: `bloom#1 (2 runs back)`. */
export function holdingLabel(held: Holding): string {
  if (held.kind === 'staging') return held.name
  const back = held.previous > 0 ? ` (${counted(held.previous, 'run')} back)` : ''
  return `${held.resource}${held.version > 0 ? `#${held.version}` : ''}${back}`
}

/** The place of bytes: `heap 0, byte 256, 1 KiB`. */
export function placeText({ textures }: Plan, { heap, texture, begin, end }: HeldBytes): string {
  const place = heap === undefined ? 'memory of its own' : `heap ${heap}, byte ${begin}`
  const format = texture === undefined ? '' : `${textures[texture]!.format} `
  return `${format}${place}, ${bytesText(end - begin)}`
}

/** The kind of work, by which things are coloured. */
export type WorkKind = 'transfer' | 'clear' | 'compute' | 'render' | 'custom' | 'external' | 'barrier'

/** The kind of work that a command is. */
export function workKind({ op }: Command): WorkKind {
  switch (op) {
    case 'dispatch':
    case 'scatter':
      return 'compute'
    case 'render':
    case 'mipmap':
      return 'render'
    case 'fill':
    case 'clear-texture':
      return 'clear'
    case 'custom':
    case 'external':
    case 'barrier':
      return op
    default:
      return 'transfer'
  }
}

/** Kinds of work in the words of the legend. */
export const workWords: readonly (readonly [WorkKind | 'host', string])[] = [
  ['transfer', 'transfer'],
  ['clear', 'fill, clear'],
  ['compute', 'compute'],
  ['render', 'render'],
  ['custom', 'custom'],
  ['external', 'external'],
  ['host', 'host, staging'],
  ['barrier', 'barrier'],
]
