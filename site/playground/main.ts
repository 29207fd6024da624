/** The playground: a document on the left; its plan, in the inspector or as text, and its run on the right. */
import { isMemkitError, objectives, parseGraphText, profiles, type FrameGraph, type Objective } from 'memkit-gpu'
import examples from 'playground-examples'
import { makeEditor } from './editor.ts'
import { LatestPlan } from './planner.ts'
import type { Answer } from './planned.ts'
import { runInPage } from './run.ts'
import { fromHash, toHash, type Shown } from './share.ts'
import { makeTabs } from './tabs.ts'

const element = <Kind extends HTMLElement>(id: string): Kind => document.getElementById(id) as Kind
const example = element<HTMLSelectElement>('example')
const profile = element<HTMLSelectElement>('profile')
const objective = element<HTMLSelectElement>('objective')
const notice = element('notice')
const problems = element('problems')
const status = element('status')
const views = { inspector: element('inspector'), text: element('text'), result: element('result') }
const right = views.inspector.parentElement!

const planner = new LatestPlan()
const openTab = makeTabs(views)
let pending = 0

const editor = makeEditor(element('editor'), () => {
  // A list shows a change only: the example can be chosen anew.
  example.selectedIndex = -1
  element('share').textContent = 'Copy link'
  notice.hidden = true
  pendingPlan()
})

function pendingPlan(): void {
  clearTimeout(pending)
  pending = window.setTimeout(() => {
    plan()
    void remember()
  }, 250)
}

function say(state: 'planning' | 'planned' | 'faulty', words: string): void {
  status.textContent = words
  status.dataset['state'] = state
  right.dataset['state'] = state
}

function plan(): void {
  clearTimeout(pending)
  markResult()
  say('planning', 'planning …')
  const question = {
    text: editor.text(),
    profile: profile.value as keyof typeof profiles,
    objective: objective.value as Objective,
  }
  planner.ask({ question, answered: show })
}

function show(answer: Answer): void {
  document.documentElement.dataset['ready'] = 'true'
  if ('faults' in answer) {
    tell(answer)
    return say('faulty', 'not planned')
  }
  tell({ faults: [], count: 0 })
  views.inspector.replaceChildren(frameOf(answer.inspector))
  views.text.textContent = answer.planText
  say('planned', answer.summary)
}

/** As `mountInspector` makes it, of a page that the worker wrote. */
function frameOf(page: string): HTMLIFrameElement {
  const frame = document.createElement('iframe')
  frame.title = 'memkit-gpu inspector'
  frame.setAttribute('sandbox', 'allow-scripts')
  frame.srcdoc = page
  return frame
}

function tell({ faults, count }: Extract<Answer, { faults: unknown }>): void {
  const lines = editor.mark(faults)
  problems.hidden = faults.length === 0
  problems.replaceChildren(
    ...faults.map((fault, i) => {
      const button = document.createElement('button')
      button.type = 'button'
      button.textContent = `line ${lines[i]}: ${fault.code}: ${fault.message}`
      button.addEventListener('click', () => editor.goTo(fault))
      return entryOf(button)
    }),
    ...(count > faults.length ? [entryOf(`${count - faults.length} more`)] : []),
  )
}

function entryOf(content: Node | string): HTMLLIElement {
  const entry = document.createElement('li')
  entry.append(content)
  return entry
}

/** The text and objective of the latest run. */
let ran: string | undefined
const toRun = () => JSON.stringify([objective.value, editor.text()])
const markResult = () => views.result.toggleAttribute('data-stale', ran !== undefined && ran !== toRun())

let runs = 0
async function run(): Promise<void> {
  const number = ++runs
  const { result } = views
  delete result.dataset['done']
  openTab('result')
  result.textContent = 'running …'
  // In a narrow window it is below the document.
  result.scrollIntoView({ block: 'nearest' })
  ran = toRun()
  let shown: readonly (Node | string)[]
  try {
    shown = await runInPage(graphOf(editor.text()), objective.value as Objective)
  } catch (error) {
    shown = [
      isMemkitError(error) ? `${error.code}: ${error.message}` : error instanceof Error ? error.message : String(error),
    ]
  }
  // Another was begun meanwhile.
  if (number !== runs) return
  markResult()
  result.replaceChildren(...shown)
  result.dataset['done'] = 'true'
}

function graphOf(text: string): FrameGraph {
  try {
    return parseGraphText(text)
  } catch (error) {
    throw isMemkitError(error) ? new Error('The document has faults; they are listed below the editor.') : error
  }
}
element('run').addEventListener('click', () => void run())

/** Keeps what is shown in the address, so that it is there again after a reload, and on the way back. */
async function remember(): Promise<boolean> {
  const hash = await toHash({ text: editor.text(), profile: profile.value, objective: objective.value })
  if (hash !== undefined) history.replaceState(undefined, '', `#${hash}`)
  return hash !== undefined
}

element('share').addEventListener('click', () => {
  void (async () => {
    if (!(await remember())) return void (element('share').textContent = 'Too large for a link')
    // Not every page may write to the clipboard; the address bar has the link in any case.
    const copied = await navigator.clipboard?.writeText(location.href).then(
      () => true,
      () => false,
    )
    element('share').textContent = copied ? 'Link copied' : 'Link is in the address bar'
  })()
})

const option = (name: string) => new Option(name, name)
example.append(...Object.keys(examples).map(option))
profile.append(...Object.keys(profiles).map(option))
objective.append(...objectives.map(option))
profile.value = 'webgpu'
example.addEventListener('change', () => {
  const { selectedIndex } = example
  editor.show(examples[example.value]!)
  example.selectedIndex = selectedIndex
})
for (const list of [profile, objective]) list.addEventListener('change', pendingPlan)

/** Shows what the address holds; where it holds nothing, what is given, or else nothing new. */
async function showAddress(otherwise?: string): Promise<void> {
  const hash = location.hash.slice(1)
  const shown = await fromHash(hash)
  const text = shown?.text ?? otherwise
  // A place in the page is no link to a document.
  const isUnreadable = !shown && hash !== '' && document.getElementById(hash) === null
  if (text !== undefined) present(text, shown)
  notice.hidden = !isUnreadable
}

function present(text: string, shown: Shown | undefined): void {
  if (shown && Object.hasOwn(profiles, shown.profile)) profile.value = shown.profile
  if (shown && objectives.some((one) => one === shown.objective)) objective.value = shown.objective
  editor.show(text)
  example.selectedIndex = shown ? -1 : 0
  plan()
}
addEventListener('hashchange', () => void showAddress())
void showAddress(Object.values(examples)[0]!)
