/** Values by key, as many as were used last: what was not used for the longest time goes first. */
export class RecentlyUsed<T> {
  private readonly kept = new Map<string, T>()
  private readonly most: number

  constructor(most: number) {
    this.most = most
  }

  /** The value of a key, made where it is not there. */
  async use(key: string, make: () => Promise<T>): Promise<T> {
    const value = this.kept.get(key) ?? (await make())
    this.kept.delete(key)
    this.kept.set(key, value)
    if (this.kept.size > this.most) this.kept.delete(this.kept.keys().next().value!)
    return value
  }
}
