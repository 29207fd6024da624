/** A small seeded generator, so that every schedule can be run again: Marsaglia's xorshift32 over a mixed seed. */
export interface Random {
  /** An integer in 0 … count − 1. */
  below(count: number): number
}

export function createRandom(seed: number): Random {
  // Neighbouring seeds must not give neighbouring sequences, and 0 is xorshift's one fixed point.
  let state = Math.imul(seed ^ 0x9e3779b9, 0x85ebca6b) | 0
  state = Math.imul(state ^ (state >>> 15), 0xc2b2ae35) | 1
  return {
    below(count) {
      state ^= state << 13
      state ^= state >>> 17
      state ^= state << 5
      return (state >>> 0) % count
    },
  }
}
