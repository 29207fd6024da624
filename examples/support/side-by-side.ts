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
  /** Largest distance between two pictures in one colour of one texel. */
  readonly most: number
  /** Share of texels with a colour in which two pictures are more than 2 apart. */
  readonly farOff: number
}

/** Devices round differently; only steps that one could see are to show. */
const brightness = 32

/** The last picture shows, for each colour of each texel, the distance of the lowest and the highest of all pictures, 32 times as bright. */
export function sideBySide(pictures: readonly NamedPicture[], width: number, height: number): Comparison {
  const difference = new Uint8Array(4 * width * height)
  let [most, far] = [0, 0]
  for (let i = 0; i < difference.length; i += 4) {
    let apart = 0
    for (let c = 0; c < 3; c++) {
      const values = pictures.map(({ texels }) => texels[i + c]!)
      const distance = Math.max(...values) - Math.min(...values)
      difference[i + c] = Math.min(255, brightness * distance)
      apart = Math.max(apart, distance)
    }
    difference[i + 3] = 255
    most = Math.max(most, apart)
    if (apart > 2) far++
  }
  const columns = [...pictures.map(({ texels }) => texels), ...(pictures.length > 1 ? [difference] : [])]
  const texels = new Uint8Array(4 * width * height * columns.length)
  columns.forEach((column, x) => {
    for (let y = 0; y < height; y++)
      texels.set(column.subarray(4 * width * y, 4 * width * (y + 1)), 4 * width * (columns.length * y + x))
  })
  return { texels, width: width * columns.length, most, farOff: far / (width * height) }
}

export const describeComparison = (pictures: readonly NamedPicture[], { most, farOff }: Comparison): string =>
  pictures.length < 2
    ? `${pictures[0]!.name} alone: nothing to compare it with`
    : `${pictures.map(({ name }) => name).join(', ')}: at most ${most} of 255 apart; ` +
      `more than 2 apart in ${Number((100 * farOff).toPrecision(2))} % of the texels. The difference comes last, ${brightness} times as bright`
