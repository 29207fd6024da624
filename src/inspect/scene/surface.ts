/** The surface that the picture of a plan is drawn on: a canvas in the page, or text of SVG. Lengths are CSS pixels, angles quarter turns. */

export interface TextStyle {
  readonly fill: string
  /** Default: start. */
  readonly align?: 'start' | 'middle' | 'end'
  /** Default: 11. */
  readonly size?: number
  readonly bold?: boolean
  /** Reads from bottom to top. */
  readonly upwards?: boolean
  /** Colour around the letters, for text over lines. */
  readonly halo?: string
}

export interface LineStyle {
  readonly stroke: string
  readonly width?: number
  readonly dashed?: boolean
}

export type Point = readonly [x: number, y: number]

export interface Surface {
  /** Begins a thing, to which everything drawn until the next call belongs, with its opacity and the text that a pointer over it shows. */
  thing(alpha: number, tip?: () => string): void
  rect(
    x: number,
    y: number,
    width: number,
    height: number,
    style: { fill?: string; stroke?: string; dashed?: boolean; width?: number },
  ): void
  line(points: readonly Point[], style: LineStyle): void
  area(points: readonly Point[], fill: string): void
  /** From one point to another, leaving and arriving horizontally. */
  arrow(from: Point, to: Point, stroke: string): void
  /** The baseline's middle is at y. */
  text(x: number, y: number, text: string, style: TextStyle): void
  /** Draws `inside` cut to a rectangle. */
  clip(x: number, y: number, width: number, height: number, inside: () => void): void
}

/** Width of a character of the fixed-width font, in sizes of the font. */
const characterWidth = 0.605

/** Text is drawn in a fixed-width font, so its width needs no measuring; wide scripts take two places. */
export function textWidth(text: string, size = 11): number {
  let places = 0
  for (const character of text) places += character.codePointAt(0)! >= 0x1100 ? 2 : 1
  return places * size * characterWidth
}

/** The text, or its beginning with an ellipsis; nothing where not even three characters fit. */
export function fitted(text: string, width: number, size = 11): string {
  if (textWidth(text, size) <= width) return text
  const places = Math.floor(width / (size * characterWidth)) - 1
  if (places < 2) return ''
  let kept = ''
  let used = 0
  for (const character of text) {
    used += character.codePointAt(0)! >= 0x1100 ? 2 : 1
    if (used > places) break
    kept += character
  }
  return `${kept}…`
}
