/** Maximal cliques of a small conflict graph (Bron & Kerbosch 1973, with pivots after Tomita et al. 2006). */
import type { Lists } from './model.ts'

/** Most cliques: a graph with more is too dense in structure for what they are wanted for. */
const mostCliques = 400

/** Every maximal clique of up to 64 blocks, each ascending; null if there are too many. Blocks without conflicts are cliques of one. */
export function maximalCliques(count: number, { first, values }: Lists): number[][] | null {
  const isNeighbour = Array.from({ length: count }, () => new Set<number>())
  for (let i = 0; i < count; i++) {
    for (let k = first[i]!; k < first[i + 1]!; k++) isNeighbour[i]!.add(values[k]!)
  }
  const cliques: number[][] = []
  const grow = (clique: number[], candidates: number[], excluded: number[]): boolean => {
    if (candidates.length === 0) {
      if (excluded.length === 0) cliques.push(clique.toSorted((a, b) => a - b))
      return cliques.length <= mostCliques
    }
    let pivot = candidates[0]!
    let most = -1
    for (const one of [...candidates, ...excluded]) {
      const met = candidates.reduce((sum, other) => sum + Number(isNeighbour[one]!.has(other)), 0)
      if (met > most) [pivot, most] = [one, met]
    }
    const left = candidates.slice()
    const over = excluded.slice()
    for (const one of candidates) {
      if (isNeighbour[pivot]!.has(one)) continue
      const near = (other: number): boolean => isNeighbour[one]!.has(other)
      if (!grow([...clique, one], left.filter(near), over.filter(near))) return false
      left.splice(left.indexOf(one), 1)
      over.push(one)
    }
    return true
  }
  const all = Array.from({ length: count }, (_, i) => i)
  return grow([], all, []) ? cliques : null
}
