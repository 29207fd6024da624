/** Commands that a run may leave out. */
import type { Command } from '../document.ts'

/** The optional input that a command brings; a run without the input leaves the command out. */
export const optionalInput = (command: Command): string | undefined =>
  command.op === 'copy' || command.op === 'copy-to-texture' ? command.optional : undefined
