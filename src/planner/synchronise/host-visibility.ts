/** Visibility of readbacks: an epilogue makes writes to readback staging visible to the host. */
import type { CommandOf } from '../../plan/document.ts'
import type { LoweredPasses } from '../lower/index.ts'

/** @returns by submission: whether it writes readback staging, which only transfers do. O(copies) */
export function showReadbacks({ commands, heaps }: LoweredPasses, submissionCount: number): boolean[] {
  const writes = new Array<boolean>(submissionCount).fill(false)
  for (const c of commands.copies) {
    const { to } = commands.commands[c] as CommandOf<'copy' | 'scatter' | 'copy-from-texture'>
    if (heaps[to]!.memory === 'readback') writes[commands.submissionOf(c)] = true
  }
  return writes
}
