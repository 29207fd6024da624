/** The meaning of the colours. */
import { workWords } from '../model/words.ts'
import { darkTheme, lightTheme } from '../scene/theme.ts'
import { h } from './dom.ts'
import type { Store } from './store.ts'

export function legend(store: Store): HTMLElement {
  const element = h('footer', {})
  const show = (): void => {
    const theme = store.isDark ? darkTheme : lightTheme
    const entry = (fill: string, words: string, border: string) => {
      const swatch = h('span', { class: 'swatch', 'aria-hidden': 'true' })
      swatch.style.background = fill
      swatch.style.border = border
      return h('span', {}, swatch, words)
    }
    const solid = `1px solid ${theme.workLine}`
    const marks = { added: 'only in the second', removed: 'only in the first', changed: 'changed' } as const
    element.replaceChildren(
      ...workWords.map(([kind, words]) => entry(theme.work[kind], words, solid)),
      entry('transparent', 'outlives a run', `1px dashed ${theme.text}`),
      entry('transparent', 'bound', `1px dashed ${theme.bound}`),
      ...(store.compared
        ? Object.entries(marks).map(([mark, words]) =>
            entry('transparent', words, `2px solid ${theme[mark as keyof typeof marks]}`),
          )
        : []),
    )
  }
  store.on('theme', show)
  show()
  return element
}
