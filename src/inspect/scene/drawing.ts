/** The input of everything that draws, and how strongly each thing shows. */
import type { Marks } from '../model/changes.ts'
import type { Related, Thing } from '../model/related.ts'
import type { Layout, View } from './layout.ts'
import type { Surface } from './surface.ts'
import type { Theme } from './theme.ts'

export interface Scene {
  readonly layout: Layout
  readonly view: View
  readonly theme: Theme
  /** The picked thing, and what belongs to it; everything else is dimmed. */
  readonly picked?: { readonly thing: Thing; readonly related: Related } | undefined
  readonly marks?: Marks | undefined
}

export interface Drawing extends Scene {
  readonly surface: Surface
  /** Pixel of a time. */
  readonly x: (time: number) => number
}

const dimmed = 0.22

/** The strength with which a thing shows. */
export const strength = ({ picked }: Scene, of: 'commands' | 'holdings' | 'steps' | 'submissions', index: number) =>
  picked === undefined || picked.related[of].has(index) ? 1 : dimmed

export const isPicked = ({ picked }: Scene, kind: Thing['kind'], index: number): boolean =>
  picked?.thing.kind === kind && 'index' in picked.thing && picked.thing.index === index
