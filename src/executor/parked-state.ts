/** Plans that are kept open beside the running one. */
export interface ParkedState {
  readonly plans: number
  /** Bytes of device memory and staging that only they hold. */
  readonly bytes: number
}
