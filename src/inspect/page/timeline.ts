/** One plan's picture: a canvas in a scrolling box, with pointer, wheel and keys. */
import type { Marks } from '../model/changes.ts'
import type { Thing } from '../model/related.ts'
import { drawScene } from '../scene/draw.ts'
import { thingAt } from '../scene/hit.ts'
import { gutter, layoutOf, rightMargin, timeScale, type Layout, type View } from '../scene/layout.ts'
import { darkTheme, lightTheme } from '../scene/theme.ts'
import { CanvasSurface } from './canvas-surface.ts'
import { describeThing } from './describe.ts'
import { h } from './dom.ts'
import { stepFrom } from './neighbours.ts'
import { extentOf } from './extent.ts'
import type { Store } from './store.ts'

/** Browsers draw no element that is wider. */
const widest = 8_000_000
const padding = 8
const steps = ['ArrowLeft', 'ArrowRight', 'ArrowUp', 'ArrowDown'] as const

export class Timeline {
  readonly element: HTMLElement
  private readonly store: Store
  private readonly side: number
  private readonly canvas = h('canvas', { 'aria-hidden': 'true' })
  private readonly spacer = h('div', { class: 'spacer' })
  private readonly tip = h('div', { class: 'tip', hidden: true })
  private readonly scroller: HTMLElement
  private readonly surface: CanvasSurface
  private layout: Layout
  private memoryScale = 1
  /** Pixels for a unit of time; 0 until the size is known. */
  private density = 0
  private isFitted = true
  private frame = 0

  constructor(store: Store, side: number) {
    this.store = store
    this.side = side
    this.layout = this.makeLayout()
    this.surface = new CanvasSurface(this.canvas.getContext('2d')!)
    this.scroller = h(
      'div',
      {
        class: 'timeline',
        tabindex: 0,
        role: 'application',
        'aria-label': `Timeline and memory of ${store.sides[side]!.name}: arrow keys pick what is beside, + and - zoom`,
      },
      this.canvas,
      this.spacer,
    )
    this.element = h('div', { class: 'timeline-frame' }, this.scroller, this.tip)
    this.listen()
    for (const topic of ['picked', 'theme'] as const) store.on(topic, () => this.redraw())
    store.on('clock', () => {
      this.layout = this.makeLayout()
      this.fit()
    })
    store.on('reveal', () => this.reveal(false))
    new ResizeObserver(() => this.resize()).observe(this.scroller)
  }

  /** Shows all of the time. */
  fit(): void {
    this.isFitted = true
    this.density = this.fittedDensity()
    this.size()
    this.redraw()
  }
  /** Zooms about a pixel of the view, or its middle. */
  zoom(factor: number, at = (gutter + this.scroller.clientWidth) / 2): void {
    const time = this.timeAt(at)
    const least = this.fittedDensity()
    const most = Math.max(least, widest / this.layout.clock.end)
    this.density = Math.min(most, Math.max(least, this.density * factor))
    this.isFitted = this.density === least
    this.size()
    this.scroller.scrollLeft = time * this.density - (at - gutter)
    this.redraw()
  }
  scaleMemory(factor: number): void {
    this.memoryScale = Math.min(40, Math.max(0.5, this.memoryScale * factor))
    this.layout = this.makeLayout()
    this.size()
    this.redraw()
  }
  /** Brings what is picked into view; `zooms` until it fills a third of it. */
  reveal(zooms: boolean): void {
    const picked = this.store.pickedOn(this.side)
    const extent = picked && extentOf(this.layout, picked.thing, picked.related)
    if (!extent) return
    const width = this.scroller.clientWidth - gutter - rightMargin
    if (zooms) this.zoom(width / 3 / Math.max(1e-9, extent.end - extent.begin) / this.density)
    const { begin, end } = this.view()
    if (extent.begin < begin || extent.end > end)
      this.scroller.scrollLeft = ((extent.begin + extent.end) / 2) * this.density - width / 2
    const { scrollTop, clientHeight } = this.scroller
    if (extent.row && (extent.row.y < scrollTop || extent.row.y + extent.row.height > scrollTop + clientHeight))
      this.scroller.scrollTop = extent.row.y - 20
    this.redraw()
  }

  private makeLayout(): Layout {
    const { model } = this.store.sides[this.side]!
    return layoutOf(model, (this.store.usesMeasured && model.measured) || model.planned, this.memoryScale)
  }
  private fittedDensity(): number {
    return Math.max(1, this.scroller.clientWidth - gutter - rightMargin) / this.layout.clock.end
  }
  private resize(): void {
    if (this.isFitted || this.density === 0) this.density = this.fittedDensity()
    this.size()
    this.draw()
  }
  private size(): void {
    const { clientWidth, clientHeight } = this.scroller
    const scale = devicePixelRatio || 1
    this.canvas.width = Math.round(clientWidth * scale)
    this.canvas.height = Math.round(clientHeight * scale)
    this.canvas.style.width = `${clientWidth}px`
    this.canvas.style.height = `${clientHeight}px`
    const width = this.isFitted ? clientWidth : gutter + rightMargin + this.layout.clock.end * this.density
    this.spacer.style.width = `${width}px`
    this.spacer.style.height = `${Math.max(0, this.layout.height + 2 * padding - clientHeight)}px`
  }
  private view(): View {
    const begin = this.scroller.scrollLeft / this.density
    const width = this.scroller.clientWidth
    return { begin, end: begin + (width - gutter - rightMargin) / this.density, width }
  }
  private timeAt = (x: number): number => timeScale(this.view()).invert(x)

