/** Inputs of a run: checked by name and size before anything happens, read while the run writes its staging. */
import {
  inputFailed,
  invalidInput,
  invalidOption,
  isMemkitError,
  messageOf,
  missingInput,
  shown,
  surplusInput,
  wrongInputSize,
} from '../errors.ts'
import { imageOf } from './images.ts'
import type { NativeImage } from '../global-types.ts'
import { bytesBehind, isMemory, typedLengthOf } from '../cpu/bytes-behind.ts'
import { isObject, promised, readGiven } from '../given.ts'
import { nearestId } from '../nearest-id.ts'
import type { HostCopy, Plan } from '../plan/document.ts'
import { spanOfHostCopy } from '../plan/facts/copy-rows.ts'

/**
 * Writes an input. The view is the memory that the device reads, where a backend has such memory of JavaScript's own, and otherwise
 * memory that a run copies. It must be filled before the function returns, and be left alone afterwards.
 */
export type InputWriter = (view: Uint8Array) => void

/** Bytes of an input, in the linear texel layout for textures. A SharedArrayBuffer may change while it is read. */
export type Input = ArrayBufferView | ArrayBuffer | SharedArrayBuffer | InputWriter

/**
 * The data of an input in one run: bytes; or, on WebGPU in a browser, an image (ImageBitmap, ImageData, canvas, VideoFrame,
 * element of an image or a video) of the size that the upload's texels have, as `copyExternalImageToTexture` takes it. It is
 * read when the run submits.
 */
export type RunInput = Input | NativeImage

export interface InputSlot {
  readonly name: string
  readonly sizeBytes: number
  /** The host pass that makes the input; undefined where the caller of `run` gives it. */
  readonly producer: string | undefined
  /** Whether the caller may leave it out. */
  readonly optional: boolean
  /** The input goes to one contiguous range of a heap, so a function can write it there. */
  readonly direct: boolean
  /** The range of staging that holds the input, whole and in order, where nothing else is written to that range. */
  readonly place: StagingPlace | undefined
}

export interface StagingPlace {
  readonly heap: number
  readonly offset: number
}

/** The slot of every input: who makes it, and whether it can be written in place. */
export function describeInputs(plan: Plan): InputSlot[] {
  const sizes = new Map(plan.inputs.map(({ name, sizeBytes }) => [name, sizeBytes]))
  const whole = new Map<string, boolean>()
  for (const step of plan.timeline) {
    if (step.do !== 'write') continue
    for (const { name, rows, nameOffset, size } of step.copies)
      whole.set(name, !whole.has(name) && !rows && nameOffset === 0 && size === sizes.get(name))
  }
  const copies = plan.timeline.flatMap((step) => (step.do === 'write' ? step.copies : []))
  const places = placesInStaging(copies, sizes)
  return plan.inputs.map(({ name, sizeBytes, producer, optional = false }) => ({
    name,
    sizeBytes,
    producer,
    optional,
    direct: whole.get(name) ?? false,
    place: places.get(name),
  }))
}

/** The inputs or outputs that fill one range of staging alone, byte for byte; O(copies · log copies). */
export function placesInStaging(
  copies: readonly HostCopy[],
  sizes: ReadonlyMap<string, number>,
): Map<string, StagingPlace> {
  const places = new Map<string, StagingPlace>()
  const spread = new Set<string>()
  for (const { name, heap, offset, nameOffset, rows } of copies) {
    const place = places.get(name)
    const start = offset - nameOffset
    if (rows || start < 0 || (place && (place.heap !== heap || place.offset !== start))) spread.add(name)
    else places.set(name, { heap, offset: start })
  }
  // Ranges by where they start: a range that overlaps the one that reaches furthest so far is shared, and so is that one.
  const ranges = [
    ...[...places].map(([name, { heap, offset }]) => ({ name, heap, begin: offset, end: offset + sizes.get(name)! })),
    ...copies
      .filter(({ name }) => spread.has(name))
      .map((copy) => {
        const { name, heap, offset: begin } = copy
        return { name, heap, begin, end: begin + spanOfHostCopy(copy) }
      }),
  ].sort((a, b) => a.heap - b.heap || a.begin - b.begin || a.end - b.end)
  let furthest: (typeof ranges)[number] | undefined
  for (const range of ranges) {
    if (furthest && furthest.heap === range.heap && furthest.end > range.begin && furthest.name !== range.name) {
      spread.add(range.name)
      spread.add(furthest.name)
    }
    if (!furthest || furthest.heap !== range.heap || range.end > furthest.end) furthest = range
  }
  for (const name of spread) places.delete(name)
  return places
}

