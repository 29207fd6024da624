/** A plan as a graph for Graphviz: passes in their submissions, and the versions that they write and read. */
import type { FrameGraph } from '../graph/document.ts'
import type { Plan } from '../plan/document.ts'
import { tellOf } from '../plan/validate/shape.ts'
import { takeShown, type Shown } from './given.ts'
import { quoteDot } from './escape.ts'
import { modelOf, type Model } from './model/index.ts'
import { bytesText, commandLabel, holdingLabel, workKind } from './model/words.ts'
import { hueOf, lightTheme as theme } from './scene/theme.ts'

/** Options of the drawn graph. */
export interface InspectDotOptions {
  /** The document that was planned: passes that were culled are drawn too. */
  readonly graph?: FrameGraph
}

/**
 * A directed graph in DOT: a box a command, in a cluster a submission; an ellipse a version; solid edges for data, dashed edges
 * for waits of submissions. The same input gives the same text. O(plan · log).
 */
export function inspectDot(plan: Plan, options?: InspectDotOptions): string {
  return tellOf(plan, (read) => dotText(read, takeShown(read, options)))
}

function dotText(plan: Plan, { graph }: Shown): string {
  const model = modelOf(plan, graph)
  return [
    `digraph ${quoteDot(plan.name)} {`,
    '  rankdir=LR; compound=true; newrank=true;',
    '  node [fontname="monospace" fontsize=10 style=filled]; edge [fontname="monospace" fontsize=9];',
    ...plan.submissions.flatMap((_, s) => clusterLines(model, s)),
    ...culledLines(model),
    ...versionLines(model),
    ...waitLines(model),
    '}',
    '',
  ].join('\n')
}

function clusterLines({ plan, first, commands }: Model, s: number): string[] {
  const { queue } = plan.submissions[s]!
  const kinds = plan.queues[queue]?.kinds.join('+') ?? ''
  const lines = [`  subgraph cluster_${s} {`, `    label=${quoteDot(`submission ${s} on queue ${queue} (${kinds})`)};`]
  for (let c = first[s]!; c < first[s + 1]!; c++) {
    const { command } = commands[c]!
    if (command.op === 'barrier') continue
    const title = `${command.op}: ${command.passes.join(', ')}`
    lines.push(
      `    c${c} [shape=box fillcolor="${theme.work[workKind(command)]}" label=${quoteDot(commandLabel(command))} tooltip=${quoteDot(title)}];`,
    )
  }
  return [...lines, '  }']
}

function culledLines({ passes, plan }: Model): string[] {
  const reasons = new Map(
    plan.decisions.flatMap(({ code, passes, reason }) =>
      code === 'CULLED' ? passes.map((id) => [id, reason] as const) : [],
    ),
  )
  return passes.flatMap(({ id, isCulled }, p) =>
    isCulled
      ? [`  p${p} [shape=box style=dashed label=${quoteDot(id)} tooltip=${quoteDot(reasons.get(id) ?? 'culled')}];`]
      : [],
  )
}

function versionLines({ holdings, touches, resourceNumber }: Model): string[] {
  return holdings.flatMap((held, h) => {
    const users = touches.byHolding[h]!
    if (users.length === 0) return []
    const label = quoteDot(`${holdingLabel(held)}\n${bytesText(held.end - held.begin)}`)
    const fill = held.kind === 'staging' ? theme.work.host : hsv(hueOf(resourceNumber.get(held.resource)!))
    return [
      `  v${h} [shape=${held.kind === 'staging' ? 'cds' : 'ellipse'} fillcolor="${fill}" label=${label}];`,
      ...users.map(({ command, writes }) => (writes ? `  c${command} -> v${h};` : `  v${h} -> c${command};`)),
    ]
  })
}

/** Graphviz takes hues as parts of one. */
const hsv = (hue: number): string => `${Math.round((hue / 360) * 1000) / 1000} 0.2 0.96`

function waitLines({ plan, first, commands }: Model): string[] {
  /** A command of a submission, which an edge between clusters needs. */
  const any = (s: number): number => {
    for (let c = first[s]!; c < first[s + 1]!; c++) if (commands[c]!.command.op !== 'barrier') return c
    return -1
  }
  return plan.submissions.flatMap(({ waits }, s) =>
    waits.flatMap((w) =>
      any(w) < 0 || any(s) < 0
        ? []
        : [`  c${any(w)} -> c${any(s)} [ltail=cluster_${w} lhead=cluster_${s} style=dashed label="waits"];`],
    ),
  )
}
