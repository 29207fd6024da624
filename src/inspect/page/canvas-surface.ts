/** Draws on a canvas, in CSS pixels. */
import type { LineStyle, Point, Surface, TextStyle } from '../scene/surface.ts'

const fontFamily = "ui-monospace, 'DejaVu Sans Mono', Menlo, Consolas, monospace"

export class CanvasSurface implements Surface {
  private readonly context: CanvasRenderingContext2D
  private font = ''

  constructor(context: CanvasRenderingContext2D) {
    this.context = context
  }
  thing(alpha: number): void {
    this.context.globalAlpha = alpha
  }
  rect(x: number, y: number, width: number, height: number, style: Parameters<Surface['rect']>[4]): void {
    const { context } = this
    if (style.fill) {
      context.fillStyle = style.fill
      context.fillRect(x, y, width, height)
    }
    if (!style.stroke) return
    const inset = (style.width ?? 1) / 2
    context.strokeStyle = style.stroke
    context.lineWidth = style.width ?? 1
    if (style.dashed) context.setLineDash([4, 3])
    context.strokeRect(x + inset, y + inset, Math.max(0, width - 2 * inset), Math.max(0, height - 2 * inset))
    if (style.dashed) context.setLineDash([])
  }
  line(points: readonly Point[], { stroke, width = 1, dashed }: LineStyle): void {
    const { context } = this
    this.trace(points)
    context.strokeStyle = stroke
    context.lineWidth = width
    if (dashed) context.setLineDash([4, 3])
    context.stroke()
    if (dashed) context.setLineDash([])
  }
  area(points: readonly Point[], fill: string): void {
    this.trace(points)
    this.context.fillStyle = fill
    this.context.fill()
  }
  arrow([x0, y0]: Point, [x1, y1]: Point, stroke: string): void {
    const { context } = this
    const bend = Math.min(60, Math.max(8, Math.abs(x1 - x0) / 2))
    context.beginPath()
    context.moveTo(x0, y0)
    context.bezierCurveTo(x0 + bend, y0, x1 - bend, y1, x1, y1)
    context.strokeStyle = stroke
    context.lineWidth = 1
    context.stroke()
    this.area(
      [
        [x1, y1],
        [x1 - 6, y1 - 3],
        [x1 - 6, y1 + 3],
      ],
      stroke,
    )
  }
  text(x: number, y: number, text: string, style: TextStyle): void {
    if (text === '') return
    const { context } = this
    const font = `${style.bold ? '600 ' : ''}${style.size ?? 11}px ${fontFamily}`
    if (font !== this.font) context.font = this.font = font
    context.textBaseline = 'middle'
    context.textAlign = style.align === 'middle' ? 'center' : (style.align ?? 'start')
    if (style.upwards) {
      context.save()
      context.translate(x, y)
      context.rotate(-Math.PI / 2)
      this.write(0, 0, text, style)
      context.restore()
      this.font = ''
    } else this.write(x, y, text, style)
  }
  clip(x: number, y: number, width: number, height: number, inside: () => void): void {
    const { context } = this
    context.save()
    context.beginPath()
    context.rect(x, y, width, height)
    context.clip()
    inside()
    context.restore()
    this.font = ''
  }

  private trace(points: readonly Point[]): void {
    this.context.beginPath()
    for (const [x, y] of points) this.context.lineTo(x, y)
  }
  private write(x: number, y: number, text: string, { fill, halo }: TextStyle): void {
    const { context } = this
    if (halo) {
      context.strokeStyle = halo
      context.lineWidth = 3
      context.strokeText(text, x, y)
    }
    context.fillStyle = fill
    context.fillText(text, x, y)
  }
}
