/** SHA-256 as pages have it, against Node's. */
import { createHash } from 'node:crypto'
import fc from 'fast-check'
import { expect, it } from 'vitest'
import { sha256 } from '../../src/plan/sha256.ts'

const ofNode = (bytes: Uint8Array) => createHash('sha256').update(bytes).digest('hex')

it('every length up to four blocks has the digest that Node gives it', () => {
  const bytes = Uint8Array.from({ length: 256 }, (_, i) => (i * 167) & 255)
  for (let length = 0; length <= 256; length++) {
    const part = bytes.subarray(0, length)
    expect(sha256(part)).toBe(ofNode(part))
  }
})

it('so do bytes of any values, in the middle of other memory', () => {
  const property = fc.property(fc.uint8Array({ maxLength: 1000 }), fc.nat(9), (bytes, offset) => {
    expect(sha256(bytes.subarray(offset))).toBe(ofNode(bytes.subarray(offset)))
  })
  fc.assert(property, { numRuns: 200 })
})

it('and a million zeros', () => {
  expect(sha256(new Uint8Array(1e6))).toBe(ofNode(new Uint8Array(1e6)))
})
