/**
 * The Luby sequence 1 1 2 1 1 2 4 …, from index 1: within a logarithmic factor of the best restart strategy, whatever the run
 * lengths.
 */
export function luby(index: number): number {
  for (;;) {
    let power = 1
    while (2 * power - 1 < index) power *= 2
    if (2 * power - 1 === index) return power
    index -= power - 1
  }
}
