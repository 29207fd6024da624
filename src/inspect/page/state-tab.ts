/** The live state of an executor: runs in flight, heaps, histories, the latest times. */
import { counted } from '../../errors.ts'
import { bytesText, timeText } from '../model/words.ts'
import { h } from './dom.ts'
import type { TabContent } from './panel.ts'
import type { Store } from './store.ts'

export function stateTab(store: Store): TabContent {
  const element = h('div', { class: 'scroll', tabindex: 0, role: 'group', 'aria-label': 'Live state' })
  const show = () => element.replaceChildren(...stateElements(store))
  store.on('state', () => element.isConnected && show())
  return { element, shown: show }
}

function stateElements({ state, plan }: Store): HTMLElement[] {
  if (!state) return [h('p', { class: 'note' }, 'No executor has told its state.')]
  const list = (title: string, rows: readonly (readonly [string, string])[]) =>
    h(
      'section',
      {},
      h('h3', {}, title),
      h('dl', {}, ...rows.flatMap(([name, value]) => [h('dt', {}, name), h('dd', {}, value)])),
    )
  const { timings } = state
  return [
    ...(state.plan === plan.hash
      ? []
      : [h('p', { class: 'note' }, 'This state belongs to another plan than the one shown.')]),
    list('Runs', [
      ['backend', state.backend],
      ['begun', String(state.runs)],
      ['in flight', `${state.inFlight.length} of ${state.framesInFlight}`],
      ...state.inFlight.map(({ frame, phase }) => [`frame ${frame}`, phase] as const),
    ]),
    list('Latest times', [
      ['run', timings.deviceNs === undefined ? 'not measured' : timeText(timings.deviceNs)],
      ...(timings.submissions ?? []).map(
        ({ submission, startNs, endNs }) =>
          [`submission ${submission}`, `${timeText(endNs - startNs)}, from ${timeText(startNs)}`] as const,
      ),
    ]),
    list(
      'Heaps',
      state.heaps.map(({ memory, sizeBytes, instances }, k) => [
        `heap ${k}`,
        `${memory}, ${bytesText(sizeBytes)}${instances > 1 ? `, ${counted(instances, 'instance')}` : ''}`,
      ]),
    ),
    list(
      'Histories',
      state.histories.flatMap(({ resource, slots }) =>
        slots.map(({ heap, texture }, back) => {
          const place = heap === undefined ? `texture ${texture}` : `heap ${heap}`
          return [back === 0 ? resource : `${resource}, ${counted(back, 'run')} back`, place] as const
        }),
      ),
    ),
    list(
      'Live objects',
      Object.entries(state.objects).map(([kind, count]) => [kind, String(count)]),
    ),
  ]
}
