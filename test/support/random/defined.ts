/** Which bytes of one resource have been written: what a random graph may read without reading rubbish. */
export class Defined {
  readonly size: number
  private readonly flags: Uint8Array
  /** i + 1 where byte i of workgroup counts stands. */
  private readonly counts: Uint8Array

  constructor(size: number, all: boolean) {
    this.size = size
    this.flags = new Uint8Array(size).fill(all ? 1 : 0)
    this.counts = new Uint8Array(size)
  }

  write(offset: number, size: number): void {
    this.flags.fill(1, offset, offset + size)
    this.counts.fill(0, offset, offset + size)
  }

  /** Three words from 1 to 3, as an indirect dispatch takes them, were written here. */
  writeCounts(offset: number): void {
    this.write(offset, 12)
    for (let i = 0; i < 12; i++) this.counts[offset + i] = i + 1
  }

  /** Where such words stand. */
  countOffsets(): number[] {
    return [...this.counts.keys()].filter(
      (at) => at % 4 === 0 && Array.from({ length: 12 }, (_, i) => this.counts[at + i] === i + 1).every(Boolean),
    )
  }

  forget(offset: number, size: number): void {
    this.flags.fill(0, offset, offset + size)
  }

  isDefined(offset: number, size: number): boolean {
    return !this.flags.subarray(offset, offset + size).includes(0)
  }

  /** Longest defined runs, [offset, size] each. */
  runs(): [number, number][] {
    const runs: [number, number][] = []
    let begin = -1
    for (let at = 0; at <= this.size; at++) {
      const defined = at < this.size && this.flags[at] === 1
      if (defined && begin < 0) begin = at
      if (!defined && begin >= 0) {
        runs.push([begin, at - begin])
        begin = -1
      }
    }
    return runs
  }
}
