/** The interface of a graph's runs: its named inputs and outputs with their sizes, and the host passes between them. */
import { duplicateId, outOfRange, sizeMismatch, unknownReference } from '../errors.ts'
import { passCode } from './access.ts'
import type { Endpoint, FrameGraph } from './document.ts'
import { regionBytes, type Region } from './endpoint.ts'
import { nearestId } from './ids.ts'

export interface InputInfo {
  readonly name: string
  /** Bytes of the input: the furthest end of any upload from it. */
  readonly sizeBytes: number
  /** The host pass that makes the input, or −1 when the caller gives it to `run`. */
  readonly producer: number
}

export interface OutputInfo {
  readonly name: string
  readonly sizeBytes: number
  /** The readback pass. */
  readonly pass: number
}

type Resolve = (endpoint: Endpoint, path: () => string) => Region

export function resolveInterface(
  graph: FrameGraph,
  passKind: Uint8Array,
  resolve: Resolve,
): { inputs: Map<string, InputInfo>; outputs: Map<string, OutputInfo> } {
  const inputs = new Map<string, InputInfo>()
  const outputs = new Map<string, OutputInfo>()
  /** Uploads that name an input without an offset: the input is as large as what they fill. */
  const whole: { name: string; size: number; pass: number }[] = []
  const produced = new Map<string, { pass: number; size: number }>()
  for (let p = 0; p < graph.passes.length; p++) {
    const kind = passKind[p]
    if (kind !== passCode.upload && kind !== passCode.readback && kind !== passCode.host) continue
    const pass = graph.passes[p]!
    const path = `passes[${p}]`
    if (pass.kind === 'upload') {
      const name = typeof pass.input === 'string' ? pass.input : pass.input.name
      const offset = typeof pass.input === 'string' ? 0 : (pass.input.offset ?? 0)
      const size = regionBytes(resolve(pass.to, () => `${path}.to`))
      const end = offset + size
      if (!Number.isSafeInteger(end)) throw outOfRange('The input reaches past 2^53 − 1 bytes', `${path}.input`)
      const producer = produced.get(name)
      if (producer && end > producer.size)
        throw sizeMismatch(
          `The upload takes ${end} bytes of ${JSON.stringify(name)}, but its host pass makes ${producer.size}`,
          `${path}.input`,
        )
      if (typeof pass.input === 'string' && !producer) whole.push({ name, size, pass: p })
      inputs.set(name, {
        name,
        sizeBytes: producer?.size ?? Math.max(end, inputs.get(name)?.sizeBytes ?? 0),
        producer: producer?.pass ?? -1,
      })
    } else if (pass.kind === 'readback') {
      const known = outputs.get(pass.output)
      if (known) throw duplicateId('output', pass.output, `${path}.output`, `passes[${known.pass}]`)
      outputs.set(pass.output, {
        name: pass.output,
        sizeBytes: regionBytes(resolve(pass.from, () => `${path}.from`)),
        pass: p,
      })
    } else if (pass.kind === 'host') {
      pass.consumes?.forEach((name, i) => {
        if (!outputs.has(name))
          throw unknownReference(
            'output of an earlier readback',
            name,
            `${path}.consumes[${i}]`,
            nearestId(name, outputs.keys()),
          )
      })
      pass.produces?.forEach(({ input, size }, i) => {
        const earlier = inputs.get(input)
        if (earlier || produced.has(input))
          throw duplicateId(
            'input',
            input,
            `${path}.produces[${i}].input`,
            earlier ? 'an earlier upload' : `passes[${produced.get(input)!.pass}]`,
          )
        produced.set(input, { pass: p, size })
      })
    }
  }
  for (const { name, size, pass } of whole) {
    const { sizeBytes } = inputs.get(name)!
    if (sizeBytes !== size)
      throw sizeMismatch(
        `The input ${JSON.stringify(name)} is ${sizeBytes} bytes elsewhere and ${size} here; give an offset to take a part`,
        `passes[${pass}].input`,
      )
  }
  return { inputs, outputs }
}
