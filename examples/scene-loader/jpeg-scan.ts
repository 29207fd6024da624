/** The scans of a JPEG file: from bits to coefficients of blocks, all at once or by successive approximation. */
import type { BitReader, HuffmanTable } from './jpeg-bits.ts'

export interface Component {
  readonly id: number
  /** Samples across and down for each of the frame's least dense component's. */
  readonly h: number
  readonly v: number
  readonly quantisation: number
  /** Blocks that show something; rows of the memory are as wide as whole units need. */
  readonly columns: number
  readonly rows: number
  readonly stride: number
  /** 64 for each block, in zigzag order. */
  readonly coefficients: Int16Array
  /** The DC value of the block before. */
  predicted: number
}

export interface Scan {
  readonly components: readonly {
    readonly component: Component
    readonly dc: HuffmanTable
    readonly ac: HuffmanTable
  }[]
  readonly progressive: boolean
  readonly first: number
  readonly last: number
  /** Bits that were known before, and that are still to come. */
  readonly high: number
  readonly low: number
  /** Units between restarts; 0: none. */
  readonly restartInterval: number
  readonly unitColumns: number
  readonly unitRows: number
}

/** Reads one scan into the coefficients of its components. @throws Error when it is broken or cut short */
export function readScan(bits: BitReader, scan: Scan): void {
  const { components, restartInterval } = scan
  const block = blockReader(bits, scan)
  const only = components.length === 1 ? components[0]!.component : undefined
  const unitColumns = only ? only.columns : scan.unitColumns
  const units = unitColumns * (only ? only.rows : scan.unitRows)
  for (let unit = 0; unit < units; unit++) {
    if (restartInterval > 0 && unit > 0 && unit % restartInterval === 0) {
      if (!bits.restart()) throw new Error('a restart marker is missing')
      for (const { component } of components) component.predicted = 0
      block.restart()
    }
    const [x, y] = [unit % unitColumns, Math.floor(unit / unitColumns)]
    components.forEach(({ component }, c) => {
      const { h, v, stride } = component
      if (only) return block.read(c, 64 * (y * stride + x))
      for (let j = 0; j < v; j++) for (let i = 0; i < h; i++) block.read(c, 64 * ((y * v + j) * stride + x * h + i))
    })
  }
}

function blockReader(bits: BitReader, { components, progressive, first, last, high, low }: Scan) {
  /** Blocks yet to come whose band is all zeros. */
  let empty = 0

  const readDc = (c: number): number => {
    const { component, dc } = components[c]!
    return (component.predicted += bits.readSigned(bits.decode(dc)))
  }
  /** Coefficients of a band that is new. */
  const readBand = (c: number, at: number, from: number, scale: number): void => {
    const { component, ac } = components[c]!
    for (let k = from; k <= last; k++) {
      const code = bits.decode(ac)
      const [run, size] = [code >> 4, code & 15]
      if (size > 0) {
        k += run
        if (k > 63) throw new Error('a block has more than 64 coefficients')
        component.coefficients[at + k] = bits.readSigned(size) * scale
      } else if (run === 15) k += 15
      else {
        empty = (1 << run) - 1 + bits.read(run)
        return
      }
    }
  }
  const refine = (coefficients: Int16Array, at: number): void => {
    if (bits.read(1) === 1) coefficients[at]! += coefficients[at]! > 0 ? 1 << low : -(1 << low)
  }
  /** One bit more for what is known, and new coefficients of one bit between. */
  const refineBand = (c: number, at: number): void => {
    const { component, ac } = components[c]!
    const { coefficients } = component
    let k = first
    while (empty === 0 && k <= last) {
      const code = bits.decode(ac)
      let run = code >> 4
      let value = 0
      if ((code & 15) > 0) value = bits.read(1) === 1 ? 1 << low : -(1 << low)
      else if (run < 15) {
        empty = (1 << run) + bits.read(run)
        break
      }
      for (; k <= last; k++) {
        if (coefficients[at + k] !== 0) refine(coefficients, at + k)
        else if (run-- === 0) {
          coefficients[at + k] = value
          k++
          break
        }
      }
    }
    if (empty === 0) return
    for (; k <= last; k++) if (coefficients[at + k] !== 0) refine(coefficients, at + k)
    empty--
  }

  return {
    restart(): void {
      empty = 0
    },
    read(c: number, at: number): void {
      const { coefficients } = components[c]!.component
      if (!progressive) {
        coefficients[at] = readDc(c)
        readBand(c, at, 1, 1)
        empty = 0
      } else if (first === 0) {
        if (high === 0) coefficients[at] = readDc(c) * (1 << low)
        else coefficients[at]! |= bits.read(1) << low
      } else if (high > 0) refineBand(c, at)
      else if (empty > 0) empty--
      else readBand(c, at, first, 1 << low)
    },
  }
}
