/** The page's program: reads the documents out of the page and builds the views. */
import { counted } from '../../errors.ts'
import { comparePlans } from '../model/changes.ts'
import { modelOf } from '../model/index.ts'
import { bytesText } from '../model/words.ts'
import type { Plan } from '../../plan/document.ts'
import type { PageData, StateMessage } from './data.ts'
import type { InspectState } from '../state.ts'
import { describeThing } from './describe.ts'
import { h } from './dom.ts'
import { frontierTab } from './frontier-tab.ts'
import { graphTab } from './graph-tab.ts'
import { showHelp } from './help.ts'
import { legend } from './legend.ts'
import { changesTab, decisionsTab, passesTab, transfersTab } from './list-tabs.ts'
import { makePanel, type Panel, type Tab } from './panel.ts'
import { pickedTab } from './picked-tab.ts'
import { makeSearch } from './search.ts'
import { sourceTab } from './source-tab.ts'
import { stateTab } from './state-tab.ts'
import { Store, type Side } from './store.ts'
import { Timeline } from './timeline.ts'

function start(): void {
  const data = JSON.parse(document.querySelector('#data')!.textContent!) as PageData
  document.querySelector('#shell')?.remove()
  show(data, data.plan)
}

/** Builds the page for one of its plans, in the place of what it showed before. */
function show(data: PageData, plan: Plan, before?: { readonly store: Store; readonly tab: string }): void {
  const sides = sidesOf(data, plan, before?.store.state)
  const compared = sides.length > 1 ? comparePlans(sides[0]!.model, sides[1]!.model) : undefined
  const store = new Store(data, sides, compared)
  if (before) store.isDark = before.store.isDark
  setTheme(store)
  const timelines = sides.map((_, side) => new Timeline(store, side))
  const panel = makePanel(tabsOf(store))
  const search = makeSearch(store)
  const announcer = h('div', { class: 'unseen', 'aria-live': 'polite' })
  const main = h(
    'main',
    {},
    ...timelines.map(({ element }, side) =>
      h('section', { class: 'side', 'aria-label': sides[side]!.name }, heading(store, side), element),
    ),
  )
  document.body.replaceChildren(
    ...document.body.querySelectorAll('script'),
    header(store, timelines, search.element),
    h('div', { class: 'content' }, main, panel.element),
    legend(store),
    announcer,
  )
  const listening = new AbortController()
  listen(store, { timelines, search, panel, announcer }, listening.signal)
  states.follow((state) => store.takeState(state))
  store.on('chosen', () => {
    listening.abort()
    show(data, store.chosen!, { store, tab: 'Frontier' })
  })
  if (!before) return
  panel.open(before.tab)
  const { picked } = before.store
  if (picked && 'id' in picked.thing) store.pick(picked)
}

function sidesOf(data: PageData, plan: Plan, latest: InspectState | undefined): Side[] {
  const { before, graph } = data
  const state = latest ?? data.state
  // Times are those of one plan.
  const timings =
    state?.plan === plan.hash && state.timings.submissions?.length
      ? state.timings
      : plan === data.plan
        ? data.timings
        : undefined
  const after = modelOf(plan, graph, timings)
  if (!before) return [{ name: plan.name, model: after }]
  const isSame = before.plan.name === plan.name
  const nameOf = (name: string, which: string): string => (isSame || name === '' ? which : `${name} (${which})`)
  return [
    { name: nameOf(before.plan.name, 'before'), model: modelOf(before.plan, before.graph) },
    { name: nameOf(plan.name, 'after'), model: after },
  ]
}

/** States that the page around sends. It may do so as soon as this script has run, before there is anything to show them in. */
const states = (() => {
  let latest: InspectState | undefined
  let take: ((state: InspectState) => void) | undefined
  window.addEventListener('message', ({ data }: MessageEvent<Partial<StateMessage>>) => {
    if (data?.memkitGpu !== 'state' || !data.state) return
    latest = data.state
    take?.(latest)
  })
  return {
    follow(taker: (state: InspectState) => void): void {
      take = taker
      if (latest) take(latest)
    },
  }
})()

function tabsOf(store: Store): Tab[] {
  const { frontier } = store.data
  const tab = (name: string, make: (store: Store) => ReturnType<Tab['make']>): Tab => ({
    name,
    make: () => make(store),
  })
  return [
    tab('Picked', pickedTab),
    ...(store.compared ? [tab('Changes', changesTab)] : []),
    tab('Decisions', decisionsTab),
    tab('Passes', passesTab),
    tab('Transfers', transfersTab),
    tab('Graph', graphTab),
    ...(frontier ? [tab('Frontier', frontierTab)] : []),
    tab('Source', sourceTab),
    tab('Live', stateTab),
  ]
}

