/** The panel beside the pictures: tabs, each made when it is first opened. */
import { h } from './dom.ts'

export interface Tab {
  readonly name: string
  /** Makes the content; `shown` of what it returns is called whenever the tab comes into sight. */
  make(): TabContent
}

export interface TabContent {
  readonly element: HTMLElement
  shown?(): void
}

export interface Panel {
  readonly element: HTMLElement
  open(name: string): void
  isOpen(name: string): boolean
}

export function makePanel(tabs: readonly Tab[]): Panel {
  const contents = new Map<string, TabContent>()
  let current = tabs[0]!.name
  const buttons = tabs.map(({ name }, k) =>
    h(
      'button',
      {
        role: 'tab',
        id: `tab-${k}`,
        'aria-controls': 'tab-content',
        onclick: () => open(name),
        onkeydown: (event: KeyboardEvent) => {
          const by = event.key === 'ArrowRight' ? 1 : event.key === 'ArrowLeft' ? -1 : 0
          if (by === 0) return
          const next = (k + by + tabs.length) % tabs.length
          open(tabs[next]!.name)
          buttons[next]!.focus()
        },
      },
      name,
    ),
  )
  const body = h('div', { id: 'tab-content', role: 'tabpanel', class: 'tab-content' })
  const open = (name: string): void => {
    current = name
    tabs.forEach((tab, k) => {
      const isOpen = tab.name === name
      buttons[k]!.setAttribute('aria-selected', String(isOpen))
      buttons[k]!.tabIndex = isOpen ? 0 : -1
      if (!isOpen) return
      body.setAttribute('aria-labelledby', `tab-${k}`)
      if (!contents.has(name)) contents.set(name, tab.make())
      const content = contents.get(name)!
      body.replaceChildren(content.element)
      content.shown?.()
    })
  }
  const element = h(
    'aside',
    { class: 'panel', 'aria-label': 'Details' },
    h('div', { role: 'tablist', class: 'tabs', 'aria-label': 'Views' }, ...buttons),
    body,
  )
  open(current)
  return { element, open, isOpen: (name) => name === current }
}
