import { describe, expect, it } from 'vitest'
import { shareTextures, type TextureLife } from '../../../src/planner/place/texture-sharing.ts'
import { random } from '../../support/shapes/parts.ts'

/** The same choice by looking at every texture: of those that are free, the one that ended first, and of equals the first. */
function byLooking(lives: readonly TextureLife[]): number[] {
  const shared: { descriptor: string; end: number }[] = []
  const texture: number[] = []
  for (const i of [...lives.keys()].sort((a, b) => lives[a]!.start - lives[b]!.start || a - b)) {
    const { descriptor, start, end } = lives[i]!
    const free = [...shared.keys()].filter((t) => shared[t]!.descriptor === descriptor && shared[t]!.end <= start)
    const best = free.sort((a, b) => shared[a]!.end - shared[b]!.end || a - b)[0]
    texture[i] = best ?? shared.push({ descriptor, end }) - 1
    shared[texture[i]]!.end = end
  }
  return texture
}

describe('shareTextures', () => {
  it('takes the texture that has been free the longest, and opens another where none is free', () => {
    for (let seed = 0; seed < 200; seed++) {
      const next = random(seed)
      const lives = Array.from({ length: 1 + next(80) }, (_, value) => {
        const start = next(30)
        return { value, descriptor: 'abc'[next(3)]!, start, end: start + 1 + next(9) }
      })
      const { texture, count } = shareTextures(lives)
      expect([...texture]).toEqual(byLooking(lives))
      expect(count).toBe(Math.max(...texture) + 1)
    }
  })
})
