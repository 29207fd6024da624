/** A binary heap in an array of numbers, the least first. */

/** Puts a number into a heap. */
export function pushLeast(heap: number[], value: number): void {
  let at = heap.push(value) - 1
  while (at > 0) {
    const up = (at - 1) >> 1
    if (heap[up]! <= value) break
    heap[at] = heap[up]!
    at = up
  }
  heap[at] = value
}

/** Removes and returns the least number. The heap must not be empty. */
export function popLeast(heap: number[]): number {
  const least = heap[0]!
  const value = heap.pop()!
  const size = heap.length
  if (size === 0) return least
  let at = 0
  for (;;) {
    let down = 2 * at + 1
    if (down >= size) break
    if (down + 1 < size && heap[down + 1]! < heap[down]!) down++
    if (value <= heap[down]!) break
    heap[at] = heap[down]!
    at = down
  }
  heap[at] = value
  return least
}
