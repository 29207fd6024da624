/** One table of all cases: times in milliseconds by profile. Each row is printed as soon as it is known. */
import { profiles } from 'memkit-gpu'

export type Profile = (typeof profiles)[keyof typeof profiles]

const nameWidth = 62
const width = 12

export const printRow = (name: string, cells: readonly (number | string)[]): void =>
  console.log(
    name.padEnd(nameWidth) +
      cells.map((cell) => (typeof cell === 'string' ? cell : cell.toFixed(4)).padStart(width)).join(''),
  )

export function printHeading(title: string, columns: readonly string[] = Object.keys(profiles)): void {
  console.log('')
  printRow(title, columns)
}

export const printByProfile = (name: string, measure: (profile: Profile) => number): void =>
  printRow(
    name,
    Object.values(profiles).map((profile) => measure(profile)),
  )

/**
 * The least time of some work, after enough of it to be compiled: the machine may be shared, and what it does beside is no part of the
 * work. Ends after so many repeats, or half a second and at least ten.
 */
export function least(work: (k: number) => void, repeats: number): number {
  let best = Infinity
  const begin = performance.now()
  for (let k = 0; k < repeats && (k < 10 || performance.now() - begin < 500); k++) {
    const start = performance.now()
    work(k)
    best = Math.min(best, performance.now() - start)
  }
  return best
}

/** As `least`, for several pieces of work in turns, so that what slows the machine down slows all of them. */
export function leastOfEach(works: readonly (() => void)[], repeats: number): number[] {
  const best = works.map(() => Infinity)
  for (let k = 0; k < repeats; k++)
    works.forEach((work, w) => {
      const start = performance.now()
      work()
      best[w] = Math.min(best[w]!, performance.now() - start)
    })
  return best
}
