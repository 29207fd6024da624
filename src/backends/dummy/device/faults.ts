/** Counts calls and makes those fail that a test chose. */
import { backendFailed, deviceLost, mapFailed, outOfMemory, shaderFailed, type MemkitError } from '../../../errors.ts'
import { faultCalls, type Fault, type FaultCall } from './options.ts'

export interface FaultInjector {
  readonly calls: Record<FaultCall, number>
  /** Counts one call of a kind; throws where an injected fault says so. @returns true when the call must never return. */
  enter(call: Exclude<FaultCall, 'any'>, what: string | (() => string)): boolean
}

export function createFaultInjector(faults: readonly Fault[], lose: (error: MemkitError) => void): FaultInjector {
  const calls = Object.fromEntries(faultCalls.map((call) => [call, 0])) as Record<FaultCall, number>
  const strikes = (fault: Fault, call: FaultCall): boolean => {
    if (fault.call !== call && fault.call !== 'any') return false
    const index = calls[fault.call]
    return fault.forever ? index >= fault.at : index === fault.at
  }
  return {
    calls,
    enter(call, what) {
      const fault = faults.find((candidate) => strikes(candidate, call))
      calls[call]++
      calls.any++
      if (!fault) return false
      if (fault.effect === 'hang' && (call === 'map' || call === 'wait')) return true
      if (fault.effect === 'lose') {
        const error = deviceLost(`injected at ${call}`, fault.error)
        lose(error)
        throw error
      }
      throw fault.error ?? usualError(call, typeof what === 'string' ? what : what())
    },
  }
}

function usualError(call: Exclude<FaultCall, 'any'>, what: string): MemkitError {
  if (call === 'createHeap' || call === 'createTexture') return outOfMemory(what, 0)
  if (call === 'compile') return shaderFailed(what, 'injected')
  if (call === 'map') return mapFailed(what)
  return backendFailed(`${call} of ${what}`, 'injected', { what })
}
