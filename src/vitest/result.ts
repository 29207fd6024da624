/** The values that vitest and Jest give to matchers and take from them. */
export interface MatcherResult {
  /** Whether the expectation holds, before `not`. */
  readonly pass: boolean
  /** The words of the failure. */
  message(): string
}

/**
 * Fails an expectation about nothing, whether or not `not` stands before the matcher: a misspelt id would make a test that cannot fail.
 */
export function refuse(message: string): never {
  throw new Error(message)
}

/** The state of the test that calls a matcher. */
export interface MatcherState {
  /** Whether `not` stands before the matcher. */
  readonly isNot?: boolean
  /** The file of the test. */
  readonly testPath?: string | undefined
  /** Vitest and Jest keep in it whether snapshots are written. */
  readonly snapshotState?: object | undefined
}
