/**
 * Gaps: free ranges of a memory as two lists of begins and ends, ascending, and no two side by side. Hot: plain arrays of numbers, whose
 * entries are moved by loops, because `splice` makes a list of what it removes, even of nothing.
 */

/** Adds [from, to), of which nothing is free yet, joined with its neighbours. O(gaps) */
export function addGap(begins: number[], ends: number[], from: number, to: number): void {
  let g = 0
  while (g < begins.length && begins[g]! < from) g++
  const joinsBefore = g > 0 && ends[g - 1] === from
  const joinsAfter = g < begins.length && begins[g] === to
  if (joinsBefore && joinsAfter) {
    ends[g - 1] = ends[g]!
    removeGap(begins, ends, g)
  } else if (joinsBefore) ends[g - 1] = to
  else if (joinsAfter) begins[g] = from
  else {
    begins.push(from)
    ends.push(to)
    for (let k = begins.length - 1; k > g; k--) {
      begins[k] = begins[k - 1]!
      ends[k] = ends[k - 1]!
    }
    begins[g] = from
    ends[g] = to
  }
}

/** Removes the gap with this number. O(gaps) */
export function removeGap(begins: number[], ends: number[], g: number): void {
  for (let k = g + 1; k < begins.length; k++) {
    begins[k - 1] = begins[k]!
    ends[k - 1] = ends[k]!
  }
  begins.pop()
  ends.pop()
}
