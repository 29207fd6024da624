/** A list of rows of one height, of which only those in sight are elements. */
import { h } from './dom.ts'

const rowHeight = 22

export interface VirtualList {
  readonly element: HTMLElement
  /** Shows other rows. */
  update(count: number): void
  scrollTo(row: number): void
}

/** @param make the element of a row; `label` names the list for assistive technology */
export function virtualList(label: string, make: (row: number) => HTMLElement): VirtualList {
  const inner = h('div', { class: 'rows' })
  const element = h('div', { class: 'list', tabindex: 0, role: 'group', 'aria-label': label }, inner)
  let total = 0
  const draw = (): void => {
    const first = Math.max(0, Math.floor(element.scrollTop / rowHeight) - 10)
    const last = Math.min(total, Math.ceil((element.scrollTop + element.clientHeight) / rowHeight) + 10)
    const rows: HTMLElement[] = []
    for (let row = first; row < last; row++) {
      const made = make(row)
      made.style.top = `${row * rowHeight}px`
      made.dataset['row'] = String(row)
      rows.push(made)
    }
    const focused = inner.contains(document.activeElement)
      ? (document.activeElement as HTMLElement).dataset['row']
      : undefined
    inner.replaceChildren(...rows)
    if (focused !== undefined) rows.find(({ dataset }) => dataset['row'] === focused)?.focus({ preventScroll: true })
  }
  element.addEventListener('scroll', draw, { passive: true })
  new ResizeObserver(draw).observe(element)
  return {
    element,
    update(count) {
      total = count
      inner.style.height = `${count * rowHeight}px`
      draw()
    },
    scrollTo(row) {
      const top = row * rowHeight
      if (top < element.scrollTop || top > element.scrollTop + element.clientHeight - 2 * rowHeight)
        element.scrollTop = top - element.clientHeight / 3
      draw()
    },
  }
}
