/** The memory that an executor hands out for inputs and outputs, and what of a run's is in place. */
import type { Session } from '../backends/backend.ts'
import { invalidInput, invalidOption, invalidOutput, surplusInput, unknownOutput } from '../errors.ts'
import { nearestId } from '../nearest-id.ts'
import { allocateBytes } from '../cpu/allocate-bytes.ts'
import type { Input, InputSlot } from './inputs.ts'
import type { OutputSlot } from './outputs.ts'
import { StagingMemory, type InPlace, type StagingSlot } from './staging-memory.ts'

/** A run's inputs and outputs that are in staging already, and the frame of that staging; −1 where none is. */
export interface RunInPlace {
  readonly frame: number
  readonly inputs: InPlace['slots']
  readonly outputs: InPlace['slots']
}

export const nothingInPlace: RunInPlace = { frame: -1, inputs: new Set(), outputs: new Set() }

const otherFrame =
  'its memory belongs to another frame in flight than that of another one; take those that were allocated in the same turn'

const indexOf = (slots: readonly StagingSlot[], name: string): number => slots.findIndex((slot) => slot.name === name)
const nearest = (slots: readonly StagingSlot[], name: string): string | undefined =>
  nearestId(
    name,
    slots.map((slot) => slot.name),
  )

export class InPlaceMemory {
  private readonly inputSlots: readonly InputSlot[]
  private readonly outputSlots: readonly OutputSlot[]
  private readonly inputs: StagingMemory
  private readonly outputs: StagingMemory

  constructor(inputs: readonly InputSlot[], outputs: readonly OutputSlot[], session: Session, framesInFlight: number) {
    this.inputSlots = inputs
    this.outputSlots = outputs
    this.inputs = new StagingMemory(inputs, {
      framesInFlight,
      stagingOf: (frame, heap) => session.inputMemory?.(frame, heap),
      ordinary: ({ name, sizeBytes }) => allocateBytes(sizeBytes, `the input ${JSON.stringify(name)}`),
      mixed: (name) => invalidInput(name, otherFrame),
    })
    this.outputs = new StagingMemory(outputs, {
      framesInFlight,
      stagingOf: (frame, heap) => session.outputMemory?.(frame, heap),
      ordinary: ({ name, sizeBytes }) => allocateBytes(sizeBytes, `the output ${JSON.stringify(name)}`),
      mixed: (name) => invalidOutput(name, otherFrame),
    })
  }

  /** @throws MemkitError SURPLUS_INPUT, INVALID_INPUT, OUT_OF_HOST_MEMORY */
  allocateInput(name: string): Uint8Array {
    if (typeof name !== 'string') throw invalidOption('name', name, 'the name of an input')
    const { inputSlots } = this
    const index = indexOf(inputSlots, name)
    if (index < 0) throw surplusInput(name, nearest(inputSlots, name))
    const { producer } = inputSlots[index]!
    if (producer !== undefined) throw invalidInput(name, `the host pass ${JSON.stringify(producer)} makes it`)
    return this.inputs.allocate(index)
  }

  /** @throws MemkitError INVALID_OUTPUT, OUT_OF_HOST_MEMORY */
  allocateOutput(name: string): Uint8Array {
    if (typeof name !== 'string') throw invalidOption('name', name, 'the name of an output')
    const { outputSlots } = this
    const index = indexOf(outputSlots, name)
    if (index >= 0) return this.outputs.allocate(index)
    throw unknownOutput(name, nearest(outputSlots, name))
  }

  /** @throws MemkitError INVALID_INPUT or INVALID_OUTPUT where two belong to different frames */
  find(inputs: readonly (Input | undefined)[], outputs: readonly (Uint8Array | undefined)[] | undefined): RunInPlace {
    const given = this.inputs.find(inputs)
    const taken = this.outputs.find(outputs)
    if (given.frame < 0 && taken.frame < 0) return nothingInPlace
    if (given.frame >= 0 && taken.frame >= 0 && given.frame !== taken.frame)
      throw invalidOutput(this.outputSlots[[...taken.slots][0]!]!.name, otherFrame)
    return { frame: Math.max(given.frame, taken.frame), inputs: given.slots, outputs: taken.slots }
  }
}
