/** Bodies on ideal memory: the same contexts as on the Dummy. */

export interface ReferenceBodyContext {
  /** Id of the pass. */
  readonly pass: string
  readonly native: undefined
  /** Live bytes by resource id, in declared order where one is used more than once: a buffer's range, or the whole texture. */
  readonly slices: Readonly<Record<string, readonly Uint8Array[]>>
}

export interface ReferenceHostContext {
  readonly pass: string
  /** The outputs it consumes. */
  readonly outputs: Readonly<Record<string, Uint8Array>>
  /** Zeros to fill, for the inputs it produces. */
  readonly inputs: Readonly<Record<string, Uint8Array>>
}

// A body's context depends on its pass; callers narrow it.
// oxlint-disable-next-line typescript/no-explicit-any
export type ReferenceBody = (context: any) => void | Promise<void>
