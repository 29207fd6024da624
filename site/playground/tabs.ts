/** Tabs as readers of screens and keyboards know them: one of them is reached by Tab, the others by arrows. */

/** @param panels by name; the tab of `text` is the element `tab-text`. @returns what opens a panel */
export function makeTabs<Name extends string>(panels: Readonly<Record<Name, HTMLElement>>): (name: Name) => void {
  const names = Object.keys(panels) as Name[]
  const tabOf = (name: Name) => document.getElementById(`tab-${name}`)!
  const open = (opened: Name): void => {
    for (const name of names) {
      panels[name].hidden = name !== opened
      tabOf(name).setAttribute('aria-selected', String(name === opened))
      tabOf(name).tabIndex = name === opened ? 0 : -1
    }
  }
  const steps: Readonly<Record<string, (i: number) => number>> = {
    ArrowRight: (i) => i + 1,
    ArrowLeft: (i) => i - 1,
    Home: () => 0,
    End: () => -1,
  }
  for (const [i, name] of names.entries()) {
    tabOf(name).addEventListener('click', () => open(name))
    tabOf(name).addEventListener('keydown', (event) => {
      const step = steps[event.key]
      if (!step) return
      event.preventDefault()
      const next = names.at(step(i) % names.length)!
      open(next)
      tabOf(next).focus()
    })
  }
  return open
}
