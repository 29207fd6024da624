/** Passes as a graph, by what flows between them: all of a small plan, of a large one what is around the picked thing. */
import { Graph, layout } from '@dagrejs/dagre'
import type { Model } from '../model/index.ts'
import { commandLabel, holdingLabel, workKind } from '../model/words.ts'
import { fitted, textWidth } from '../scene/surface.ts'
import { darkTheme, lightTheme } from '../scene/theme.ts'
import { h, s } from './dom.ts'
import type { TabContent } from './panel.ts'
import type { Store } from './store.ts'

/** Layered layout of more takes longer than a pick may. */
const mostNodes = 90
const [nodeHeight, widestNode] = [24, 190]

interface Flow {
  readonly from: number
  readonly to: number
  readonly labels: string[]
}

export function graphTab(store: Store): TabContent {
  const holder = h('div', { class: 'scroll', tabindex: 0, role: 'group', 'aria-label': 'Graph of passes' })
  const note = h('p', { class: 'note' })
  const flows = store.sides.map(({ model }) => flowsOf(model))
  const show = (): void => {
    const side = store.picked?.side ?? store.sides.length - 1
    const { model } = store.sides[side]!
    const nodes = nodesToShow(store, side, flows[side]!)
    const total = model.commands.filter(({ command }) => command.op !== 'barrier').length
    note.textContent =
      nodes.length < total
        ? `${nodes.length} of ${total} commands: those around ${store.picked ? 'what is picked' : 'the first'}. Pick another to move on.`
        : 'Arrows say what one command leaves to another.'
    // Where the focus is in the graph, it stays there and the view moves no more than it must; else the picked node is centred.
    const isInside = holder.contains(document.activeElement)
    holder.replaceChildren(picture(store, side, nodes, flows[side]!) as unknown as HTMLElement)
    const box = holder.querySelectorAll<SVGElement>('.node')[placeOfPicked(store, side, nodes)]
    const edge = isInside ? 'nearest' : 'center'
    box?.scrollIntoView({ block: edge, inline: edge })
    if (isInside) box?.focus({ preventScroll: true })
  }
  for (const topic of ['picked', 'theme'] as const) store.on(topic, () => holder.isConnected && show())
  return { element: h('div', { class: 'column' }, note, holder), shown: show }
}

/** The place of the picked node, or of the first node that belongs to the picked thing; else the first of all. */
function placeOfPicked(store: Store, side: number, nodes: readonly number[]): number {
  const thing = store.picked?.side === side ? store.picked.thing : undefined
  const picked = thing?.kind === 'command' ? nodes.indexOf(thing.index) : -1
  const related = nodes.findIndex((c) => store.pickedOn(side)?.related.commands.has(c))
  return Math.max(0, picked >= 0 ? picked : related)
}

/** From each command that writes a version to those that read or overwrite it, up to the next that writes. */
function flowsOf(model: Model): Map<number, Flow[]> {
  const byPair = new Map<string, Flow>()
  const byCommand = new Map<number, Flow[]>()
  model.touches.byHolding.forEach((touches, held) => {
    let writer = -1
    for (const { command, writes } of touches) {
      if (writer >= 0 && writer !== command) {
        const key = `${writer} ${command}`
        const known = byPair.get(key)
        const label = holdingLabel(model.holdings[held]!)
        if (known) known.labels.push(label)
        else {
          const flow = { from: writer, to: command, labels: [label] }
          byPair.set(key, flow)
          for (const end of [writer, command]) byCommand.set(end, [...(byCommand.get(end) ?? []), flow])
        }
      }
      if (writes) writer = command
    }
  })
  return byCommand
}