  private redraw(): void {
    this.frame ||= requestAnimationFrame(() => this.draw())
  }
  private draw(): void {
    cancelAnimationFrame(this.frame)
    this.frame = 0
    const context = this.canvas.getContext('2d')!
    const scale = devicePixelRatio || 1
    const theme = this.store.isDark ? darkTheme : lightTheme
    const { scrollTop, clientWidth, clientHeight } = this.scroller
    context.setTransform(scale, 0, 0, scale, 0, 0)
    context.fillStyle = theme.background
    context.fillRect(0, 0, clientWidth, clientHeight)
    context.translate(0, padding - scrollTop)
    const { compared } = this.store
    const marks: Marks | undefined = compared && (this.side === 0 ? compared.before : compared.after)
    const scene = { layout: this.layout, view: this.view(), theme, picked: this.store.pickedOn(this.side), marks }
    drawScene(this.surface, scene, scrollTop - padding, scrollTop + clientHeight)
  }

  private thingUnder(event: PointerEvent | MouseEvent): Thing | undefined {
    const box = this.canvas.getBoundingClientRect()
    const y = event.clientY - box.top + this.scroller.scrollTop - padding
    return thingAt(this.layout, this.view(), event.clientX - box.left, y)
  }
  private pick(thing: Thing | undefined, reveals = false): void {
    this.store.pick(thing && { side: this.side, thing }, reveals)
  }

  private listen(): void {
    const { scroller } = this
    scroller.addEventListener('scroll', () => this.draw(), { passive: true })
    scroller.addEventListener(
      'wheel',
      (event) => {
        if (!event.ctrlKey && !event.metaKey) return
        event.preventDefault()
        this.zoom(Math.exp(-event.deltaY / 300), event.clientX - this.canvas.getBoundingClientRect().left)
      },
      { passive: false },
    )
    this.listenToPointer()
    scroller.addEventListener('keydown', (event) => {
      if (!event.ctrlKey && !event.metaKey && !event.altKey && this.key(event.key)) event.preventDefault()
    })
  }

  private listenToPointer(): void {
    let drag: { x: number; y: number; left: number; top: number; moved: boolean } | undefined
    this.canvas.addEventListener('pointerdown', (event) => {
      if (event.button !== 0) return
      const { scrollLeft: left, scrollTop: top } = this.scroller
      drag = { x: event.clientX, y: event.clientY, left, top, moved: false }
      this.canvas.setPointerCapture(event.pointerId)
    })
    this.canvas.addEventListener('pointermove', (event) => {
      if (!drag) return this.showTip(event)
      const [dx, dy] = [event.clientX - drag.x, event.clientY - drag.y]
      drag.moved ||= Math.abs(dx) + Math.abs(dy) > 4
      if (!drag.moved) return
      this.tip.hidden = true
      this.scroller.scrollLeft = drag.left - dx
      this.scroller.scrollTop = drag.top - dy
    })
    this.canvas.addEventListener('pointerup', (event) => {
      if (drag && !drag.moved) this.pick(this.thingUnder(event))
      drag = undefined
    })
    this.canvas.addEventListener('pointercancel', () => (drag = undefined))
    this.canvas.addEventListener('pointerleave', () => (this.tip.hidden = true))
    this.canvas.addEventListener('dblclick', () => this.reveal(true))
  }

  private showTip(event: PointerEvent): void {
    const thing = this.thingUnder(event)
    this.tip.hidden = !thing
    this.canvas.style.cursor = thing ? 'pointer' : 'default'
    if (!thing) return
    const { title, lines } = describeThing(this.store.sides[this.side]!.model, thing, this.layout.clock)
    this.tip.replaceChildren(h('strong', {}, title), ...lines.map((line) => h('div', {}, line)))
    const box = this.element.getBoundingClientRect()
    const [x, y] = [event.clientX - box.left, event.clientY - box.top]
    const left = x + 14 + this.tip.offsetWidth > box.width ? x - 10 - this.tip.offsetWidth : x + 14
    this.tip.style.left = `${Math.max(0, left)}px`
    this.tip.style.top = `${Math.max(0, Math.min(y + 16, box.height - this.tip.offsetHeight))}px`
  }

  /** @returns whether the key means something here */
  private key(key: string): boolean {
    const step = steps.find((name) => name === key)
    if (step) {
      const picked = this.store.pickedOn(this.side)?.thing
      this.pick(stepFrom(this.layout, picked, step, this.view()), true)
      return true
    }
    const actions: Readonly<Record<string, () => void>> = {
      '+': () => this.zoom(1.5),
      '=': () => this.zoom(1.5),
      w: () => this.zoom(1.5),
      '-': () => this.zoom(1 / 1.5),
      s: () => this.zoom(1 / 1.5),
      a: () => void (this.scroller.scrollLeft -= 120),
      d: () => void (this.scroller.scrollLeft += 120),
      '0': () => this.fit(),
      Enter: () => this.reveal(true),
      f: () => this.reveal(true),
      '[': () => this.scaleMemory(1 / 1.3),
      ']': () => this.scaleMemory(1.3),
    }
    actions[key]?.()
    return actions[key] !== undefined
  }
}
