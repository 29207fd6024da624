/**
 * JPEG files as RGBA8 texels: baseline and progressive, of 8 bits, grey or in colour (ITU-T T.81).
 */
import type { Image } from './image.ts'
import { BitReader, huffmanTable, type HuffmanTable } from './jpeg-bits.ts'
import { readScan, type Component } from './jpeg-scan.ts'

const marker = {
  sof0: 0xc0,
  sof1: 0xc1,
  sof2: 0xc2,
  dht: 0xc4,
  soi: 0xd8,
  eoi: 0xd9,
  sos: 0xda,
  dqt: 0xdb,
  dri: 0xdd,
  app14: 0xee,
}

interface Frame {
  readonly progressive: boolean
  readonly width: number
  readonly height: number
  readonly components: readonly Component[]
  readonly hMost: number
  readonly vMost: number
  readonly unitColumns: number
  readonly unitRows: number
}

interface Tables {
  readonly quantisation: (Float32Array | undefined)[]
  readonly dc: (HuffmanTable | undefined)[]
  readonly ac: (HuffmanTable | undefined)[]
  restartInterval: number
  /** What Adobe's programs say of three components: 0 is RGB. */
  transform: number | undefined
}

/** @throws Error when the file is broken, of a kind that is not read, or has more texels than `mostTexels` */
export function decodeJpeg(file: Uint8Array, mostTexels: number): Image {
  if (file[0] !== 0xff || file[1] !== marker.soi) throw new Error('it does not begin as one')
  const tables: Tables = { quantisation: [], dc: [], ac: [], restartInterval: 0, transform: undefined }
  let frame: Frame | undefined
  let scans = 0
  for (let at = 2; ;) {
    while (file[at] === 0xff && file[at + 1] === 0xff) at++
    if (file[at] !== 0xff || at + 4 > file.length) {
      if (file[at] === 0xff && file[at + 1] === marker.eoi) break
      throw new Error('it is cut short')
    }
    const kind = file[at + 1]!
    if (kind === marker.eoi) break
    const length = (file[at + 2]! << 8) | file[at + 3]!
    const segment = file.subarray(at + 4, at + 2 + length)
    if (segment.length !== length - 2) throw new Error('it is cut short')
    at += 2 + length
    if (kind === marker.dqt) readQuantisation(segment, tables)
    else if (kind === marker.dht) readHuffman(segment, tables)
    else if (kind === marker.dri) tables.restartInterval = (segment[0]! << 8) | segment[1]!
    else if (kind === marker.app14 && String.fromCharCode(...segment.subarray(0, 5)) === 'Adobe')
      tables.transform = segment[11]
    else if (kind === marker.sof0 || kind === marker.sof1 || kind === marker.sof2)
      frame = readFrame(segment, kind === marker.sof2, mostTexels)
    else if (kind >= 0xc3 && kind <= 0xcf && kind !== 0xc8 && kind !== 0xcc)
      throw new Error('it is coded losslessly, arithmetically or in layers, which is not read here')
    else if (kind === marker.sos) {
      if (!frame) throw new Error('a scan comes before its frame')
      at = readScanAt(file, at, segment, frame, tables)
      scans++
    }
  }
  if (!frame || scans === 0) throw new Error('it shows nothing')
  return paint(frame, tables)
}

function readQuantisation(segment: Uint8Array, { quantisation }: Tables): void {
  for (let at = 0; at < segment.length;) {
    const wide = segment[at]! >> 4 > 0
    const table = (quantisation[segment[at]! & 15] = new Float32Array(64))
    at++
    for (let k = 0; k < 64; k++) {
      table[k] = wide ? (segment[at]! << 8) | segment[at + 1]! : segment[at]!
      at += wide ? 2 : 1
    }
  }
}

function readHuffman(segment: Uint8Array, tables: Tables): void {
  for (let at = 0; at + 17 <= segment.length;) {
    const counts = segment.subarray(at + 1, at + 17)
    const total = counts.reduce((sum, count) => sum + count, 0)
    const values = segment.subarray(at + 17, at + 17 + total)
    if (values.length !== total) throw new Error('a Huffman table is cut short')
    const kind = segment[at]! >> 4 === 0 ? tables.dc : tables.ac
    kind[segment[at]! & 15] = huffmanTable(counts, values)
    at += 17 + total
  }
}

