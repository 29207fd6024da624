import { describe, expect, it } from 'vitest'
import { shareByOrder } from '../../../src/planner/place/share-by-order.ts'
import { shareTextures, type TextureLife } from '../../../src/planner/place/texture-sharing.ts'
import { random } from '../../support/shapes/parts.ts'

/** Lives on two queues that wait for each other now and then: an interval covers whatever may run beside its last use. */
function livesOf(seed: number) {
  const next = random(seed)
  const waits = Array.from({ length: 12 }, () => next(4) === 0)
  const lives: TextureLife[] = []
  const uses: { readonly queue: number; readonly first: number; readonly last: number }[] = []
  for (let value = 0, count = 1 + next(9); value < count; value++) {
    const first = next(12)
    const last = Math.min(11, first + next(3))
    const until = waits.indexOf(true, last + 1)
    uses.push({ queue: next(2), first, last })
    lives.push({ value, descriptor: 'ab'[next(2)]!, start: first, end: until < 0 ? 12 : until })
  }
  const precedes = (v: number, w: number): boolean => {
    const [a, b] = [uses[v]!, uses[w]!]
    return a.queue === b.queue ? a.last < b.first : waits.slice(a.last + 1, b.first + 1).includes(true)
  }
  return { lives, precedes }
}

/** The fewest textures by trying every one for each life, in the order of their starts. */
function fewest(lives: readonly TextureLife[], precedes: (v: number, w: number) => boolean): number {
  const order = lives.toSorted((a, b) => a.start - b.start || a.value - b.value)
  let best = lives.length
  const chains: TextureLife[][] = []
  const put = (k: number): void => {
    if (chains.length >= best) return
    if (k === order.length) {
      best = chains.length
      return
    }
    const life = order[k]!
    for (const chain of chains) {
      const last = chain.at(-1)!
      if (last.descriptor !== life.descriptor || !precedes(last.value, life.value)) continue
      chain.push(life)
      put(k + 1)
      chain.pop()
    }
    chains.push([life])
    put(k + 1)
    chains.pop()
  }
  put(0)
  return best
}

describe('shareByOrder', () => {
  it('takes the fewest textures whose lives follow one another, and the same as intervals where these do', () => {
    let fewer = 0
    for (let seed = 0; seed < 500; seed++) {
      const { lives, precedes } = livesOf(seed)
      const inTime = shareTextures(lives)
      const { texture, count } = shareByOrder(lives, inTime, precedes)
      expect(count, `seed ${seed}`).toBe(fewest(lives, precedes))
      if (count === inTime.count) expect(texture).toBe(inTime.texture)
      else fewer++
      for (const v of lives)
        for (const w of lives) {
          if (v === w || texture[v.value] !== texture[w.value]) continue
          expect(v.descriptor).toBe(w.descriptor)
          expect(precedes(v.value, w.value) || precedes(w.value, v.value)).toBe(true)
        }
    }
    expect(fewer).toBeGreaterThan(50)
  })
})
