/** What submissions write to readback staging is for the host, which sees it once an epilogue has shown it. */
import type { LoweredPasses } from '../lower/index.ts'

/** @returns by submission, whether it writes readback staging, as only transfers do. O(commands). */
export function showReadbacks({ commands, heaps }: LoweredPasses, submissionCount: number): boolean[] {
  const writes = new Array<boolean>(submissionCount).fill(false)
  commands.commands.forEach((command, c) => {
    if (command.op !== 'copy' && command.op !== 'scatter' && command.op !== 'copy-from-texture') return
    if (heaps[command.to]!.memory === 'readback') writes[commands.submissionOf(c)] = true
  })
  return writes
}
