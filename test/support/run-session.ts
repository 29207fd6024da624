/** Walks a plan's timeline on a session: the least that an executor does, for tests of backends alone. */
import type { Body, Session } from '../../src/backends/backend.ts'
import type { Plan } from '../../src/plan/document.ts'

export interface SessionRun {
  run?: number
  frame?: number
  inputs?: Record<string, Uint8Array>
  bodies?: Record<string, Body>
  imports?: Record<string, unknown>
}

/** Outputs by name. Host steps are not for here. */
export async function runSession(
  session: Session,
  plan: Plan,
  options: SessionRun = {},
): Promise<Record<string, Uint8Array>> {
  const { run = 0, frame = 0, inputs = {}, bodies = {}, imports = {} } = options
  const context = { run, frame, bodies, imports }
  const outputs = Object.fromEntries(plan.outputs.map(({ name, sizeBytes }) => [name, new Uint8Array(sizeBytes)]))
  for (const step of plan.timeline) {
    if (step.do === 'submit') {
      await session.submit(context, step.submission)
      continue
    }
    for (const submission of step.after) await session.completed(frame, submission)
    if (step.do === 'host') throw new Error('runSession does not run host passes')
    const heaps = [...new Set(step.copies.map(({ heap }) => heap))]
    for (const heap of heaps) {
      const view = step.do === 'write' ? await session.beginWrite(frame, heap) : await session.beginRead(frame, heap)
      for (const { name, nameOffset, offset, size, heap: at } of step.copies) {
        if (at !== heap) continue
        if (step.do === 'write') view.set(inputs[name]!.subarray(nameOffset, nameOffset + size), offset)
        else outputs[name]!.set(view.subarray(offset, offset + size), nameOffset)
      }
      if (step.do === 'write') session.endWrite(frame, heap)
      else session.endRead(frame, heap)
    }
  }
  for (let submission = 0; submission < plan.submissions.length; submission++)
    await session.completed(frame, submission)
  return outputs
}
