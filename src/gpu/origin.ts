/** The place in the caller's code where something was made; a leak report is of little use without it. */

export interface Origin {
  /** The caller's line, such as `at upload (scene.ts:12:20)`. */
  readonly at: string
  readonly stack: string
}

type Callable = (...args: never[]) => unknown

/**
 * The caller's place in the code. The stack is taken now and turned into text on demand, because that is the costly part.
 * @param below the function of this library that was called; it and what it called are left out, where the engine can do that
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

/**
 * The same as `originHere`, turned into text at once: until then, a stack references every `this` in it, and so the owner of
 * the buffer.
 */
export function originAsText(below: Callable): Origin {
  const { stack } = originHere(below)
  return { at: firstLine(stack), stack }
}

function firstLine(stack = ''): string {
  const [, first = 'unknown'] = stack.split('\n')
  return first.trim()
}

/** A report about one buffer that is alive. */
export interface BufferReport {
  /** Memory of the device, or memory that bytes pass through. */
  readonly kind: 'device' | 'staging'
  /** Size of the buffer. */
  readonly sizeBytes: number
  /** The place where it was made, or last acquired from its pool. */
  readonly madeAt: string
  /** The calls that led to `madeAt`. */
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

/** The pool's side of a buffer that it lends. */
export interface Lease {
  giveBack(): void
  onDestroyed(): void
}
