/**
 * Drafts of the lists of a graph. A list is copied once and changed in place, at the speed of an array; an entry becomes a draft of
 * its own when it is first asked for, so that an edit of a graph of 10^5 passes costs what it touches.
 */
import { current, Immer, isDraft, isDraftable } from 'immer'

type Method = (this: unknown[], ...args: unknown[]) => unknown

/** Methods that change the list and give a number, or the list itself. */
const changing = new Set(['push', 'unshift', 'reverse', 'sort', 'fill', 'copyWithin'])
/** Methods that give entries, or a list of entries. */
const giving = new Set(['pop', 'shift', 'splice', 'slice', 'filter', 'concat', 'at', 'find', 'findLast'])
/** Those of them whose entry has left the list, which need not be searched for it. */
const removing = new Set(['pop', 'shift'])
/** Methods that only look, by a function or for an entry. */
const looking = new Set(['findIndex', 'findLastIndex', 'some', 'every', 'indexOf', 'lastIndexOf', 'includes'])

/** A copy of a list. Faster than `slice`, which copies frozen arrays one property after another. */
export const copyList = <T>(list: readonly T[]): T[] => [...list]

/** Replaces the drafts in part of a list by plain data; a draft that was not changed, by its entry. */
export function finishDrafts(list: unknown[], from: number, end: number): void {
  for (let i = from; i < end; i++) if (isDraft(list[i])) list[i] = current(list[i])
}

export class ListDrafts {
  private immer: Immer | undefined
  private readonly drafts = new Map<object, object>()
  private readonly lists = new WeakMap<object, unknown[]>()

  /**
   * A list to be changed like an array. Functions given to its methods see entries as they are, frozen; what methods give, and
   * what is read by an index or in a loop, are drafts.
   */
  draft(list: unknown[]): unknown[] {
    const methods = new Map<PropertyKey, Method>()
    const proxy = new Proxy(list, {
      get: (target, key) => {
        const value: unknown = Reflect.get(target, key)
        if (typeof value === 'function') {
          let method = methods.get(key)
          if (!method) methods.set(key, (method = this.method(String(key), target, proxy) ?? (value as Method)))
          return method
        }
        if (typeof key === 'symbol' || typeof value !== 'object') return value
        const entry = this.entry(value)
        if (entry !== value) (target as unknown as Record<string, unknown>)[key] = entry
        return entry
      },
    })
    this.lists.set(proxy, list)
    return proxy
  }

  /** A copy of the list that a recipe left, its entries still drafts; what is no list stays what it is. */
  left(value: unknown): unknown {
    if (!Array.isArray(value)) return value
    return this.lists.get(value) ?? (value as unknown[]).slice()
  }

  /** The draft of a frozen entry, always the same one; other values are changed themselves. */
  private entry(value: unknown): unknown {
    if (typeof value !== 'object' || value === null || !Object.isFrozen(value) || !isDraftable(value)) return value
    let draft = this.drafts.get(value)
    if (!draft) this.drafts.set(value, (draft = (this.immer ??= new Immer({ autoFreeze: false })).createDraft(value)))
    return draft
  }

  private method(name: string, target: unknown[], proxy: unknown[]): Method | undefined {
    if (!changing.has(name) && !giving.has(name) && !looking.has(name)) return undefined
    const own = (Array.prototype as unknown as Record<string, Method>)[name]!
    const isSearch = name === 'indexOf' || name === 'lastIndexOf' || name === 'includes'
    return (...args) => {
      if (isSearch && !target.includes(args[0])) args[0] = this.standIn(args[0])
      const given = name === 'concat' ? args.map((one) => this.lists.get(one as object) ?? one) : args
      const result = own.apply(target, given)
      if (result === target) return proxy
      if (!giving.has(name)) return result
      if (Array.isArray(result)) return this.draft(result)
      return removing.has(name) ? this.entry(result) : this.place(target, result)
    }
  }

  /** The draft of an entry that a method gave, put in the entry's place if it still stands in the list. */
  private place(target: unknown[], value: unknown): unknown {
    const entry = this.entry(value)
    const at = entry === value ? -1 : target.indexOf(value)
    if (at >= 0) target[at] = entry
    return entry
  }

  /** An entry for its draft, and a draft for its entry. */
  private standIn(value: unknown): unknown {
    for (const [entry, draft] of this.drafts)
      if (entry === value) return draft
      else if (draft === value) return entry
    return value
  }
}
