/** The plan's timeline prepared for running: names turned into indices, host copies grouped by the heap that they map. */
import { push } from '../graph/lists.ts'
import type { HostCopy, Plan, Step } from '../plan/document.ts'

export interface HeapCopies {
  readonly heap: number
  readonly copies: readonly IndexedCopy[]
  /**
   * The small copies as parallel arrays, because a run may write 10^4 inputs: `wholeBytes` is the size of a copy that takes its
   * whole item with rows unpadded, −1 for others.
   */
  readonly items: Int32Array
  /** The items of small copies, each once: one input may be 10^4 copies. */
  readonly distinct: readonly number[]
  readonly offsets: Float64Array
  readonly wholeBytes: Float64Array
  /** Copies of many bytes without padding between them, which are not in the arrays: a session may copy them in its own way. */
  readonly large: readonly IndexedCopy[]
}

const largeBytes = 8 * 2 ** 20

/** A host copy of the input (write) or output (read) with index `item`. */
export interface IndexedCopy extends HostCopy {
  readonly item: number
}

export type PreparedStep =
  | { readonly do: 'write' | 'read'; readonly after: readonly number[]; readonly heaps: readonly HeapCopies[] }
  | Extract<Step, { do: 'submit' | 'host' }>

export interface PreparedTimeline {
  readonly steps: readonly PreparedStep[]
  readonly inputIndex: ReadonlyMap<string, number>
  readonly outputIndex: ReadonlyMap<string, number>
  /** Bytes of all outputs. */
  readonly outputBytes: number
  /** Index of the last timeline entry that submits, or −1. */
  readonly lastSubmit: number
}

export function prepareTimeline(plan: Plan): PreparedTimeline {
  const inputIndex = new Map(plan.inputs.map(({ name }, i) => [name, i]))
  const outputIndex = new Map(plan.outputs.map(({ name }, i) => [name, i]))
  const inputBytes = plan.inputs.map(({ sizeBytes }) => sizeBytes)
  const outputBytes = plan.outputs.map(({ sizeBytes }) => sizeBytes)
  const steps = plan.timeline.map((step): PreparedStep => {
    if (step.do === 'submit' || step.do === 'host') return step
    const index = step.do === 'write' ? inputIndex : outputIndex
    const byHeap = new Map<number, IndexedCopy[]>()
    for (const copy of step.copies) {
      const indexed = { ...copy, item: index.get(copy.name)! }
      push(byHeap, copy.heap, indexed)
    }
    const sizes = step.do === 'write' ? inputBytes : outputBytes
    const heaps = Array.from(byHeap, ([heap, list]) => heapCopies(heap, list, sizes))
    return { do: step.do, after: step.after, heaps }
  })
  const lastSubmit = steps.findLastIndex((step) => step.do === 'submit')
  const total = outputBytes.reduce((sum, bytes) => sum + bytes, 0)
  return { steps, inputIndex, outputIndex, outputBytes: total, lastSubmit }
}

function heapCopies(heap: number, list: readonly IndexedCopy[], sizes: readonly number[]): HeapCopies {
  const isLarge = ({ size, rows }: IndexedCopy): boolean => size >= largeBytes && !rows
  const copies = list.filter((copy) => !isLarge(copy))
  return {
    heap,
    copies,
    items: Int32Array.from(copies, ({ item }) => item),
    distinct: [...new Set(copies.map(({ item }) => item))],
    offsets: Float64Array.from(copies, ({ offset }) => offset),
    wholeBytes: Float64Array.from(copies, ({ rows, nameOffset, size, item }) =>
      !rows && nameOffset === 0 && size === sizes[item] ? size : -1,
    ),
    large: list.filter(isLarge),
  }
}

/** Copies the bytes of one host copy to or from staging, row by row where rows are padded there. */
export function copyRows(staging: Uint8Array, copy: HostCopy, tight: Uint8Array, toStaging: boolean): void {
  const { offset, nameOffset, size, rows } = copy
  if (!rows) {
    // Where the copy takes all of the memory, no view of a part is made.
    if (toStaging) staging.set(size === tight.length ? tight : tight.subarray(nameOffset, nameOffset + size), offset)
    else tight.set(size === staging.length ? staging : staging.subarray(offset, offset + size), nameOffset)
    return
  }
  for (let row = 0; row < rows.count; row++) {
    const tightAt = nameOffset + row * rows.tightBytes
    const stagingAt = offset + row * rows.pitchBytes
    if (toStaging) staging.set(tight.subarray(tightAt, tightAt + rows.tightBytes), stagingAt)
    else tight.set(staging.subarray(stagingAt, stagingAt + rows.tightBytes), tightAt)
  }
}
