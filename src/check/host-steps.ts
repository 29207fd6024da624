/** Steps of the host, executed symbolically: writes of inputs into staging, reads of outputs from it, and host passes. */
import { counted, reject, unsteady } from './rejection.ts'
import { isSameList } from './unlike.ts'
import { accessCode } from './access-kinds.ts'
import type { HostCopy, Step } from '../plan/document.ts'
import type { Machine } from './machine.ts'
import type { Memory } from './memories.ts'
import { bytesAt, pitchedBytes, type Extent } from './extents.ts'
import { firstDifference, whole } from './snapshot.ts'

type StepOf<Do extends Step['do']> = Extract<Step, { do: Do }>

/** The bytes of staging that a host copy covers, in tight order. */
function stagingExtent(machine: Machine, memory: Memory, { offset, size, rows }: HostCopy): Extent {
  if (!rows) return machine.range(memory, offset, size)
  const { count, tightBytes, pitchBytes } = rows
  if (count === 0 || tightBytes === 0) return bytesAt(0, 0)
  // Checked before the rows are enumerated, so that their number is at most the bytes of staging.
  const end = offset + (count - 1) * pitchBytes + tightBytes
  if ((count > 1 && pitchBytes < tightBytes) || end > memory.size)
    machine.reject(
      'MALFORMED',
      `${count} rows of ${counted(tightBytes, 'byte')}, ${pitchBytes} apart, do not fit in ${memory.name}`,
    )
  return pitchedBytes(offset, { tight: tightBytes, pitch: pitchBytes }, count)
}

/** Executes a write of inputs into upload staging. */
export function executeWrite(machine: Machine, step: StepOf<'write'>): void {
  const { inputs } = machine.resolved
  const access = machine.access(accessCode['host-write'], 0)
  for (const copy of step.copies) {
    const memory = machine.heap(copy.heap)
    if (machine.plan.heaps.memoryOf(copy.heap) !== 'upload')
      machine.reject('DEVICE_RULE', `The host cannot write ${memory.name}, which is not for uploads`)
    const input = inputs.find(copy.name)
    if (!input || !machine.listedInputs[input.number])
      machine.reject(
        'MALFORMED',
        `The step writes the input ${JSON.stringify(copy.name)}, which the ${input ? 'plan does not list' : 'graph does not have'}`,
      )
    if (input.producer >= 0 && !machine.passOrder.hasRun(input.producer))
      machine.reject(
        'ORDER',
        `The input ${JSON.stringify(copy.name)} is written to staging before its host pass has made it`,
      )
    const extent = stagingExtent(machine, memory, copy)
    const { size } = extent
    if (copy.nameOffset > input.sizeBytes || size > input.sizeBytes - copy.nameOffset)
      machine.reject(
        'MALFORMED',
        `Bytes ${copy.nameOffset}…${copy.nameOffset + size} reach past the end of input ${JSON.stringify(copy.name)} (${counted(input.sizeBytes, 'byte')})`,
      )
    machine.store(
      memory,
      extent,
      whole(machine.values.input(input.number), size, machine.values, copy.nameOffset),
      access,
    )
  }
}

/** Executes a read of readback staging into outputs. */
export function executeRead(machine: Machine, step: StepOf<'read'>): void {
  const { outputs } = machine.resolved
  const access = machine.access(accessCode['host-read'], 0)
  for (const copy of step.copies) {
    const memory = machine.heap(copy.heap)
    if (machine.plan.heaps.memoryOf(copy.heap) !== 'readback')
      machine.reject('DEVICE_RULE', `The host cannot read ${memory.name}, which is not for reading back`)
    const output = outputs.numberOf(copy.name)
    if (output === undefined)
      machine.reject(
        'MALFORMED',
        `The step reads into the output ${JSON.stringify(copy.name)}, which the plan does not list`,
      )
    const content = machine.load(memory, stagingExtent(machine, memory, copy), access)
    const outputBytes = outputs.sizeOf(output)
    if (copy.nameOffset > outputBytes || content.size > outputBytes - copy.nameOffset)
      machine.reject(
        'MALFORMED',
        `Bytes ${copy.nameOffset}…${copy.nameOffset + content.size} reach past the end of output ${JSON.stringify(copy.name)} (${counted(outputBytes, 'byte')})`,
      )
    if (machine.outputs.isRight(output)) reject('MALFORMED', unsteady)
    machine.outputs.of(output).write(bytesAt(copy.nameOffset, content.size), content)
    if (machine.outputs.copied(output)) settleOutput(machine, copy.name, output)
  }
}

/** Executes a host pass, which must be found as declared and have its outputs. */
export function executeHostStep(machine: Machine, step: StepOf<'host'>): void {
  const p = machine.pass(step.pass)
  machine.carriesOut(p)
  const pass = machine.resolved.graph.passes[p]!
  const isAsDeclared =
    pass.kind === 'host' &&
    pass.body === step.body &&
    isSameList(pass.consumes ?? [], step.consumes) &&
    isSameList(
      (pass.produces ?? []).map(({ input, size }) => `${input}\0${size}`),
      step.produces.map(({ input, size }) => `${input}\0${size}`),
    )
  if (!isAsDeclared)
    machine.reject('PASS_DIFFERS', `The plan runs host pass ${JSON.stringify(step.pass)} but changes what it is`)
  for (const name of step.consumes) checkOutput(machine, name)
}

/** Forgets an output whose last bytes were read, where they are right: nothing changes it any more. */
function settleOutput(machine: Machine, name: string, output: number): void {
  if (outputFault(machine, name, output)) return
  machine.outputs.settle(output)
  machine.meaning.forgetOutput(output)
}

/** Checks that the bytes of an output that the host has read are those of the reference meaning. */
export function checkOutput(machine: Machine, name: string): void {
  const output = machine.resolved.outputs.numberOf(name)
  if (output === undefined) machine.reject('MALFORMED', `The graph has no output ${JSON.stringify(name)}`)
  const fault = outputFault(machine, name, output)
  if (fault) machine.reject('WRONG_OUTPUT', fault)
}

/** Words for what is wrong with an output. */
function outputFault(machine: Machine, name: string, output: number): string | undefined {
  if (machine.outputs.isRight(output)) return undefined
  const wanted = machine.meaning.output(output)
  if (machine.resolved.outputs.sizeOf(output) !== wanted.size)
    return `The plan's output ${JSON.stringify(name)} is not of ${counted(wanted.size, 'byte')}`
  const found = machine.outputs.of(output).read(bytesAt(0, wanted.size))
  const difference = firstDifference(wanted, found, machine.values)
  if (!difference) return undefined
  const { begin, end, expected, found: got } = difference
  return `Bytes ${begin}…${end} of output ${JSON.stringify(name)} must be ${expected}, but are ${got}`
}
