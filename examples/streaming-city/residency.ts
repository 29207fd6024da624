/** Which tiles are on the device: the nearest that fit into a budget, a few exchanged at a time. */
import type { Tile } from './city.ts'

export interface Limits {
  readonly budgetBytes: number
  /** Tiles further away are not wanted. */
  readonly radius: number
  /** Most that come at a time, so that no frame has much to do. */
  readonly loadBytes: number
}

export interface Exchange {
  /** In an order that does not depend on how they came. */
  readonly resident: readonly Tile[]
  /** The nearest first. */
  readonly loaded: readonly Tile[]
  readonly left: readonly Tile[]
}

/** A tile leaves only when another one needs its room, the furthest first. */
export function exchangeTiles(
  city: readonly Tile[],
  resident: readonly Tile[],
  eye: { readonly x: number; readonly z: number },
  { budgetBytes, radius, loadBytes }: Limits,
): Exchange {
  const distance = ({ x, z }: Tile): number => Math.hypot(x - eye.x, z - eye.z)
  const byDistance = (a: Tile, b: Tile): number => distance(a) - distance(b) || (a.id < b.id ? -1 : 1)
  const wanted = nearestThatFit(city.filter((tile) => distance(tile) <= radius).sort(byDistance), budgetBytes)
  const missing = wanted.filter((tile) => !resident.includes(tile))
  const loaded = nearestThatFit(missing, loadBytes)
  const kept = new Set(resident)
  const left: Tile[] = []
  const leaving = resident.filter((tile) => !wanted.includes(tile)).sort(byDistance)
  for (let used = bytesOf([...resident, ...loaded]); used > budgetBytes;) {
    // All wanted tiles fit together, so one that is not wanted is left.
    const tile = leaving.pop()!
    kept.delete(tile)
    left.push(tile)
    used -= tile.sizeBytes
  }
  return { resident: city.filter((tile) => kept.has(tile) || loaded.includes(tile)), loaded, left }
}

export const bytesOf = (tiles: readonly Tile[]): number => tiles.reduce((sum, { sizeBytes }) => sum + sizeBytes, 0)

/** As many of the first as fit. */
export function nearestThatFit(tiles: readonly Tile[], budgetBytes: number): Tile[] {
  let used = 0
  const end = tiles.findIndex(({ sizeBytes }) => (used += sizeBytes) > budgetBytes)
  return tiles.slice(0, end < 0 ? tiles.length : end)
}
