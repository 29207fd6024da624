/** Ticks between two timestamps, without big integers, as those have them. */
import { expect, it } from 'vitest'
import { ticksBetween } from '../../src/backends/vulkan/session/timestamps.ts'

it('are signed and wrap around, on clocks of 16 to 64 bits', () => {
  let seed = 1
  const word = (): number => (seed = (Math.imul(seed, 1_664_525) + 1_013_904_223) >>> 0)
  for (let i = 0; i < 20_000; i++) {
    const bits = 16 + (i % 49)
    const first = BigInt.asUintN(bits, (BigInt(word()) << 32n) + BigInt(word()))
    // Up to 2^52 apart: beyond that, numbers are not exact.
    const reach = Math.min(bits - 1, 52)
    const apart = BigInt.asIntN(reach, (BigInt(word()) << 32n) + BigInt(word()))
    const stamps = new BigUint64Array([first, BigInt.asUintN(bits, first + apart)])
    expect(ticksBetween(new Uint32Array(stamps.buffer), 1, bits), `${bits} bits, ${first} and ${apart}`).toBe(
      Number(apart),
    )
  }
})
