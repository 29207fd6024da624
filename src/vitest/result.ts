/** What vitest and Jest give to matchers and take from them. */
export interface MatcherResult {
  readonly pass: boolean
  message(): string
}

export interface MatcherState {
  readonly isNot?: boolean
  readonly testPath?: string | undefined
  /** Vitest and Jest keep in it whether snapshots are written. */
  readonly snapshotState?: object | undefined
}
