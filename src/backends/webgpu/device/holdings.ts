/**
 * Objects of sessions. Those with memory of their own (buffers, textures, query sets) are destroyed with the last session that holds
 * them; others (views, bind groups, samplers, bundles) are found again by what they are made of.
 */
import type { MemoryPart } from '../../backend.ts'
import { MemoryParts } from '../../memory-parts.ts'
import type { LiveCounts, ObjectKind } from './live-objects.ts'

export interface Held<T = unknown> {
  readonly kind: ObjectKind
  readonly object: T
  /** The properties that it was made with: bytes, usage flags, further formats of views. */
  readonly sizeBytes: number
  readonly usage: number
  readonly viewFormats: ReadonlySet<string>
  readonly destroy: () => void
  users: number
}

const noFormats: ReadonlySet<string> = new Set()

/** The objects that one session holds. */
export class Holdings {
  private readonly live: LiveCounts
  private readonly held: Held[] = []
  private readonly parts = new MemoryParts(this.held)

  /** @param live the counts of the backend, because an object counts once */
  constructor(live: LiveCounts) {
    this.live = live
  }

  own<T>(
    kind: ObjectKind,
    object: T,
    destroy: () => void,
    {
      sizeBytes = 0,
      usage = 0,
      viewFormats = noFormats,
    }: Partial<Pick<Held, 'sizeBytes' | 'usage' | 'viewFormats'>> = {},
  ): Held<T> {
    const held = { kind, object, sizeBytes, usage, viewFormats, destroy, users: 1 }
    this.live.add(kind)
    this.held.push(held)
    return held
  }

  share<T>(held: Held<T>): Held<T> {
    held.users++
    this.held.push(held)
    return held
  }

  /** Objects with memory. */
  memory(): readonly MemoryPart[] {
    return this.parts.list()
  }

  /** Lets go of everything; where one destruction throws, the others still happen. Idempotent. */
  release(): void {
    for (const held of this.held.splice(0)) {
      if (--held.users > 0) continue
      this.live.add(held.kind, -1)
      try {
        held.destroy()
      } catch {
        // The remaining objects are freed all the same.
      }
    }
  }
}

/** Numbers that stand for objects of the API in keys. */
export class ObjectIds {
  private readonly ids = new WeakMap<object, number>()
  private count = 0

  of(object: object): number {
    let id = this.ids.get(object)
    if (id === undefined) this.ids.set(object, (id = this.count++))
    return id
  }
}

/** Objects of a session by what they are made of, with those of the session before it at hand. */
export class MadeObjects {
  private readonly made = new Map<string, object>()
  private previous: ReadonlyMap<string, object> | undefined

  constructor(previous: MadeObjects | undefined) {
    this.previous = previous?.made
  }

  use<T extends object>(key: string, make: () => T): T {
    const object = this.made.get(key) ?? this.previous?.get(key) ?? make()
    this.made.set(key, object)
    return object as T
  }

  /** Forgets what only the session before has. */
  close(): void {
    this.previous = undefined
  }
}
