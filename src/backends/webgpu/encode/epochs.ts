/** The number of times that the body of each pass was invalidated: what was recorded at another number is old. */
export class Epochs {
  private readonly counts = new Map<string, number>()

  of(pass: string): number {
    return this.counts.get(pass) ?? 0
  }

  next(pass: string): void {
    this.counts.set(pass, this.of(pass) + 1)
  }
}