/** Breadth first from what is picked. */
function nodesToShow(store: Store, side: number, flows: ReadonlyMap<number, Flow[]>): number[] {
  const { model } = store.sides[side]!
  const isWork = (c: number) => model.commands[c]!.command.op !== 'barrier'
  const all = model.commands.flatMap((_, c) => (isWork(c) ? [c] : []))
  if (all.length <= mostNodes) return all
  const related = [...(store.pickedOn(side)?.related.commands ?? [])].filter(isWork)
  const found = new Set(related.length > 0 ? related.slice(0, mostNodes / 2) : all.slice(0, 1))
  for (const c of found) {
    for (const { from, to } of flows.get(c) ?? [])
      for (const next of [from, to]) if (found.size < mostNodes) found.add(next)
  }
  return [...found].sort((a, b) => a - b)
}

function picture(store: Store, side: number, nodes: readonly number[], flows: ReadonlyMap<number, Flow[]>): SVGElement {
  const { model } = store.sides[side]!
  const theme = store.isDark ? darkTheme : lightTheme
  const graph = new Graph()
  graph.setGraph({ rankdir: 'TB', nodesep: 14, ranksep: 30, marginx: 12, marginy: 12 })
  graph.setDefaultEdgeLabel(() => ({}))
  const shown = new Set(nodes)
  for (const c of nodes) {
    const label = fitted(commandLabel(model.commands[c]!.command), widestNode)
    graph.setNode(String(c), { width: Math.max(40, textWidth(label) + 16), height: nodeHeight, label })
  }
  const drawn = [...new Set(nodes.flatMap((c) => flows.get(c) ?? []))].filter(
    ({ from, to }) => shown.has(from) && shown.has(to),
  )
  for (const { from, to, labels } of drawn) graph.setEdge(String(from), String(to), { labels })
  layout(graph)
  const related = store.pickedOn(side)?.related
  const lit = (...commands: number[]) => !related || commands.every((c) => related.commands.has(c))
  const edges = drawn.map(({ from, to, labels }) => {
    const { points = [] } = graph.edge(String(from), String(to)) as { points?: { x: number; y: number }[] }
    const path = points.map(({ x, y }, k) => `${k === 0 ? 'M' : 'L'}${x} ${y}`).join('')
    const alpha = lit(from, to) ? 1 : 0.25
    return s(
      'path',
      { d: path, fill: 'none', stroke: theme.muted, opacity: alpha, 'marker-end': 'url(#tip)' },
      s('title', {}, labels.join(', ')),
    )
  })
  const boxes = nodes.map((c) => {
    const { x, y, width, label } = graph.node(String(c)) as { x: number; y: number; width: number; label: string }
    const { command } = model.commands[c]!
    const pick = () => store.pick({ side, thing: { kind: 'command', index: c } }, true)
    return s(
      'g',
      {
        class: 'node',
        role: 'button',
        tabindex: 0,
        'aria-label': commandLabel(command),
        transform: `translate(${x - width / 2} ${y - nodeHeight / 2})`,
        opacity: lit(c) ? 1 : 0.35,
        onclick: pick,
        onkeydown(event: KeyboardEvent) {
          if (event.key !== 'Enter' && event.key !== ' ') return
          event.preventDefault()
          pick()
        },
      },
      s('rect', {
        width,
        height: nodeHeight,
        rx: 3,
        fill: theme.work[workKind(command)],
        stroke: related?.commands.has(c) ? theme.accent : theme.workLine,
      }),
      s('text', { x: 8, y: nodeHeight / 2, 'dominant-baseline': 'central', fill: theme.text }, label),
    )
  })
  const { width = 0, height = 0 } = graph.graph() as { width?: number; height?: number }
  const tip = s(
    'marker',
    { id: 'tip', viewBox: '0 0 6 6', refX: 6, refY: 3, markerWidth: 6, markerHeight: 6, orient: 'auto' },
    s('path', { d: 'M0 0L6 3L0 6z', fill: theme.muted }),
  )
  return s('svg', { class: 'graph', width, height, 'font-size': 11 }, s('defs', {}, tip), ...edges, ...boxes)
}
