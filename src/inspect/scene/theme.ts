/** Colours of the picture. Text on every fill has a contrast of at least 4.5 to 1. */
import type { WorkKind } from '../model/words.ts'

export interface Theme {
  readonly background: string
  readonly band: string
  readonly text: string
  readonly muted: string
  readonly line: string
  readonly accent: string
  readonly work: Readonly<Record<WorkKind | 'host', string>>
  readonly workLine: string
  readonly live: string
  readonly bound: string
  readonly added: string
  readonly removed: string
  readonly changed: string
  /** By hue, in degrees. */
  version(hue: number): { readonly fill: string; readonly line: string }
}

const hues = Array.from({ length: 24 }, (_, k) => (k * 360) / 24)
const palette = (fill: string, line: string) => {
  const made = hues.map((hue) => ({ fill: `hsl(${hue} ${fill})`, line: `hsl(${hue} ${line})` }))
  return (hue: number) => made[Math.round((hue % 360) / 15) % made.length]!
}

export const lightTheme: Theme = {
  background: '#ffffff',
  band: '#f4f6f8',
  text: '#1b1f24',
  muted: '#57606a',
  line: '#d0d7de',
  accent: '#0550ae',
  work: {
    transfer: '#cfe3fb',
    clear: '#dfe3e8',
    compute: '#cdeed2',
    render: '#e5d8fb',
    custom: '#fbdbe8',
    external: '#cdecef',
    barrier: '#c4432b',
    host: '#fae5bd',
  },
  workLine: '#6e7781',
  live: '#b9d3f3',
  bound: '#a3341f',
  added: '#1a7f37',
  removed: '#cf222e',
  changed: '#9a6700',
  version: palette('62% 87%', '40% 46%'),
}

export const darkTheme: Theme = {
  background: '#0f1318',
  band: '#171c22',
  text: '#e6edf3',
  muted: '#9aa7b4',
  line: '#30363d',
  accent: '#79b8ff',
  work: {
    transfer: '#1d3f66',
    clear: '#39414b',
    compute: '#1c4a29',
    render: '#43316d',
    custom: '#5c2943',
    external: '#1f4f56',
    barrier: '#f0745c',
    host: '#56420f',
  },
  workLine: '#7d8894',
  live: '#27476d',
  bound: '#ff9580',
  added: '#56d364',
  removed: '#ff7b72',
  changed: '#e3b341',
  version: palette('34% 26%', '42% 56%'),
}

/** Neighbouring numbers get hues that lie far apart. */
export const hueOf = (resource: number): number => (resource * 137.5) % 360
