/** FAULTS 82: a test that leaves a rejection to nobody fails itself, not some later test. */
import { setTimeout as delay } from 'node:timers/promises'
import { afterEach, beforeEach } from 'vitest'

export function failOnUnhandledRejections(): void {
  const seen: unknown[] = []
  const note = (reason: unknown) => seen.push(reason)
  beforeEach(() => {
    seen.length = 0
    process.on('unhandledRejection', note)
  })
  afterEach(async () => {
    await delay(1)
    process.off('unhandledRejection', note)
    if (seen.length > 0) throw new Error('A rejection was not handled', { cause: seen[0] })
  })
}