/** Figures of a plan, above its picture. */
function heading(store: Store, side: number): HTMLElement {
  const { name, model } = store.sides[side]!
  const { passes, submissions, barriers, memory } = model.plan.report
  const figures = [
    counted(passes.planned, 'pass'),
    counted(submissions.count, 'submission'),
    counted(barriers.count, 'barrier'),
    `peak ${bytesText(memory.peakBytes)} of ${bytesText(memory.withoutAliasingBytes)} without aliasing`,
  ]
  return h(
    'h2',
    { title: [name, ...figures].join(' · ') },
    h('span', { class: 'name' }, name),
    h('span', { class: 'detail' }, figures.join(' · ')),
  )
}

function header(store: Store, timelines: readonly Timeline[], search: HTMLElement): HTMLElement {
  const each = (act: (timeline: Timeline) => void) => () => timelines.forEach(act)
  const button = (label: string, text: string, onclick: () => void) =>
    h('button', { 'aria-label': label, title: label, onclick }, text)
  const { plan } = store
  const clock = h(
    'button',
    {
      onclick: () => {
        store.usesMeasured = !store.usesMeasured
        store.tell('clock')
      },
    },
    '',
  )
  const nameClock = (): void => {
    clock.hidden = store.sides.every(({ model }) => !model.measured)
    clock.textContent = store.usesMeasured ? 'measured times' : 'planned order'
    clock.setAttribute('aria-label', `Time axis: ${clock.textContent}; press for the other`)
  }
  store.on('clock', nameClock)
  nameClock()
  return h(
    'header',
    {},
    h('h1', { title: plan.name }, plan.name),
    h('span', { class: 'detail' }, `for ${plan.profile}, ${plan.objective}`),
    search,
    h(
      'div',
      { class: 'buttons', role: 'toolbar', 'aria-label': 'View' },
      clock,
      button(
        'Zoom out (-)',
        '−',
        each((timeline) => timeline.zoom(1 / 1.5)),
      ),
      button(
        'Zoom in (+)',
        '+',
        each((timeline) => timeline.zoom(1.5)),
      ),
      button(
        'fit all of the time (0)',
        'fit',
        each((timeline) => timeline.fit()),
      ),
      button(
        'Lower memory rows ([)',
        '⇕−',
        each((timeline) => timeline.scaleMemory(1 / 1.3)),
      ),
      button(
        'Higher memory rows (])',
        '⇕+',
        each((timeline) => timeline.scaleMemory(1.3)),
      ),
      button('Dark or light (t)', '◐', () => toggleTheme(store)),
      button('Keys (?)', '?', showHelp),
    ),
  )
}

function toggleTheme(store: Store): void {
  store.isDark = !store.isDark
  setTheme(store)
}

function setTheme(store: Store): void {
  document.documentElement.dataset['theme'] = store.isDark ? 'dark' : 'light'
  store.tell('theme')
}

interface Parts {
  readonly timelines: readonly Timeline[]
  readonly search: { focus(): void }
  readonly panel: Panel
  readonly announcer: HTMLElement
}

function listen(store: Store, { timelines, search, panel, announcer }: Parts, signal: AbortSignal): void {
  store.on('picked', () => {
    if (!store.picked) return
    const { thing, side } = store.picked
    const { title, lines } = describeThing(store.sides[side]!.model, thing)
    announcer.textContent = [title, ...lines].join(', ')
    if (!panel.isOpen('Graph') && !panel.isOpen('Source')) keepOrOpen(panel)
  })
  matchMedia('(prefers-color-scheme: dark)').addEventListener(
    'change',
    ({ matches }) => {
      store.isDark = matches
      setTheme(store)
    },
    { signal },
  )
  document.addEventListener(
    'keydown',
    (event) => {
      const typing = event.target instanceof HTMLElement && event.target.matches('input, select')
      if (event.key === 'Escape') return store.pick(undefined)
      if (typing || event.ctrlKey || event.metaKey || event.altKey) return
      const actions: Readonly<Record<string, () => void>> = {
        '/': () => search.focus(),
        '?': showHelp,
        t: () => toggleTheme(store),
        '0': () => timelines.forEach((timeline) => timeline.fit()),
      }
      if (!actions[event.key]) return
      event.preventDefault()
      actions[event.key]!()
    },
    { signal },
  )
}

/** Opens the tab of the picked thing, unless the list that it was picked from is open. */
const keepOrOpen = (panel: Panel): void => {
  const lists = ['Changes', 'Decisions', 'Passes', 'Transfers']
  if (!lists.some((name) => panel.isOpen(name))) panel.open('Picked')
}

// The page paints its first words before it reads the documents.
requestAnimationFrame(() => setTimeout(start))
