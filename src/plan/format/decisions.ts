/** The decisions of the planner as text: those of one code that follow each other under one head, with what they save. */
import { counted, printable } from '../../errors.ts'
import { inLine, named, quoted } from './words.ts'
import type { Decision } from '../document.ts'

export function decisionLines(decisions: readonly Decision[]): string[] {
  const groups: Decision[][] = []
  for (const decision of decisions) {
    const last = groups.at(-1)
    if (last?.[0]!.code === decision.code) last.push(decision)
    else groups.push([decision])
  }
  return groups.flatMap((group) => [
    `${named(group[0]!.code)} ${group.length}${savings(group)}`,
    ...group.map((decision) => `  ${decisionText(decision)}`),
  ])
}

export const decisionText = (decision: Decision): string =>
  `${subject(decision)}${savings([decision])}: ${reasonText(decision.reason)}`

export function savings(decisions: readonly Decision[]): string {
  const sum = (field: 'savedBytes' | 'savedCommands') =>
    decisions.every((decision) => decision[field] === undefined)
      ? undefined
      : decisions.reduce((total, decision) => total + (decision[field] ?? 0), 0)
  const [bytes, commands] = [sum('savedBytes'), sum('savedCommands')]
  const saved = [
    ...(bytes === undefined ? [] : [`${bytes} B`]),
    ...(commands === undefined ? [] : [counted(commands, 'command')]),
  ]
  return saved.length === 0 ? '' : `, saves ${saved.join(' and ')}`
}

/** `a, b on mesh`: passes, and the resources they are about. */
export const subject = ({ passes, resources }: Decision, list: (ids: readonly string[]) => string = inLine): string =>
  [
    ...(passes.length === 0 ? [] : [list(passes.map(named))]),
    ...(resources.length === 0 ? [] : [`on ${list(resources.map(named))}`]),
  ].join(' ') || '(plan)'

/** A reason is a sentence of one line; what is none is quoted. */
const reasonText = (reason: string): string =>
  /^[^"\t\n\r][^\t\n\r]*$/.test(reason) && printable(reason) === reason ? reason : quoted(reason)
