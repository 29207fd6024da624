/** The keys, in a dialog. */
import { h } from './dom.ts'

const keys: readonly (readonly [string, string])[] = [
  ['/', 'search by id'],
  ['← →', 'the thing before or after, in its row'],
  ['↑ ↓', 'the thing above or below'],
  ['+ −', 'zoom; also Ctrl and the wheel, w and s'],
  ['a d', 'move along the time; also drag'],
  ['[ ]', 'lower or higher rows of memory'],
  ['Enter', 'zoom to what is picked; also a double click'],
  ['0', 'all of the time'],
  ['Escape', 'pick nothing'],
  ['t', 'dark or light'],
]

export function showHelp(): void {
  const dialog = h(
    'dialog',
    { 'aria-label': 'Keys' },
    h('h2', {}, 'Keys'),
    h('dl', {}, ...keys.flatMap(([key, words]) => [h('dt', {}, key), h('dd', {}, words)])),
    h('p', {}, 'Arrows and letters work where the timeline has the focus: click it, or press Tab.'),
    h('form', { method: 'dialog' }, h('button', {}, 'close')),
  )
  dialog.addEventListener('close', () => dialog.remove())
  document.body.append(dialog)
  dialog.showModal()
}
