/** The result of a run: outputs by name, some of which may be views of device memory until they are released. */
import type { Backend } from '../backends/backend.ts'
import { outputReleased } from '../errors.ts'
import type { Plan } from '../plan/document.ts'
import type { RunResult } from './executor.ts'
import type { Loan } from './loans.ts'
import type { RunTimings } from './timings.ts'

const ownProperty = { configurable: true, enumerable: true, writable: true } as const

class Result implements RunResult {
  readonly outputs: RunResult['outputs']
  readonly timings: RunTimings
  /** Private to the language, so that a result compares as outputs and timings. */
  readonly #loan: Loan | undefined

  constructor(outputs: RunResult['outputs'], timings: RunTimings, loan: Loan | undefined) {
    this.outputs = outputs
    this.timings = timings
    this.#loan = loan
  }

  release(): void {
    this.#loan?.end('release()')
  }

  [Symbol.dispose](): void {
    this.release()
  }
}

export function resultOf(
  { plan, backend }: { readonly plan: Plan; readonly backend: Backend },
  bytes: readonly Uint8Array[],
  loan: Loan | undefined,
  timings: RunTimings,
): RunResult {
  const outputs: Record<string, Uint8Array> = {}
  for (let i = 0; i < bytes.length; i++) {
    const { name } = plan.outputs[i]!
    // An assignment to this name would be one of the prototype.
    if (name === '__proto__') Object.defineProperty(outputs, name, { ...ownProperty, value: bytes[i] })
    else outputs[name] = bytes[i]!
  }
  if (loan)
    for (const output of loan.outputs()) {
      const { name, sizeBytes } = plan.outputs[output]!
      const get = () => loan.read(bytes[output]!, sizeBytes, backend.lost, (by) => outputReleased(name, by))
      Object.defineProperty(outputs, name, { get, enumerable: true })
    }
  return new Result(outputs, timings, loan)
}
