/** Pictures of one size beside each other, and how far they lie apart. */

export interface NamedPicture {
  readonly name: string
  /** RGBA, 8 bits each. */
  readonly texels: Uint8Array
}

export interface Comparison {
  /** The pictures in a row, and the difference where there are several: RGBA, 8 bits each. */
  readonly texels: Uint8Array
  readonly width: number
}

/** Devices round differently; only steps that one could see are to show. */
const brightness = 32

/** The last picture shows, for each colour of each texel, the distance of the lowest and the highest of all pictures, 32 times as bright. */
export function sideBySide(pictures: readonly NamedPicture[], width: number, height: number): Comparison {
  const difference = new Uint8Array(4 * width * height)
  for (let i = 0; i < difference.length; i += 4) {
    for (let c = 0; c < 3; c++) {
      const values = pictures.map(({ texels }) => texels[i + c]!)
      difference[i + c] = Math.min(255, brightness * (Math.max(...values) - Math.min(...values)))
    }
    difference[i + 3] = 255
  }
  const columns = [...pictures.map(({ texels }) => texels), ...(pictures.length > 1 ? [difference] : [])]
  const texels = new Uint8Array(4 * width * height * columns.length)
  columns.forEach((column, x) => {
    for (let y = 0; y < height; y++)
      texels.set(column.subarray(4 * width * y, 4 * width * (y + 1)), 4 * width * (columns.length * y + x))
  })
  return { texels, width: width * columns.length }
}

/** How far each picture lies from the first, a line each. */
export function describeComparison([first, ...others]: readonly NamedPicture[]): string {
  if (others.length === 0) return `${first!.name} alone: nothing to compare it with`
  const lines = others.map(({ name, texels }) => {
    let [most, far] = [0, 0]
    for (let i = 0; i < texels.length; i += 4) {
      const apart = Math.max(...[0, 1, 2].map((c) => Math.abs(texels[i + c]! - first!.texels[i + c]!)))
      most = Math.max(most, apart)
      if (apart > 2) far++
    }
    const share = Number(((400 * far) / texels.length).toPrecision(2))
    return `${name} and ${first!.name}: more than 2 of 255 apart in ${share} % of the texels, at most ${most}`
  })
  return [...lines, `the difference comes last, ${brightness} times as bright`].join('\n')
}
