/** The playground: a document on the left; its plan, in the inspector or as text, and its run on the right. */
import {
  formatPlan,
  isMemkitError,
  objectives,
  parseGraphText,
  planGraph,
  profiles,
  type FrameGraph,
  type Objective,
} from 'memkit-gpu'
import { mountInspector, type MountedInspector } from 'memkit-gpu/inspect'
import examples from 'playground-examples'
import { makeEditor, type Fault } from './editor.ts'
import { runInPage } from './run.ts'
import { fromHash, toHash } from './share.ts'

const element = <Kind extends HTMLElement>(id: string): Kind => document.getElementById(id) as Kind
const example = element<HTMLSelectElement>('example')
const profile = element<HTMLSelectElement>('profile')
const objective = element<HTMLSelectElement>('objective')
const problems = element('problems')
const status = element('status')
const views = { inspector: element('inspector'), text: element('text'), result: element('result') }

let graph: FrameGraph | undefined
let inspector: MountedInspector | undefined
let pending = 0

const editor = makeEditor(element('editor'), () => {
  clearTimeout(pending)
  pending = window.setTimeout(plan, 250)
})

function plan(): void {
  clearTimeout(pending)
  graph = undefined
  try {
    const parsed = parseGraphText(editor.text())
    const made = planGraph(parsed, profiles[profile.value as keyof typeof profiles], {
      objective: objective.value as Objective,
    })
    graph = parsed
    tell([])
    inspector?.remove()
    inspector = mountInspector(views.inspector, made, { graph: parsed })
    views.text.textContent = formatPlan(made)
    const { submissions, memory, barriers, passes } = made.report
    status.textContent = `${passes.planned} of ${passes.declared} passes · ${submissions.count} submission${submissions.count === 1 ? '' : 's'} · ${memory.peakBytes} B of transient memory, ${memory.withoutAliasingBytes} B without sharing · ${barriers.count} barrier${barriers.count === 1 ? '' : 's'}`
    status.dataset['state'] = 'planned'
  } catch (error) {
    tell(issuesOf(error))
    status.textContent = 'not planned'
    status.dataset['state'] = 'faulty'
  }
}

function issuesOf(error: unknown): readonly Fault[] {
  if (!isMemkitError(error)) return [{ code: 'INTERNAL', message: String(error) }]
  const { issues } = error.details as { issues?: readonly (Fault | string)[] }
  const listed = issues?.filter((issue) => typeof issue === 'object') ?? []
  const { code, message, path } = error
  return listed.length > 0 ? listed : [path === undefined ? { code, message } : { code, message, path }]
}

function tell(issues: readonly Fault[]): void {
  const lines = editor.mark(issues)
  problems.hidden = issues.length === 0
  problems.replaceChildren(
    ...issues.map((issue, i) => {
      const entry = document.createElement('li')
      const button = document.createElement('button')
      button.type = 'button'
      button.textContent = `line ${lines[i]}: ${issue.code}: ${issue.message}`
      button.addEventListener('click', () => editor.goTo(issue))
      entry.append(button)
      return entry
    }),
  )
}

function open(view: keyof typeof views): void {
  for (const [name, panel] of Object.entries(views)) {
    panel.hidden = name !== view
    element(`tab-${name}`).setAttribute('aria-selected', String(name === view))
  }
}
for (const name of Object.keys(views) as (keyof typeof views)[])
  element(`tab-${name}`).addEventListener('click', () => open(name))

async function run(): Promise<void> {
  plan()
  open('result')
  if (!graph) return void (views.result.textContent = 'The document has faults; they are listed below the editor.')
  views.result.textContent = 'running …'
  try {
    await runInPage(graph, objective.value as Objective, views.result)
  } catch (error) {
    views.result.textContent = isMemkitError(error) ? `${error.code}: ${error.message}` : String(error)
  }
  views.result.dataset['done'] = 'true'
}
element('run').addEventListener('click', () => void run())

element('share').addEventListener('click', () => {
  void toHash({ text: editor.text(), profile: profile.value, objective: objective.value }).then(async (hash) => {
    history.replaceState(undefined, '', `#${hash}`)
    // Not every page may write to the clipboard; the address bar has the link in any case.
    const copied = await navigator.clipboard?.writeText(location.href).then(
      () => true,
      () => false,
    )
    element('share').textContent = copied ? 'Link copied' : 'Link is in the address bar'
  })
})

const option = (name: string) => new Option(name, name)
example.append(...Object.keys(examples).map(option))
profile.append(...Object.keys(profiles).map(option))
objective.append(...objectives.map(option))
profile.value = 'webgpu'
example.addEventListener('change', () => editor.show(examples[example.value]!))
profile.addEventListener('change', plan)
objective.addEventListener('change', plan)

async function start(): Promise<void> {
  const shown = await fromHash(location.hash.slice(1))
  if (shown) {
    if (shown.profile in profiles) profile.value = shown.profile
    if (objectives.some((one) => one === shown.objective)) objective.value = shown.objective
    example.selectedIndex = -1
  }
  editor.show(shown?.text ?? Object.values(examples)[0]!)
  plan()
  document.documentElement.dataset['ready'] = 'true'
}
void start()
