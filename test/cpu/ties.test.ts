import { expect, it } from 'vitest'
import { referenceRun } from '../../src/reference/index.ts'
import { isNearest } from '../support/nearest-step.ts'
import { bodies, halfway, tieFormats, tieGraph } from '../support/ties.ts'

it.each(tieFormats)('the reference holds the nearest step of %s halfway between two, and no other', async (format) => {
  const texel = (await referenceRun(tieGraph, {}, { bodies })).outputs[format]!
  expect(isNearest(format, halfway, texel)).toBe(true)
})

it('either neighbour is right at a tie, and only there', () => {
  expect([126, 127, 128, 129].map((byte) => isNearest('r8unorm', [0.5], Uint8Array.of(byte)))).toEqual([
    false,
    true,
    true,
    false,
  ])
  expect([101, 102, 103].map((byte) => isNearest('r8unorm', [0.4], Uint8Array.of(byte)))).toEqual([false, true, false])
  expect([62, 63, 64, 65].map((byte) => isNearest('r8snorm', [0.5], Uint8Array.of(byte)))).toEqual([
    false,
    true,
    true,
    false,
  ])
  expect([-65, -64, -63, -62].map((byte) => isNearest('r8snorm', [-0.5], Uint8Array.of(byte)))).toEqual([
    false,
    true,
    true,
    false,
  ])
})
