/**
 * Sets of commands of which only the latest per queue and access kind is kept: whatever comes after that one comes after the
 * others. Sets are integers, with 0 for the empty set; a union that equals one of its operands is that operand.
 */
import { GrowableInt32 } from '../support/growable.ts'

/** Number of bits of an access kind. */
export const kindBits = 4

/** More than every key. */
const noKey = 2 ** 30

/** All sets of commands of one plan. */
export class LatestCommands {
  /** Members of set i are `start[i] … start[i + 1]`, in ascending order of their keys, which are queue and kind. */
  private readonly start: GrowableInt32
  private readonly key: GrowableInt32
  private readonly command: GrowableInt32
  /** The last set of one command, with its member: a command mostly touches several things in one way. */
  private ofCommand = -1
  private ofKey = 0
  private ofSet = 0
  /** The operands of the last union, and the union. */
  private lastA = 0
  private lastB = 0
  private lastUnion = 0

  /** Room for the sets of so many touches, which are one each at most if nothing is united. */
  constructor(touches: number) {
    this.start = new GrowableInt32(touches + 2)
    this.key = new GrowableInt32(touches + 1)
    this.command = new GrowableInt32(touches + 1)
    this.start.push(0)
    this.start.push(0)
  }

  /** Ends all sets. */
  handBack(): void {
    this.start.handBack()
    this.key.handBack()
    this.command.handBack()
  }

  /** The set of one command. */
  of(command: number, queue: number, kind: number): number {
    const key = (queue << kindBits) | kind
    if (command === this.ofCommand && key === this.ofKey) return this.ofSet
    this.key.push(key)
    this.command.push(command)
    this.ofCommand = command
    this.ofKey = key
    return (this.ofSet = this.start.push(this.key.length) - 1)
  }

  readonly union = (a: number, b: number): number => {
    if (a === b || b === 0) return a
    if (a === 0) return b
    if (this.lastA === a && this.lastB === b) return this.lastUnion
    const { start, key, command } = this
    const mark = key.length
    let i = start.get(a)
    let j = start.get(b)
    const endA = start.get(a + 1)
    const endB = start.get(b + 1)
    let isA = true
    let isB = true
    while (i < endA || j < endB) {
      const keyA = i < endA ? key.get(i) : noKey
      const keyB = j < endB ? key.get(j) : noKey
      const isFromA = keyA < keyB || (keyA === keyB && command.get(i) >= command.get(j))
      const isFromB = keyB < keyA || (keyA === keyB && command.get(j) >= command.get(i))
      isA &&= isFromA
      isB &&= isFromB
      key.push(Math.min(keyA, keyB))
      command.push(command.get(isFromA ? i : j))
      if (keyA <= keyB) i++
      if (keyB <= keyA) j++
    }
    if (isA || isB) {
      key.length = mark
      command.length = mark
    }
    this.lastA = a
    this.lastB = b
    return (this.lastUnion = isA ? a : isB ? b : start.push(key.length) - 1)
  }

  each(set: number, visit: (command: number, kind: number) => void): void {
    for (let k = this.start.get(set); k < this.start.get(set + 1); k++)
      visit(this.command.get(k), this.key.get(k) & ((1 << kindBits) - 1))
  }
}
