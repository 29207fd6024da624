/** Bodies of a reference run; their contexts equal those of the Dummy. */

export interface ReferenceBodyContext {
  /** Id of the pass. */
  readonly pass: string
  /** There is no device. */
  readonly native: undefined
  /**
   * Live bytes by resource id: a buffer's range, or the whole texture. A resource that is used several times has as many
   * entries, in declared order.
   */
  readonly slices: Readonly<Record<string, readonly Uint8Array[]>>
}

export interface ReferenceHostContext {
  /** The id of the pass. */
  readonly pass: string
  /** The outputs that the pass consumes. */
  readonly outputs: Readonly<Record<string, Uint8Array>>
  /** Zeros to fill, for the inputs that the pass produces. */
  readonly inputs: Readonly<Record<string, Uint8Array>>
}

// A body's context depends on its pass; callers narrow it.
// oxlint-disable-next-line typescript/no-explicit-any
export type ReferenceBody = (context: any) => void | Promise<void>
