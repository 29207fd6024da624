/** The interface of a graph's runs: its named inputs and outputs with their sizes, and the host passes between them. */
import {
  counted,
  duplicateId,
  invalidOptional,
  optionalInPart,
  outOfRange,
  shown,
  sizeMismatch,
  unknownReference,
} from '../errors.ts'
import { passCode } from './access.ts'
import type { Endpoint, FrameGraph, Pass, PassOf } from './document.ts'
import type { Faults } from './faults.ts'
import { nearestId } from '../nearest-id.ts'

export interface InputInfo {
  readonly name: string
  /** Bytes of the input: the furthest end of any upload from it. */
  readonly sizeBytes: number
  /** The host pass that makes the input, or −1 when the caller gives it to `run`. */
  readonly producer: number
  /** Whether a run may leave it out. */
  readonly optional: boolean
  /** Whether several uploads take of it, which may take the same bytes. */
  readonly isShared: boolean
}

export interface OutputInfo {
  readonly name: string
  readonly sizeBytes: number
  /** The readback pass. */
  readonly pass: number
}

/** Bytes of the endpoint of pass p, an upload or a readback. */
type BytesOf = (endpoint: Endpoint, p: number, path: () => string) => number

interface Found {
  readonly faults: Faults
  /** Passes at fault: the sizes of what they bring and take are not known; undefined where there are none. */
  readonly faulty: ReadonlySet<number> | undefined
}

export interface Interface {
  readonly inputs: ReadonlyMap<string, InputInfo>
  readonly outputs: ReadonlyMap<string, OutputInfo>
}

/** Each fault is DUPLICATE_ID, UNKNOWN_REFERENCE, OUT_OF_RANGE or SIZE_MISMATCH with the path. */
export function resolveInterface(
  graph: FrameGraph,
  passKind: Uint8Array,
  bytesOf: BytesOf,
  { faults, faulty }: Found,
): Interface {
  const work: Work = { bytesOf, inputs: new Map(), outputs: new Map(), produced: undefined, whole: [], unsure: false }
  for (let p = 0; p < graph.passes.length && !faults.full; p++) {
    const kind = passKind[p]
    if (kind !== passCode.upload && kind !== passCode.readback && kind !== passCode.host) continue
    if (faulty?.has(p)) {
      work.unsure = true
      continue
    }
    try {
      addPass(graph.passes[p]!, p, work)
    } catch (error) {
      faults.add(error)
    }
  }
  for (const { name, size, pass } of work.whole) {
    const { sizeBytes } = work.inputs.get(name)!
    if (sizeBytes !== size)
      faults.add(
        sizeMismatch(
          `The input ${shown(name)} is ${counted(sizeBytes, 'byte')} elsewhere, ${size} here; give an offset`,
          `passes[${pass}].input`,
        ),
      )
  }
  return work
}

interface Work extends Interface {
  readonly inputs: Map<string, InputInfo>
  readonly outputs: Map<string, OutputInfo>
  readonly bytesOf: BytesOf
  /** Inputs that host passes make. */
  produced: Map<string, { pass: number; size: number }> | undefined
  /** Uploads that name an input without an offset: the input is as large as what they fill. */
  readonly whole: { name: string; size: number; pass: number }[]
  /** Whether passes were left out, so that outputs may be missing. */
  unsure: boolean
}

function addPass(pass: Pass, p: number, work: Work): void {
  const { inputs, outputs } = work
  if (pass.kind === 'upload') addUpload(pass, p, work)
  else if (pass.kind === 'readback') {
    const known = outputs.get(pass.output)
    if (known) throw duplicateId('output', pass.output, `passes[${p}].output`, `passes[${known.pass}]`)
    outputs.set(pass.output, {
      name: pass.output,
      sizeBytes: work.bytesOf(pass.from, p, () => `passes[${p}].from`),
      pass: p,
    })
  } else if (pass.kind === 'host') {
    pass.consumes?.forEach((name, i) => {
      if (!outputs.has(name) && !work.unsure)
        throw unknownReference(
          'output of an earlier readback',
          name,
          `passes[${p}].consumes[${i}]`,
          nearestId(name, outputs.keys()),
        )
    })
    const produced = (work.produced ??= new Map<string, { pass: number; size: number }>())
    pass.produces?.forEach(({ input, size }, i) => {
      const earlier = inputs.get(input)
      if (earlier || produced.has(input))
        throw duplicateId(
          'input',
          input,
          `passes[${p}].produces[${i}].input`,
          earlier ? 'an earlier upload' : `passes[${produced.get(input)!.pass}]`,
        )
      produced.set(input, { pass: p, size })
    })
  }
}

function addUpload(pass: PassOf<'upload'>, p: number, { bytesOf, inputs, produced, whole }: Work): void {
  const name = typeof pass.input === 'string' ? pass.input : pass.input.name
  const offset = typeof pass.input === 'string' ? 0 : (pass.input.offset ?? 0)
  const size = bytesOf(pass.to, p, () => `passes[${p}].to`)
  const end = offset + size
  if (!Number.isSafeInteger(end))
    throw outOfRange(`The input ${shown(name)} reaches past 2^53 − 1 bytes`, `passes[${p}].input`)
  const producer = produced?.get(name)
  if (producer && end > producer.size)
    throw sizeMismatch(
      `The upload takes ${counted(end, 'byte')} of ${shown(name)}, but its host pass makes ${producer.size}`,
      `passes[${p}].input`,
    )
  if (typeof pass.input === 'string' && !producer) whole.push({ name, size, pass: p })
  const isOptional = pass.optional === true
  if (isOptional && producer)
    throw invalidOptional(pass.id, `a host pass makes its input ${shown(name)} in every run`, `passes[${p}].optional`)
  const known = inputs.get(name)
  if ((known?.optional ?? isOptional) !== isOptional)
    throw optionalInPart(pass.id, name, isOptional, `passes[${p}]${isOptional ? '.optional' : ''}`)
  inputs.set(name, {
    name,
    sizeBytes: producer?.size ?? Math.max(end, known?.sizeBytes ?? 0),
    producer: producer?.pass ?? -1,
    optional: isOptional,
    isShared: known !== undefined,
  })
}
