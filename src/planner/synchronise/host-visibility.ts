/** Visibility of readbacks: an epilogue makes writes to readback staging visible to the host. */
import type { LoweredPasses } from '../lower/index.ts'

/** @returns by submission: whether it writes readback staging, which only transfers do. O(commands) */
export function showReadbacks({ commands, heaps }: LoweredPasses, submissionCount: number): boolean[] {
  const writes = new Array<boolean>(submissionCount).fill(false)
  commands.commands.forEach((command, c) => {
    if (command.op !== 'copy' && command.op !== 'scatter' && command.op !== 'copy-from-texture') return
    if (heaps[command.to]!.memory === 'readback') writes[commands.submissionOf(c)] = true
  })
  return writes
}
