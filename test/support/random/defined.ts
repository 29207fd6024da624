/** Which bytes of one resource have been written: what a random graph may read without reading rubbish. */
export class Defined {
  readonly size: number
  private readonly flags: Uint8Array

  constructor(size: number, all: boolean) {
    this.size = size
    this.flags = new Uint8Array(size).fill(all ? 1 : 0)
  }

  write(offset: number, size: number): void {
    this.flags.fill(1, offset, offset + size)
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