function readFrame(segment: Uint8Array, progressive: boolean, mostTexels: number): Frame {
  const [bits = 0, h1 = 0, h0 = 0, w1 = 0, w0 = 0, count = 0] = segment
  const [height, width] = [(h1 << 8) | h0, (w1 << 8) | w0]
  if (bits !== 8) throw new Error(`it has ${bits} bits a sample; 8 are read here`)
  if (count !== 1 && count !== 3) throw new Error(`it has ${count} components; 1 and 3 are read here`)
  if (width === 0 || height === 0) throw new Error(`it is ${width}×${height} texels large`)
  if (width * height > mostTexels) throw new Error(`it is ${width}×${height} texels large, more than ${mostTexels}`)
  const described = Array.from({ length: count }, (_, c) => {
    const [id = 0, sampling = 0, quantisation = 0] = segment.subarray(6 + 3 * c, 9 + 3 * c)
    const [h, v] = [sampling >> 4, sampling & 15]
    if (!(h >= 1 && h <= 4 && v >= 1 && v <= 4)) throw new Error(`component ${c} is sampled ${h}×${v} times`)
    return { id, h, v, quantisation }
  })
  const hMost = Math.max(...described.map(({ h }) => h))
  const vMost = Math.max(...described.map(({ v }) => v))
  const unitColumns = Math.ceil(width / (8 * hMost))
  const unitRows = Math.ceil(height / (8 * vMost))
  const components = described.map(({ id, h, v, quantisation }): Component => ({
    id,
    h,
    v,
    quantisation,
    columns: Math.ceil((width * h) / hMost / 8),
    rows: Math.ceil((height * v) / vMost / 8),
    stride: unitColumns * h,
    coefficients: new Int16Array(64 * unitColumns * h * unitRows * v),
    predicted: 0,
  }))
  return { progressive, width, height, components, hMost, vMost, unitColumns, unitRows }
}

/** @returns where the file goes on */
function readScanAt(file: Uint8Array, at: number, segment: Uint8Array, frame: Frame, tables: Tables): number {
  const none = new Uint16Array(65_536)
  const count = segment[0] ?? 0
  const components = Array.from({ length: count }, (_, c) => {
    const [id, selector = 0] = segment.subarray(1 + 2 * c, 3 + 2 * c)
    const component = frame.components.find((candidate) => candidate.id === id)
    if (!component) throw new Error(`a scan names the component ${id}, which is not there`)
    component.predicted = 0
    return { component, dc: tables.dc[selector >> 4] ?? none, ac: tables.ac[selector & 15] ?? none }
  })
  const [first = 0, last = 63, approximation = 0] = segment.subarray(1 + 2 * count)
  if (count === 0 || first > last || last > 63) throw new Error('a scan is of nothing')
  const bits = new BitReader(file, at)
  readScan(bits, {
    components,
    progressive: frame.progressive,
    first,
    last,
    high: approximation >> 4,
    low: approximation & 15,
    restartInterval: tables.restartInterval,
    unitColumns: frame.unitColumns,
    unitRows: frame.unitRows,
  })
  // Whatever fills the last byte, and what nobody asked for, up to the next marker.
  let next = bits.position
  while (next + 1 < file.length && !(file[next] === 0xff && file[next + 1] !== 0 && (file[next + 1]! & 0xf8) !== 0xd0))
    next++
  return next
}

function paint(frame: Frame, { quantisation, transform }: Tables): Image {
  const { width, height, components } = frame
  const planes = components.map((component) => {
    const table = quantisation[component.quantisation]
    if (!table) throw new Error('a quantisation table is missing')
    return spread(frame, component, samplesOf(component, table))
  })
  const texels = new Uint8ClampedArray(4 * width * height)
  const isRgb = transform === 0 || String.fromCharCode(...components.map(({ id }) => id)) === 'RGB'
  const [one, two = one, three = one] = planes as [Uint8ClampedArray, Uint8ClampedArray?, Uint8ClampedArray?]
  for (let i = 0; i < width * height; i++) {
    const first = one[i]!
    texels[4 * i + 3] = 255
    if (components.length === 1 || isRgb) {
      texels[4 * i] = first
      texels[4 * i + 1] = two[i]!
      texels[4 * i + 2] = three[i]!
    } else {
      const [cb, cr] = [two[i]! - 128, three[i]! - 128]
      texels[4 * i] = first + 1.402 * cr
      texels[4 * i + 1] = first - 0.344136 * cb - 0.714136 * cr
      texels[4 * i + 2] = first + 1.772 * cb
    }
  }
  return { width, height, texels: new Uint8Array(texels.buffer) }
}

