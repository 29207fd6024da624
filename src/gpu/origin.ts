/** Where in the caller's code something was made; a leak report is of little use without it. */

export interface Origin {
  /** The caller's line, such as `at upload (scene.ts:12:20)`. */
  readonly at: string
  readonly stack: string
}

type Callable = (...args: never[]) => unknown

/**
 * The stack is taken now and turned into text when somebody asks: that is the costly part.
 * @param below the function of ours that was called; it and what it called are left out, where the engine can do that
 */
export function originHere(below: Callable): Origin {
  const trace = new Error('made here')
  Error.captureStackTrace?.(trace, below)
  return {
    get at() {
      const [, first = 'unknown'] = (trace.stack ?? '').split('\n')
      return first.trim()
    },
    get stack() {
      return trace.stack ?? ''
    },
  }
}

/** One buffer that is alive. */
export interface BufferReport {
  readonly kind: 'device' | 'staging'
  readonly sizeBytes: number
  /** Where it was made, or last acquired from its pool. */
  readonly madeAt: string
  readonly stack: string
}

export const reportOf = (kind: BufferReport['kind'], sizeBytes: number, origin: Origin): BufferReport => ({
  kind,
  sizeBytes,
  madeAt: origin.at,
  stack: origin.stack,
})

/** What a buffer that is lent by a pool tells it. */
export interface Lease {
  giveBack(): void
  onDestroyed(): void
}
