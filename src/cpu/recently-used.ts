/** Values by key, as many as were used last: what was not used for the longest time goes first. Each operation O(1). */
export class RecentlyUsed<T extends object> {
  /** In the order of their last use. */
  private readonly kept = new Map<string, T>()
  private readonly most: number

  constructor(most: number) {
    this.most = most
  }

  get(key: string): T | undefined {
    const value = this.kept.get(key)
    if (value) {
      this.kept.delete(key)
      this.kept.set(key, value)
    }
    return value
  }

  set(key: string, value: T): void {
    this.kept.delete(key)
    this.kept.set(key, value)
    if (this.kept.size > this.most) this.kept.delete(this.kept.keys().next().value!)
  }

  /** The value of a key, made where it is not there. A promise that is rejected is forgotten. */
  use(key: string, make: () => T): T {
    const known = this.get(key)
    if (known) return known
    const value = make()
    this.set(key, value)
    if (value instanceof Promise)
      value.catch(() => {
        if (this.kept.get(key) === value) this.kept.delete(key)
      })
    return value
  }
}
