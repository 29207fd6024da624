/** Search by id over everything that has one. */
import type { Thing } from '../model/related.ts'
import { h } from './dom.ts'
import type { Store } from './store.ts'

interface Entry {
  readonly text: string
  readonly lower: string
  readonly kind: string
  readonly side: number
  readonly thing: Thing
}

const mostResults = 40

export interface Search {
  readonly element: HTMLElement
  focus(): void
}

export function makeSearch(store: Store): Search {
  let entries: Entry[] | undefined
  let found: Entry[] = []
  let chosen = 0
  const results = h('ul', { role: 'listbox', id: 'results', 'aria-label': 'Results', hidden: true })
  const input = h('input', {
    type: 'search',
    placeholder: 'search ids  /',
    role: 'combobox',
    'aria-label': 'Search passes, resources, inputs, outputs and decisions',
    'aria-expanded': 'false',
    'aria-controls': 'results',
    'aria-autocomplete': 'list',
    autocomplete: 'off',
    spellcheck: 'false',
    oninput: () => update(),
    onfocus: () => update(),
    onblur: () => close(),
    onkeydown: (event: KeyboardEvent) => {
      if (event.key === 'ArrowDown' || event.key === 'ArrowUp') {
        event.preventDefault()
        chosen = Math.min(found.length - 1, Math.max(0, chosen + (event.key === 'ArrowDown' ? 1 : -1)))
        draw()
      } else if (event.key === 'Enter') take(found[chosen])
      else if (event.key === 'Escape') {
        input.value = ''
        close()
        input.blur()
      } else return
      event.stopPropagation()
    },
  })
  const take = (entry: Entry | undefined): void => {
    if (!entry) return
    store.pick({ side: entry.side, thing: entry.thing }, true)
    close()
  }
  const close = (): void => {
    results.hidden = true
    input.setAttribute('aria-expanded', 'false')
    input.removeAttribute('aria-activedescendant')
  }
  const update = (): void => {
    entries ??= entriesOf(store)
    const wanted = input.value.trim().toLowerCase()
    chosen = 0
    found = wanted === '' ? [] : ranked(entries, wanted)
    draw()
  }
  const draw = (): void => {
    if (input.value.trim() === '') return close()
    const rows = found.map((entry, k) => rowOf(entry, k, k === chosen, take))
    results.replaceChildren(...(rows.length > 0 ? rows : [noRow()]))
    results.hidden = false
    input.setAttribute('aria-expanded', 'true')
    if (rows.length > 0) input.setAttribute('aria-activedescendant', `result-${chosen}`)
    rows[chosen]?.scrollIntoView({ block: 'nearest' })
  }
  return { element: h('div', { class: 'search', role: 'search' }, input, results), focus: () => input.select() }
}

function rowOf(entry: Entry, k: number, isChosen: boolean, take: (entry: Entry) => void): HTMLElement {
  return h(
    'li',
    {
      role: 'option',
      id: `result-${k}`,
      'aria-selected': String(isChosen),
      // Before the field loses the focus and the list goes.
      onpointerdown: (event: Event) => {
        event.preventDefault()
        take(entry)
      },
    },
    h('span', { class: 'name' }, entry.text),
    h('span', { class: 'detail' }, entry.kind),
  )
}

const noRow = (): HTMLElement =>
  h('li', { role: 'option', 'aria-disabled': 'true', 'aria-selected': 'false' }, 'nothing has such an id')

/** Equal ids first, then those that begin so, then those that contain it. */
function ranked(entries: readonly Entry[], wanted: string): Entry[] {
  const ranks: Entry[][] = [[], [], []]
  for (const entry of entries) {
    const at = entry.lower.indexOf(wanted)
    if (at >= 0) ranks[at > 0 ? 2 : entry.lower.length === wanted.length ? 0 : 1]!.push(entry)
  }
  return ranks.flat().slice(0, mostResults)
}

function entriesOf(store: Store): Entry[] {
  const seen = new Set<string>()
  return store.sides.flatMap(({ model }, side) => {
    const entries: Entry[] = []
    const add = (text: string, kind: string, thing: Thing): void => {
      // A thing that both plans have is listed once.
      const key = 'id' in thing ? `${thing.kind} ${thing.id}` : `${side} ${thing.kind} ${thing.index}`
      if (seen.has(key)) return
      seen.add(key)
      entries.push({ text, lower: text.toLowerCase(), kind, side, thing })
    }
    for (const { id, kind, isCulled } of model.passes)
      add(id, `${kind ?? ''} pass${isCulled ? ', culled' : ''}`.trim(), { kind: 'pass', id })
    for (const { id } of model.resources) add(id, 'resource', { kind: 'resource', id })
    for (const { name: id } of model.plan.inputs) add(id, 'input', { kind: 'input', id })
    for (const { name: id } of model.plan.outputs) add(id, 'output', { kind: 'output', id })
    model.plan.submissions.forEach((_, index) =>
      add(`submission ${index}`, 'submission', { kind: 'submission', index }),
    )
    model.plan.heaps.forEach((_, index) => add(`heap ${index}`, 'heap', { kind: 'heap', index }))
    model.plan.textures.forEach((_, index) => add(`texture ${index}`, 'texture', { kind: 'texture', index }))
    model.plan.decisions.forEach(({ code, passes }, index) =>
      add(`${code} ${passes[0] ?? ''}`.trim(), 'decision', { kind: 'decision', index }),
    )
    return entries
  })
}
