/** Host passes: the functions of the program that a run calls between its submissions. */
import type { HostBodyContext, MaybePromise } from '../backends/backend.ts'
import type { Step } from '../plan/document.ts'
import type { Bodies } from './bodies.ts'
import { allocateBytes } from '../cpu/allocate-bytes.ts'
import type { Input } from './inputs.ts'
import type { PreparedTimeline } from './steps.ts'

type HostStep = Extract<Step, { do: 'host' }>

interface HostRun {
  readonly timeline: PreparedTimeline
  readonly inputs: (Input | undefined)[]
  readonly outputs: readonly Uint8Array[]
  readonly bodies: Bodies
}

/** Calls the body of a host pass on what it consumes; what it produces becomes inputs of the run. */
export function callHostPass(step: HostStep, { timeline, inputs, outputs, bodies }: HostRun): MaybePromise<void> {
  const produced = step.produces.map(
    ({ input, size }) => [input, allocateBytes(size, `the input ${JSON.stringify(input)}`)] as const,
  )
  const context: HostBodyContext = {
    pass: step.pass,
    outputs: Object.fromEntries(step.consumes.map((name) => [name, outputs[timeline.outputIndex.get(name)!]!])),
    inputs: Object.fromEntries(produced),
  }
  const take = (): void => {
    for (const [name, bytes] of produced) {
      // An input that no upload takes has no slot.
      const slot = timeline.inputIndex.get(name)
      if (slot !== undefined) inputs[slot] = bytes
    }
  }
  const result = bodies[step.body]!(context)
  return result instanceof Promise ? result.then(take) : take()
}

export const hostPassWords = ({ body, pass }: HostStep): string =>
  `The body ${JSON.stringify(body)} of the host pass ${JSON.stringify(pass)}`
