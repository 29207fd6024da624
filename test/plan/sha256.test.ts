/** SHA-256 as pages have it, held against Node's. */
import { createHash } from 'node:crypto'
import { expect, it } from 'vitest'
import { sha256 } from '../../src/plan/sha256.ts'

const nodes = (bytes: Uint8Array): string => createHash('sha256').update(bytes).digest('hex')

/** Bytes that repeat late. */
const message = (size: number): Uint8Array => Uint8Array.from({ length: size }, (_, i) => (i * 0x9e37) >>> 5)

it('has the digest of FIPS 180 for "abc"', () => {
  expect(sha256(new TextEncoder().encode('abc'))).toBe(
    'ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad',
  )
})

it('agrees with Node for messages of every length up to four blocks', () => {
  for (let size = 0; size <= 256; size++) expect(sha256(message(size)), `${size} bytes`).toBe(nodes(message(size)))
})

it('agrees with Node for a part of a buffer', () => {
  const part = message(5000).subarray(123, 4321)
  expect(sha256(part)).toBe(nodes(part))
})