/**
 * Inputs by name. Where there are thousands, a Map is faster, most of all in the order of the plan's inputs: names of an object
 * have to be listed at every run, to find surplus ones.
 */
export type Inputs = Readonly<Record<string, RunInput>> | ReadonlyMap<string, RunInput>

/**
 * Puts the caller's inputs into `taken` by slot; every property is read once.
 * @returns whether there are images among them
 * @throws MemkitError MISSING_INPUT, SURPLUS_INPUT, WRONG_INPUT_SIZE or INVALID_INPUT.
 */
export function takeInputs(slots: readonly InputSlot[], given: Inputs, taken: (RunInput | undefined)[]): boolean {
  if (!isObject(given)) throw invalidOption('inputs', given, 'an object or a Map of inputs by name')
  try {
    return readInputs(slots, given, taken)
  } catch (error) {
    if (isMemkitError(error)) throw error
    throw invalidInput('', `reading the inputs threw (${messageOf(error)})`)
  }
}

function readInputs(slots: readonly InputSlot[], given: Inputs, inputs: (RunInput | undefined)[]): boolean {
  const map = given instanceof Map ? (given as ReadonlyMap<string, RunInput>) : undefined
  const object = given as Readonly<Record<string, RunInput>>
  const front = slots.length < manySlots ? undefined : new InputsInFront(slots, inputs)
  const names = front && !map ? Object.keys(object) : undefined
  // Entries of an iteration would be arrays, 10^4 of them a run, and the collector comes for them in the middle of a later one.
  if (front && map) map.forEach((input, name) => void (front.isNext(name) && front.take(input, name)))
  else if (front)
    for (let i = 0; i < names!.length && front.isNext(names![i]!); i++) front.take(object[names![i]!], names![i]!)
  let hasImages = front?.hasImages ?? false
  let taken = front?.count ?? 0
  for (let i = taken; i < slots.length; i++) {
    const slot = slots[i]!
    const { name, producer } = slot
    const present = map ? map.has(name) : Object.hasOwn(object, name)
    if (present) taken++
    inputs[i] = undefined
    if (producer !== undefined) {
      if (present) throw invalidInput(name, `the host pass ${JSON.stringify(producer)} makes it; leave it out`)
      continue
    }
    const input = !present ? undefined : map ? map.get(name) : object[name]
    if (input === undefined && slot.optional) continue
    if (input === undefined) {
      // A misspelt name is both missing and surplus, and the surplus one says more.
      refuseSurplus(slots, given)
      throw missingInput(name, slot.sizeBytes)
    }
    if (checkInput(slot, input)) hasImages = true
    inputs[i] = input
  }
  if ((map ? map.size : (names?.length ?? countOwn(object))) > taken) refuseSurplus(slots, given)
  return hasImages
}

/** The number of names that an object has of its own, without a list of them. */
export function countOwn(object: object): number {
  let count = 0
  for (const name in object) if (Object.hasOwn(object, name)) count++
  return count
}

/** From so many slots on, inputs are first looked for in the order of the slots. */
const manySlots = 16

/** The fields of all slots that every run reads, as columns: there may be 10^4 slots, and each object read is a cache miss. */
interface SlotColumns {
  readonly names: string[]
  readonly sizes: Float64Array
  /** Slots in front of the first that a host pass fills. */
  readonly givenCount: number
}

const knownColumns = new WeakMap<readonly InputSlot[], SlotColumns>()

function columnsOf(slots: readonly InputSlot[]): SlotColumns {
  let columns = knownColumns.get(slots)
  if (!columns) {
    const made = slots.findIndex(({ producer }) => producer !== undefined)
    columns = {
      names: slots.map(({ name }) => name),
      sizes: Float64Array.from(slots, ({ sizeBytes }) => sizeBytes),
      givenCount: made < 0 ? slots.length : made,
    }
    knownColumns.set(slots, columns)
  }
  return columns
}

