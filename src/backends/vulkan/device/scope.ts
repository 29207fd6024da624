/** Who frees what: everything made for one purpose is freed together, last made first. */
import type { LiveObjects } from '../../backend.ts'

/** Objects by kind that sessions made and that are still alive. */
export class LiveCounts {
  private readonly counts = new Map<string, number>()

  add(kind: string, change: number): void {
    this.counts.set(kind, (this.counts.get(kind) ?? 0) + change)
  }

  read(): LiveObjects {
    return Object.fromEntries(this.counts)
  }
}

export class Scope {
  private readonly live: LiveCounts
  private readonly destroyers: (() => void)[] = []

  constructor(live: LiveCounts) {
    this.live = live
  }

  /** Has `destroy` called when the scope ends. */
  own(kind: string, destroy: () => void): void {
    this.live.add(kind, 1)
    this.destroyers.push(() => {
      this.live.add(kind, -1)
      destroy()
    })
  }

  /** Takes over what another scope owns. */
  adopt(other: Scope): void {
    this.destroyers.push(...other.destroyers.splice(0))
  }

  /** Frees everything; where freeing one thing fails, the rest is still freed. Idempotent. */
  free(): void {
    let destroy: (() => void) | undefined
    while ((destroy = this.destroyers.pop())) {
      try {
        destroy()
      } catch {
        // Destroying cannot fail in Vulkan; what throws here is ours, and must not keep the rest alive.
      }
    }
  }
}
