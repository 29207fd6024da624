/** Tabs that are lists: decisions, transfers with their regions, passes, and changes. */
import { counted } from '../../errors.ts'
import { planAreas } from '../../plan/diff/entries.ts'
import type { LocatedDifference } from '../../plan/diff/locate.ts'
import { differenceLines, figureLines } from '../../plan/diff/words.ts'
import { thingOf } from '../model/changes.ts'
import type { Model } from '../model/index.ts'
import { bytesText, commandLabel } from '../model/words.ts'
import type { DetailRow } from './detail-row.ts'
import { decisionRow, passRow } from './details.ts'
import { h } from './dom.ts'
import type { TabContent } from './panel.ts'
import { rowElement } from './picked-tab.ts'
import type { Store } from './store.ts'
import { virtualList } from './virtual-list.ts'

interface ListRow extends DetailRow {
  readonly side: number
  readonly mark?: string
}

/** A list with a field that keeps the rows in which a text stands. */
function filteredList(store: Store, label: string, all: readonly ListRow[]): TabContent {
  let rows = all
  const list = virtualList(label, (k) => {
    const row = rows[k]!
    const element = rowElement(store, row.side, row)
    if (row.mark) element.classList.add(row.mark)
    return element
  })
  const count = h('span', { class: 'count', role: 'status' }, String(all.length))
  const filter = h('input', {
    type: 'search',
    placeholder: 'filter',
    'aria-label': `Filter ${label.toLowerCase()}`,
    oninput: () => {
      const wanted = filter.value.toLowerCase()
      rows = all.filter(({ text, detail = '' }) => `${text} ${detail}`.toLowerCase().includes(wanted))
      count.textContent = String(rows.length)
      list.element.scrollTop = 0
      list.update(rows.length)
    },
  })
  return {
    element: h('div', { class: 'column' }, h('div', { class: 'bar' }, filter, count), list.element),
    shown: () => list.update(rows.length),
  }
}

const fromSides = (store: Store, make: (model: Model) => readonly DetailRow[]): ListRow[] =>
  store.sides.flatMap(({ model }, side) => make(model).map((row) => ({ ...row, side })))

export const decisionsTab = (store: Store): TabContent =>
  filteredList(
    store,
    'Decisions',
    fromSides(store, (model) =>
      model.plan.decisions.map(({ passes, resources }, d) => {
        const { text, thing, detail } = decisionRow(model, d)
        const names = [...passes, ...resources]
        const named = names.length > 3 ? `${names.slice(0, 3).join(', ')}, …` : names.join(', ')
        return { text, thing, detail: named === '' ? detail : `${named}: ${detail}` }
      }),
    ),
  )

export const passesTab = (store: Store): TabContent =>
  filteredList(
    store,
    'Passes',
    fromSides(store, (model) =>
      model.passes.map(({ id, commands }) => {
        const row = passRow(model, id)
        const [first] = commands
        const place = first === undefined ? '' : `, submission ${model.commands[first]!.submission}`
        return { ...row, detail: `${row.detail}${place}` }
      }),
    ),
  )

export const transfersTab = (store: Store): TabContent =>
  filteredList(store, 'Transfers', fromSides(store, transferRows))

/** A row for each command that moves bytes, followed by one for each of its regions. */
function transferRows({ commands }: Model): DetailRow[] {
  return commands.flatMap(({ command, submission, at }, index): DetailRow[] => {
    const thing = { kind: 'command', index } as const
    switch (command.op) {
      case 'copy':
      case 'scatter': {
        const bytes = command.regions.reduce((sum, region) => sum + region[2], 0)
        const from = `${command.op} ${submission}.${at}: heap ${command.from} → heap ${command.to}`
        return [
          {
            text: commandLabel(command),
            thing,
            detail: `${from}, ${counted(command.regions.length, 'region')}, ${bytesText(bytes)}`,
          },
          ...command.regions.map(([from, to, size]) => ({
            text: `    ${from} → ${to}`,
            thing,
            detail: bytesText(size),
          })),
        ]
      }
      case 'copy-to-texture':
      case 'copy-from-texture': {
        const sides =
          command.op === 'copy-to-texture'
            ? `heap ${command.from} → texture ${command.texture}`
            : `texture ${command.texture} → heap ${command.to}`
        return [
          {
            text: commandLabel(command),
            thing,
            detail: `copy ${submission}.${at}: ${sides}, ${counted(command.regions.length, 'region')}`,
          },
          ...command.regions.map(({ offset, mipLevel, origin, size }) => ({
            text: `    byte ${offset}, mip ${mipLevel}`,
            thing,
            detail: `(${origin.join(', ')}) ${size.join('×')}`,
          })),
        ]
      }
      case 'copy-texture':
        return [
          {
            text: commandLabel(command),
            thing,
            detail: `copy ${submission}.${at}: texture ${command.from} → texture ${command.to}, ${counted(command.regions.length, 'region')}`,
          },
        ]
      case 'fill':
        return [
          {
            text: commandLabel(command),
            thing,
            detail: `fill ${submission}.${at}: heap ${command.heap}, ${bytesText(command.size)}`,
          },
        ]
      case 'clear-texture':
        return [
          { text: commandLabel(command), thing, detail: `clear ${submission}.${at}: texture ${command.slice.texture}` },
        ]
      default:
        return []
    }
  })
}

/** All that differs, in the lines of `memkit-gpu diff`: those of a thing lead to it. */
export function changesTab(store: Store): TabContent {
  const { figures, located } = store.compared!
  const heading = (title: string): ListRow => ({ side: 1, text: title, mark: 'heading' })
  const rows = planAreas.flatMap((area): ListRow[] => {
    const here = located.filter(({ difference }) => difference.area === area)
    return here.length === 0 ? [] : [heading(`${area} (${here.length})`), ...here.flatMap(changeRows)]
  })
  const first = figures.flatMap(figureLines).map((text): ListRow => ({ side: 1, text: text.trim() }))
  return filteredList(store, 'Changes', [...(first.length === 0 ? [] : [heading('figures'), ...first]), ...rows])
}

function changeRows({ difference, before, after }: LocatedDifference): ListRow[] {
  const [side, about] = after ? [1, after] : [0, before]
  const thing = about && thingOf(about)
  return differenceLines(difference).map((line) => {
    const text = line.trim()
    const mark = text.startsWith('+') ? 'added' : text.startsWith('-') ? 'removed' : 'changed'
    return {
      side: mark === 'removed' && before ? 0 : side,
      mark,
      text,
      thing: mark === 'removed' && before ? thingOf(before) : thing,
    }
  })
}
