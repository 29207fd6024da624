/** The names that commands and memory have in errors and captures: the ids of the document. */
import type { Command } from '../../../plan/document.ts'
import { passesLabel } from '../../../plan/facts/plan-words.ts'
import type { Labels } from '../encode/encoding.ts'

export interface SubmissionLabels {
  readonly all: Labels
  /** Those of commands that call bodies; undefined where there are none. */
  readonly bodies: Labels | undefined
}

/** The labels of the commands that are encoded, which barriers and external passes are not. */
export function labelsOf(commands: readonly Command[]): SubmissionLabels {
  const encoded = commands.flatMap((command) => (isEncoded(command) ? [command] : []))
  const all = encoded.map(({ passes }) => passesLabel(passes))
  const bodies = encoded.map((command, i) => (callsBody(command) ? all[i] : undefined))
  return { all, bodies: bodies.some((label) => label !== undefined) ? bodies : undefined }
}

const isEncoded = (command: Command): command is Exclude<Command, { op: 'barrier' | 'external' }> =>
  command.op !== 'barrier' && command.op !== 'external'

const callsBody = (command: Command): boolean =>
  command.op === 'custom' || (command.op === 'render' && command.parts.some(({ body }) => body !== undefined))
