/** Gaps: free ranges of a memory as two lists of begins and ends, ascending, and no two side by side. Hot: plain arrays of numbers. */

/** Adds [from, to), of which nothing is free yet, joined with its neighbours. O(gaps) */
export function addGap(begins: number[], ends: number[], from: number, to: number): void {
  let g = 0
  while (g < begins.length && begins[g]! < from) g++
  const joinsBefore = g > 0 && ends[g - 1] === from
  const joinsAfter = g < begins.length && begins[g] === to
  if (joinsBefore && joinsAfter) {
    ends[g - 1] = ends[g]!
    begins.splice(g, 1)
    ends.splice(g, 1)
  } else if (joinsBefore) ends[g - 1] = to
  else if (joinsAfter) begins[g] = from
  else {
    begins.splice(g, 0, from)
    ends.splice(g, 0, to)
  }
}
