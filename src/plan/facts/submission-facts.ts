/** Facts about the submissions of a plan, computed once: a submission may have 10^4 commands. */
import type { Command, CommandOf, Plan } from '../document.ts'
import { oncePerPlan } from './once.ts'
import { optionalInput } from './optional-input.ts'

export interface CalledBody {
  readonly name: string
  readonly pass: string
}

export interface SubmissionFacts {
  /** Optional inputs that its commands bring, each once. */
  readonly optional: readonly string[]
  /** Bodies that record a part of it. */
  readonly bodies: readonly CalledBody[]
  /** The external pass that has it to itself. */
  readonly external: CommandOf<'external'> | undefined
}

/** By submission. O(commands) */
export const submissionFacts = oncePerPlan(({ submissions }: Plan): SubmissionFacts[] =>
  submissions.map(({ commands }) => factsOf(commands)),
)

function factsOf(commands: readonly Command[]): SubmissionFacts {
  const optional = new Set<string>()
  const bodies: CalledBody[] = []
  let external: CommandOf<'external'> | undefined
  for (const command of commands) {
    const name = optionalInput(command)
    if (name !== undefined) optional.add(name)
    if (command.op === 'external') external ??= command
    if (command.op === 'custom') bodies.push({ name: command.body, pass: command.passes[0]! })
    if (command.op === 'render')
      for (const { body, pass } of command.parts) if (body !== undefined) bodies.push({ name: body, pass })
  }
  return { optional: [...optional], bodies, external }
}
