/** Draws as SVG text. */
import { escapeXml } from '../escape.ts'
import type { LineStyle, Point, Surface, TextStyle } from './surface.ts'

export class SvgSurface implements Surface {
  private readonly lines: string[] = []
  private group: string | undefined
  private tip: string | undefined
  private alpha = 1
  private clips = 0

  thing(alpha: number, tip?: () => string): void {
    this.close()
    this.alpha = alpha
    this.tip = tip?.()
  }
  rect(x: number, y: number, width: number, height: number, style: Parameters<Surface['rect']>[4]): void {
    const { fill = 'none', stroke, dashed, width: line } = style
    const edge = stroke ? ` stroke="${stroke}"${line ? ` stroke-width="${line}"` : ''}` : ''
    this.add(
      `<rect x="${n(x)}" y="${n(y)}" width="${n(width)}" height="${n(height)}" fill="${fill}"${edge}${dashed && stroke ? dashes : ''}/>`,
    )
  }
  line(points: readonly Point[], { stroke, width, dashed }: LineStyle): void {
    this.add(
      `<polyline points="${list(points)}" fill="none" stroke="${stroke}"${width ? ` stroke-width="${width}"` : ''}${dashed ? dashes : ''}/>`,
    )
  }
  area(points: readonly Point[], fill: string): void {
    this.add(`<polygon points="${list(points)}" fill="${fill}"/>`)
  }
  arrow([x0, y0]: Point, [x1, y1]: Point, stroke: string): void {
    const bend = Math.min(60, Math.max(8, Math.abs(x1 - x0) / 2))
    const curve = `M${n(x0)} ${n(y0)}C${n(x0 + bend)} ${n(y0)} ${n(x1 - bend)} ${n(y1)} ${n(x1)} ${n(y1)}`
    this.add(`<path d="${curve}" fill="none" stroke="${stroke}"/>`)
    this.add(`<path d="M${n(x1)} ${n(y1)}l-6 -3v6z" fill="${stroke}"/>`)
  }
  text(x: number, y: number, text: string, style: TextStyle): void {
    if (text === '') return
    const { fill, align = 'start', size = 11, bold, upwards, halo } = style
    const attributes = [
      `x="${n(x)}" y="${n(y)}" fill="${fill}" font-size="${size}" dominant-baseline="central"`,
      ...(align === 'start' ? [] : [`text-anchor="${align}"`]),
      ...(bold ? ['font-weight="600"'] : []),
      ...(upwards ? [`transform="rotate(-90 ${n(x)} ${n(y)})"`] : []),
      ...(halo ? [`stroke="${halo}" stroke-width="3" paint-order="stroke"`] : []),
    ]
    this.add(`<text ${attributes.join(' ')}>${escapeXml(text)}</text>`)
  }
  clip(x: number, y: number, width: number, height: number, inside: () => void): void {
    this.close()
    const id = `clip${this.clips++}`
    this.lines.push(
      `<clipPath id="${id}"><rect x="${n(x)}" y="${n(y)}" width="${n(width)}" height="${n(height)}"/></clipPath>`,
      `<g clip-path="url(#${id})">`,
    )
    inside()
    this.close()
    this.lines.push('</g>')
  }
  /** Everything that was drawn. */
  content(): string {
    this.close()
    return this.lines.join('\n')
  }

  private add(element: string): void {
    if (this.group === undefined) {
      const opacity = this.alpha < 1 ? ` opacity="${this.alpha}"` : ''
      this.group = `<g${opacity}>`
      this.lines.push(this.tip === undefined ? this.group : `${this.group}<title>${escapeXml(this.tip)}</title>`)
    }
    this.lines.push(element)
  }
  private close(): void {
    if (this.group !== undefined) this.lines.push('</g>')
    this.group = undefined
  }
}

const dashes = ' stroke-dasharray="4 3"'
const n = (value: number): string => String(Math.round(value * 100) / 100)
const list = (points: readonly Point[]): string => points.map(([x, y]) => `${n(x)},${n(y)}`).join(' ')