/** One sample a texel: where there are fewer, between the nearest ones by distance. */
function spread(frame: Frame, { h, v, stride }: Component, samples: Uint8ClampedArray): Uint8ClampedArray {
  const { width, height, hMost, vMost } = frame
  const plane = new Uint8ClampedArray(width * height)
  if (h === hMost && v === vMost) {
    for (let y = 0; y < height; y++) plane.set(samples.subarray(y * 8 * stride, y * 8 * stride + width), y * width)
    return plane
  }
  const columns = steps(width, h / hMost)
  const rows = steps(height, v / vMost)
  for (let y = 0; y < height; y++) {
    const [above, below, down] = [rows.from[y]! * 8 * stride, rows.to[y]! * 8 * stride, rows.part[y]!]
    for (let x = 0; x < width; x++) {
      const [left, right, along] = [columns.from[x]!, columns.to[x]!, columns.part[x]!]
      const top = samples[above + left]! * (1 - along) + samples[above + right]! * along
      const bottom = samples[below + left]! * (1 - along) + samples[below + right]! * along
      plane[y * width + x] = top * (1 - down) + bottom * down
    }
  }
  return plane
}

/** For each texel the samples on both sides of its middle, and how far it is from the first to the second. */
function steps(count: number, density: number) {
  const last = Math.ceil(count * density) - 1
  const [from, to, part] = [new Uint32Array(count), new Uint32Array(count), new Float32Array(count)]
  for (let i = 0; i < count; i++) {
    const at = Math.min(last, Math.max(0, (i + 0.5) * density - 0.5))
    from[i] = Math.floor(at)
    to[i] = Math.min(last, from[i]! + 1)
    part[i] = at - from[i]!
  }
  return { from, to, part }
}

/** Where each coefficient of the zigzag order lies in its block. */
const zigzag = ((): Uint8Array => {
  const order = [...Array(64).keys()].sort((a, b) => {
    const [x, y, u, v] = [a % 8, a >> 3, b % 8, b >> 3]
    // Diagonals in turn; odd ones run down, even ones up.
    return x + y - (u + v) || ((x + y) % 2 === 1 ? y - v : x - u)
  })
  return Uint8Array.from(order)
})()

/** Of the inverse cosine transform in one dimension: [sample, frequency]. */
const cosines = Float32Array.from({ length: 64 }, (_, i) => {
  const [sample, frequency] = [i >> 3, i & 7]
  return (frequency === 0 ? Math.SQRT1_2 : 1) * 0.5 * Math.cos(((2 * sample + 1) * frequency * Math.PI) / 16)
})

/** Samples of all blocks, rows as wide as the blocks are; clamped to 8 bits. */
function samplesOf({ coefficients, stride }: Component, table: Float32Array): Uint8ClampedArray {
  const samples = new Uint8ClampedArray(coefficients.length)
  const block = new Float32Array(64)
  const half = new Float32Array(64)
  for (let b = 0; 64 * b < coefficients.length; b++) {
    for (let k = 0; k < 64; k++) block[zigzag[k]!] = coefficients[64 * b + k]! * table[k]!
    // Down the columns, then along the rows.
    for (let x = 0; x < 8; x++)
      for (let y = 0; y < 8; y++) {
        let sum = 0
        for (let v = 0; v < 8; v++) sum += cosines[8 * y + v]! * block[8 * v + x]!
        half[8 * y + x] = sum
      }
    const corner = 64 * Math.floor(b / stride) * stride + 8 * (b % stride)
    for (let y = 0; y < 8; y++)
      for (let x = 0; x < 8; x++) {
        let sum = 128
        for (let u = 0; u < 8; u++) sum += cosines[8 * x + u]! * half[8 * y + u]!
        samples[corner + 8 * stride * y + x] = sum
      }
  }
  return samples
}
