/** The result for a text that the page shows: its plan, or its faults. */
import { formatPlan, isMemkitError, parseGraphText, planGraph, profiles, type Objective, type Plan } from 'memkit-gpu'
import { inspectHtml } from 'memkit-gpu/inspect'
import type { Fault } from './editor.ts'

export interface Question {
  readonly text: string
  readonly profile: keyof typeof profiles
  readonly objective: Objective
}

export type Answer =
  | { readonly faults: readonly Fault[]; readonly count: number }
  | { readonly summary: string; readonly planText: string; readonly inspector: string }

/** O(planning); takes as long as that does. */
export function answerTo({ text, profile, objective }: Question): Answer {
  try {
    const graph = parseGraphText(text)
    const plan = planGraph(graph, profiles[profile], { objective })
    return { summary: summaryOf(plan), planText: formatPlan(plan), inspector: inspectHtml(plan, { graph }) }
  } catch (error) {
    return faultsOf(error)
  }
}

function faultsOf(error: unknown): Answer {
  if (!isMemkitError(error)) return { faults: [{ code: 'INTERNAL', message: String(error) }], count: 1 }
  const { issues, issueCount } = error.details as { issues?: readonly (Fault | string)[]; issueCount?: number }
  // Faults of other phases have texts there, or nothing.
  const listed = issues?.filter((issue) => typeof issue === 'object') ?? []
  const { code, message, path } = error
  if (listed.length === 0)
    return { faults: [path === undefined ? { code, message } : { code, message, path }], count: 1 }
  const faults = listed.map((issue) => ({
    code: issue.code,
    message: issue.message,
    ...(issue.path === undefined ? {} : { path: issue.path }),
  }))
  return { faults, count: issueCount ?? faults.length }
}

function summaryOf({ report: { submissions, memory, barriers, passes } }: Plan): string {
  return [
    `${passes.planned} of ${passes.declared} passes`,
    plural(submissions.count, 'submission'),
    `${bytes(memory.peakBytes)} of transient memory, ${bytes(memory.withoutAliasingBytes)} without sharing`,
    plural(barriers.count, 'barrier'),
  ].join(' · ')
}

export const plural = (count: number, word: string): string => `${count} ${word}${count === 1 ? '' : 's'}`

/** `1.5 MiB` */
export function bytes(count: number): string {
  const step = count < 1024 ? 0 : Math.min(4, Math.floor(Math.log2(count) / 10))
  return `${Math.round((count / 1024 ** step) * 100) / 100} ${['B', 'KiB', 'MiB', 'GiB', 'TiB'][step]}`
}
