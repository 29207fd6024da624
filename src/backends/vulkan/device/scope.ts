/** Ownership of Vulkan objects: objects made for one purpose are destroyed together, in reverse order of creation. */
import type { LiveObjects } from '../../backend.ts'

/** Number of live objects that sessions have created, by kind. */
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
  readonly live: LiveCounts
  private readonly destroyers: (() => void)[] = []

  constructor(live: LiveCounts) {
    this.live = live
  }

  /** Registers `destroy` to be called when the scope ends. */
  own(kind: string, destroy: () => void): void {
    this.live.add(kind, 1)
    this.destroyers.push(() => {
      this.live.add(kind, -1)
      destroy()
    })
  }

  /** Registers what happens when the scope ends, and is no object. */
  whenFreed(work: () => void): void {
    this.destroyers.push(work)
  }

  /** Takes over all objects of another scope. */
  adopt(other: Scope): void {
    this.destroyers.push(...other.destroyers.splice(0))
  }

  /** Destroys everything; where one destruction throws, the others still happen. Idempotent. */
  free(): void {
    let destroy: (() => void) | undefined
    while ((destroy = this.destroyers.pop())) {
      try {
        destroy()
      } catch {
        // Destroying cannot fail in Vulkan. An exception here is a bug of this library, and must not keep other objects alive.
      }
    }
  }
}

/** Objects that several scopes hold, of which each counts once: they are destroyed with the last of those. */
export class Shared {
  /** Bytes of memory that go with it. */
  readonly sizeBytes: number
  readonly scope: Scope
  private users = 0
  /** One function for all that hold it: there may be 10^4 objects, each held anew by every update. */
  private readonly release = (): void => {
    if (--this.users === 0) this.scope.free()
  }

  constructor(scope: Scope, sizeBytes: number) {
    this.scope = scope
    this.sizeBytes = sizeBytes
  }

  hold(by: Scope): void {
    this.users++
    by.whenFreed(this.release)
  }
}
