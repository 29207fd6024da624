import * as fc from 'fast-check'
import { expect, it } from 'vitest'
import type { PlannedTexture } from '../../../src/plan/document.ts'
import { stretchTextures, type TextureNeed } from '../../../src/plan/rewrites/stretch-textures.ts'
import { device, handPlan } from '../../support/hand-plan.ts'
import { texturePlan } from '../../support/texture-plan.ts'

const texture = (heap: number, offset: number, sizeBytes: number): PlannedTexture => ({
  ...texturePlan().textures[0]!,
  heap,
  offset,
  sizeBytes,
})
const need = (sizeBytes: number, alignment = 1, memoryKind = 0): TextureNeed => ({ sizeBytes, alignment, memoryKind })
const planOf = (...textures: PlannedTexture[]) =>
  handPlan({ heaps: [device(1000), device(1000)], textures, submissions: [] })
const stretched = (textures: PlannedTexture[], needs: (TextureNeed | undefined)[]) => {
  const plan = stretchTextures(
    planOf(...textures),
    new Map(needs.flatMap((one, t) => (one ? [[t, one] as const] : []))),
  )
  return {
    heaps: plan.heaps.slice(2).map(({ sizeBytes }) => sizeBytes),
    textures: plan.textures.map(({ heap, offset, sizeBytes }) => [heap, offset, sizeBytes]),
  }
}

it('textures side by side stay so, and those that share bytes go on sharing them', () => {
  const textures = [texture(0, 0, 100), texture(0, 100, 100), texture(0, 0, 200)]
  expect(stretched(textures, [need(150), need(120, 64), need(200)])).toEqual({
    heaps: [312],
    textures: [
      [2, 0, 150],
      [2, 192, 120],
      [2, 0, 200],
    ],
  })
})

it('each heap and each kind of memory becomes a heap of its own, behind the heaps of the plan', () => {
  const textures = [texture(0, 0, 100), texture(1, 0, 100), texture(0, 100, 100), texture(0, 200, 100)]
  expect(stretched(textures, [need(100), need(110), need(120, 1, 7), undefined])).toEqual({
    heaps: [100, 110, 120],
    textures: [
      [2, 0, 100],
      [3, 0, 110],
      [4, 0, 120],
      [undefined, undefined, 100],
    ],
  })
})

it('placements follow their textures, and the plan that was given stays as it was', () => {
  const plan = texturePlan()
  const before = structuredClone(plan)
  const made = stretchTextures(plan, new Map([[0, need(4096, 1024)]]))
  expect(plan).toEqual(before)
  const heap = plan.heaps.length
  expect(made.placements).toEqual([{ ...plan.placements[0], heap, offset: 0, sizeBytes: 4096 }])
  expect(made.submissions).toBe(plan.submissions)
  expect(made.hash).not.toBe(plan.hash)
})

it('what was apart stays apart, as large and as aligned as the driver wants it', () => {
  const one = fc.record({
    offset: fc.nat(40),
    planned: fc.integer({ min: 1, max: 12 }),
    real: fc.integer({ min: 1, max: 40 }),
    alignment: fc.constantFrom(1, 2, 4, 16),
  })
  fc.assert(
    fc.property(fc.array(one, { minLength: 1, maxLength: 12 }), (list) => {
      const { heaps, textures } = stretched(
        list.map(({ offset, planned }) => texture(0, offset, planned)),
        list.map(({ real, alignment }) => need(real, alignment)),
      )
      list.forEach(({ offset, planned, real, alignment }, i) => {
        const at = textures[i]![1]!
        expect(at % alignment).toBe(0)
        expect(at + real).toBeLessThanOrEqual(heaps[0]!)
        list.forEach((other, j) => {
          if (offset + planned <= other.offset) expect(at + real).toBeLessThanOrEqual(textures[j]![1]!)
        })
      })
    }),
  )
})
