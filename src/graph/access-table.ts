/** The accesses of all passes as growing parallel arrays, and the check inside one pass that needs nothing else. */
import { overlappingCopy, shown, usageConflict } from '../errors.ts'
import { WRITES } from './access.ts'
import type { Pass } from './document.ts'
import { endpointId } from './endpoint.ts'
import type { EndpointUse } from './endpoint-use.ts'
import { float64Array, float64Slice, int32Array, int32Slice, uint8Array, uint8Slice } from './typed-arrays.ts'

/** Growing parallel arrays of accesses. */
export class AccessTable {
  count = 0
  /** Whether an access of no bytes was asked for. */
  leavesOutEmpty = false
  private instance: Int32Array
  private begin: Float64Array
  private end: Float64Array
  private flags: Uint8Array
  private kind: Uint8Array
  private slot: Int32Array
  private readonly start: Int32Array

  /** A row is a pass. There is room for the accesses that are expected; there may be more. */
  constructor(passCount: number, expected: number) {
    this.instance = int32Array(expected)
    this.begin = float64Array(expected)
    this.end = float64Array(expected)
    this.flags = uint8Array(expected)
    this.kind = uint8Array(expected)
    this.slot = int32Array(expected)
    this.start = int32Array(passCount + 1)
  }

  beginPass(p: number): void {
    this.start[p] = this.count
  }

  /** Six parameters instead of an object: a graph may have 10^6 accesses. */
  add(instance: number, begin: number, end: number, flags: number, kind: number, slot: number): void {
    if (begin === end) {
      this.leavesOutEmpty = true
      return
    }
    const i = this.count++
    if (i === this.instance.length) this.grow()
    this.instance[i] = instance
    this.begin[i] = begin
    this.end[i] = end
    this.flags[i] = flags
    this.kind[i] = kind
    this.slot[i] = slot
  }

  /** Refuses a pass in which one endpoint touches a byte that another one writes (faults F19 and F26). */
  checkConflicts(row: number, p: number, pass: Pass, uses: readonly EndpointUse[]): void {
    const from = this.start[row]!
    if (this.count - from < 2 || (this.count - from <= 16 && !this.anyConflict(from))) return
    const order = Array.from({ length: this.count - from }, (_, i) => from + i)
    order.sort((a, b) => this.instance[a]! - this.instance[b]! || this.begin[a]! - this.begin[b]! || a - b)
    // Sweep by begin; remember the furthest end of any access and of any write.
    let anyEnd = -1,
      anyAt = -1,
      writeEnd = -1,
      writeAt = -1,
      instance = -1
    for (const i of order) {
      if (this.instance[i] !== instance) {
        instance = this.instance[i]!
        anyEnd = writeEnd = -1
      }
      const writes = (this.flags[i]! & WRITES) !== 0
      const other = writes && this.begin[i]! < anyEnd ? anyAt : this.begin[i]! < writeEnd ? writeAt : -1
      if (other >= 0 && this.slot[other] !== this.slot[i]) {
        const slots = [this.slot[i]!, this.slot[other]!].sort((one, two) => one - two)
        const [first, second] = slots.map((slot) => uses[slot]!)
        const resource = shown(endpointId(second!.endpoint))
        if (pass.kind === 'copy') throw overlappingCopy(resource, `passes[${p}]`)
        throw usageConflict(
          `Two uses of ${resource} touch the same bytes, this one and another (${first!.path}), and one of them writes; split the pass, or use disjoint ranges`,
          second!.path,
          { other: first!.path },
        )
      }
      if (this.end[i]! > anyEnd) [anyEnd, anyAt] = [this.end[i]!, i]
      if (writes && this.end[i]! > writeEnd) [writeEnd, writeAt] = [this.end[i]!, i]
    }
  }

  /** For the usual handful of accesses: whether any two of different endpoints overlap and one writes. */
  private anyConflict(from: number): boolean {
    for (let i = from + 1; i < this.count; i++) {
      for (let j = from; j < i; j++) {
        if (this.instance[i] !== this.instance[j] || this.slot[i] === this.slot[j]) continue
        if (
          ((this.flags[i]! | this.flags[j]!) & WRITES) !== 0 &&
          this.begin[i]! < this.end[j]! &&
          this.begin[j]! < this.end[i]!
        )
          return true
      }
    }
    return false
  }

  finish() {
    const n = this.count
    return {
      accessStart: this.start,
      accessInstance: n === this.instance.length ? this.instance : int32Slice(this.instance, 0, n),
      accessBegin: n === this.begin.length ? this.begin : float64Slice(this.begin, 0, n),
      accessEnd: n === this.end.length ? this.end : float64Slice(this.end, 0, n),
      accessFlags: n === this.flags.length ? this.flags : uint8Slice(this.flags, 0, n),
      accessKind: n === this.kind.length ? this.kind : uint8Slice(this.kind, 0, n),
      accessSlot: n === this.slot.length ? this.slot : int32Slice(this.slot, 0, n),
    }
  }

  private grow(): void {
    const wider = <T extends Int32Array | Float64Array | Uint8Array>(old: T, made: T): T => {
      made.set(old)
      return made
    }
    const size = Math.max(64, this.instance.length * 2)
    this.instance = wider(this.instance, int32Array(size))
    this.begin = wider(this.begin, float64Array(size))
    this.end = wider(this.end, float64Array(size))
    this.flags = wider(this.flags, uint8Array(size))
    this.kind = wider(this.kind, uint8Array(size))
    this.slot = wider(this.slot, int32Array(size))
  }
}
