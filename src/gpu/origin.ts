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
      return firstLine(trace.stack)
    },
    get stack() {
      return trace.stack ?? ''
    },
  }
}

/** As `originHere`, as text at once: until it is text, a stack holds on to every `this` in it, and so to who owns the buffer. */
export function originAsText(below: Callable): Origin {
  const { stack } = originHere(below)
  return { at: firstLine(stack), stack }
}

function firstLine(stack = ''): string {
  const [, first = 'unknown'] = stack.split('\n')
  return first.trim()
}

/** One buffer that is alive. */
export interface BufferReport {
  readonly kind: 'device' | 'staging'
  readonly sizeBytes: number
  /** Where it was made, or last acquired from its pool. */
  readonly madeAt: string
  readonly stack: string
}

export const reportOf = ({
  kind,
  size,
  origin,
}: {
  readonly kind: BufferReport['kind']
  readonly size: number
  readonly origin: Origin
}): BufferReport => ({ kind, sizeBytes: size, madeAt: origin.at, stack: origin.stack })

/** What a buffer that is lent by a pool tells it. */
export interface Lease {
  giveBack(): void
  onDestroyed(): void
}
