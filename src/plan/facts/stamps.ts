/**
 * The moments at which a device notes the time of a run: before and behind each submission, and, where passes are timed, behind each
 * command that is no barrier. A barrier's time is that of the command that waits behind it.
 */
import type { Command, Plan } from '../document.ts'

export interface Stamps {
  /** By submission: the number of its first stamp; then the number of all. */
  readonly first: readonly number[]
  readonly hasPasses: boolean
}

interface Times {
  readonly startNs: number
  readonly endNs: number
}

export const isTimed = (command: Command): command is Exclude<Command, { op: 'barrier' }> => command.op !== 'barrier'

export function stampsOf({ submissions }: Plan, hasPasses: boolean): Stamps {
  const first = [0]
  for (const { commands } of submissions)
    first.push(first.at(-1)! + 2 + (hasPasses ? commands.filter(isTimed).length : 0))
  return { first, hasPasses }
}

export const stampCount = ({ first }: Stamps): number => first.at(-1)!

/** The times of submissions. Every run asks: it makes what it returns and nothing else. @param at by stamp: ns from the first one */
export function submissionTimes({ submissions }: Plan, { first }: Stamps, at: ArrayLike<number>) {
  const times = new Array<Times & { readonly submission: number; readonly queue: number }>(submissions.length)
  for (let submission = 0; submission < submissions.length; submission++) {
    const { queue } = submissions[submission]!
    times[submission] = { submission, queue, startNs: at[first[submission]!]!, endNs: at[first[submission + 1]! - 1]! }
  }
  return times
}

/** The times of passes, in the order of their commands; passes that one command carries out share its time. */
export function passTimes({ submissions }: Plan, { first }: Stamps, at: ArrayLike<number>) {
  const times = new Map<string, Times & { readonly pass: string; readonly submission: number }>()
  submissions.forEach(({ commands }, submission) => {
    commands.filter(isTimed).forEach(({ passes }, i) => {
      const startNs = at[first[submission]! + i]!
      const endNs = at[first[submission]! + i + 1]!
      for (const pass of passes) {
        const key = JSON.stringify([submission, pass])
        const known = times.get(key)
        times.set(key, { pass, submission, startNs: known?.startNs ?? startNs, endNs })
      }
    })
  })
  return [...times.values()]
}