/** The inputs of the first slots, for as long as the caller has them in the same order: these need no look-up. */
class InputsInFront {
  /** The number of inputs taken. */
  count = 0
  hasImages = false
  private readonly inputs: (RunInput | undefined)[]
  private readonly slots: readonly InputSlot[]
  private readonly columns: SlotColumns
  private isOver = false

  constructor(slots: readonly InputSlot[], inputs: (RunInput | undefined)[]) {
    this.slots = slots
    this.inputs = inputs
    this.columns = columnsOf(slots)
  }

  /** Whether an input of this name is that of the next slot. */
  isNext(name: string): boolean {
    const i = this.count
    if (this.isOver) return false
    this.isOver = i >= this.columns.givenCount || this.columns.names[i] !== name
    return !this.isOver
  }

  /** Takes the input of the next slot; one that is missing is left to the look-up, which says so. */
  take(input: RunInput | undefined, name: string): void {
    const { inputs, columns, count: i } = this
    if (input === undefined) {
      if (this.slots[i]!.optional) inputs[this.count++] = undefined
      else this.isOver = true
      return
    }
    // The caller's own string is seen to be equal at a glance the next time.
    columns.names[i] = name
    if (!isPlain(input, columns.sizes[i]!) && checkInput(this.slots[i]!, input)) this.hasImages = true
    inputs[this.count++] = input
  }
}

type Bytes = Exclude<Input, InputWriter>

/** The session says later whether it takes an image. @returns whether it is one */
function checkInput({ name, sizeBytes }: InputSlot, input: RunInput): boolean {
  if (typeof input === 'function') return false
  // Memory first: a run may have 10^4 inputs.
  if (!isMemory(input) && readGiven(`inputs.${name}`, () => imageOf(input))) return true
  bytesOf(name, input as Bytes, sizeBytes)
  return false
}

function refuseSurplus(slots: readonly InputSlot[], given: Inputs): void {
  const names = new Set(slots.map(({ name }) => name))
  for (const name of given instanceof Map ? given.keys() : Object.keys(given))
    if (!names.has(name as string))
      throw typeof name === 'string' ? surplusInput(name, nearestId(name, names)) : surplusInput(shown(name), undefined)
}

/**
 * A view of an input's bytes, made anew each time: buffers may have been detached or resized since the last time. A Uint8Array
 * of the right size is its own view, because a run may have 10^4 inputs.
 */
export function bytesOf(name: string, input: Bytes, sizeBytes: number): Uint8Array {
  if (isPlain(input, sizeBytes)) return input
  if (!isMemory(input))
    throw invalidInput(
      name,
      'it is neither bytes (a typed array, DataView, ArrayBuffer or SharedArrayBuffer) nor a function that writes them',
    )
  let bytes: Uint8Array
  try {
    bytes = bytesBehind(input)
  } catch (cause) {
    throw invalidInput(name, `its ArrayBuffer was detached or resized (${messageOf(cause)})`)
  }
  if (bytes.byteLength !== sizeBytes) throw wrongInputSize(name, bytes.byteLength, sizeBytes)
  return bytes
}

/** Only a plain Uint8Array reports its true size: a Proxy or an instance of a subclass may report any. */
const isPlain = (input: RunInput, sizeBytes: number): input is Uint8Array =>
  ArrayBuffer.isView(input) && prototypeOf(input) === Uint8Array.prototype && typedLengthOf(input) === sizeBytes

const prototypeOf = (value: object): unknown => Object.getPrototypeOf(value)

/** Calls an input function on a view. @throws MemkitError INPUT_FAILED with the function's error as cause. */
export function writeInput(name: string, writer: InputWriter, view: Uint8Array): void {
  const { byteLength } = view
  let result: unknown
  try {
    result = promised(writer(view) as unknown)
  } catch (cause) {
    throw inputFailed(name, cause)
  }
  if (result instanceof Promise) {
    result.catch(() => {})
    throw invalidInput(name, 'its function is asynchronous; write the bytes before returning')
  }
  if (view.byteLength !== byteLength) throw invalidInput(name, 'its function gave the memory away that it was to write')
}
