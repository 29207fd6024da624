/** The most that is alive at one time, from what begins and ends at each. */

/** The largest sum of the first entries of a list, for any number of them; 0 where none is above. O(entries). */
export function largestSum(change: Float64Array): number {
  let now = 0
  let most = 0
  for (let k = 0; k < change.length; k++) {
    now += change[k]!
    if (now > most) most = now
  }
  return most
}
