import { createHash } from 'node:crypto'
import fc from 'fast-check'
import { expect, it } from 'vitest'
import { Sha256 } from '../../src/plan/sha256.ts'

const digestOf = (pieces: readonly Uint8Array[]): string => {
  const hash = new Sha256()
  for (const piece of pieces) hash.update(piece)
  return hash.digest()
}

it('is Node’s digest, at every length around a block', () => {
  const bytes = Uint8Array.from({ length: 200 }, (_, i) => 37 * i)
  for (let length = 0; length <= bytes.length; length++) {
    const part = bytes.subarray(0, length)
    expect(digestOf([part])).toBe(createHash('sha256').update(part).digest('hex'))
  }
})

it('is Node’s digest, however the bytes come in pieces', () => {
  fc.assert(
    fc.property(fc.array(fc.uint8Array({ maxLength: 300 }), { maxLength: 8 }), (pieces) => {
      expect(digestOf(pieces)).toBe(createHash('sha256').update(Buffer.concat(pieces)).digest('hex'))
    }),
  )
})
