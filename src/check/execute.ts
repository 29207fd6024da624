/** Symbolic execution of a plan's timeline, submission by submission. */
import type { Command, CommandOf } from '../plan/document.ts'
import { executeBody, executeDispatch, executeMipmap } from './code-passes.ts'
import { transitionKind } from './order.ts'
import { accessCode } from './access-kinds.ts'
import { executeHostStep, executeRead, executeWrite } from './host-steps.ts'
import type { Machine } from './machine.ts'
import { noSuch, reject } from './rejection.ts'
import { executeRender } from './render-passes.ts'
import { checkCommandRules } from './rules.ts'
import { texelsOf } from './extents.ts'
import { whole } from './snapshot.ts'
import { executeTransfer, isTransfer } from './transfers.ts'
import { UNDEFINED } from './values.ts'

/** Executes the steps of the timeline in their order, and rejects the first that is wrong. */
export function executePlan(machine: Machine): void {
  const { plan } = machine
  const submitted = new Uint8Array(plan.submissions.length)
  let next = 0
  for (let index = 0; index < plan.timeline.length; index++) {
    const step = plan.timeline.at(index)
    machine.at({ step: index }, -1)
    machine.needs.step(step)
    if (step.do === 'submit') {
      if (step.submission !== next++)
        machine.reject(
          'TIMELINE',
          `${submissionOf(machine, step.submission)} is submitted out of order or twice; ${submissionOf(machine, next - 1)} is due`,
        )
      executeSubmission(machine, step.submission, submitted)
      submitted[step.submission] = 1
      continue
    }
    for (const s of step.after) {
      if (!submitted[s])
        machine.reject('TIMELINE', `The step waits for ${submissionOf(machine, s)}, which is not submitted before it`)
      machine.order.hostWaits(s)
    }
    if (step.do === 'write') executeWrite(machine, step)
    else if (step.do === 'read') executeRead(machine, step)
    else executeHostStep(machine, step)
    machine.end()
  }
  if (next !== plan.submissions.length) reject('TIMELINE', `${machine.words.submission(next)} is never submitted`)
}

function executeSubmission(machine: Machine, s: number, submitted: Uint8Array): void {
  const { plan } = machine
  const submission = plan.submissions.find(s)
  if (!submission) machine.reject('MALFORMED', noSuch('submission', s, plan.submissions.length))
  if (submission.queue >= plan.queues.length)
    machine.reject(
      'MALFORMED',
      `${machine.words.submission(s)}: ${noSuch('queue', submission.queue, plan.queues.length)}`,
    )
  for (const w of submission.waits) {
    if (w >= s || !submitted[w])
      machine.reject(
        'TIMELINE',
        `${machine.words.submission(s)} waits for ${submissionOf(machine, w)}, which is not submitted before it`,
      )
    if (plan.submissions.queueOf(w) === submission.queue)
      machine.reject(
        'TIMELINE',
        `${machine.words.submission(s)} waits for ${submissionOf(machine, w)} of its own queue`,
      )
  }
  if (submission.epilogue && !machine.profile.rules.explicitBarriers)
    machine.reject(
      'DEVICE_RULE',
      `The device shows the host what it wrote by itself, but ${machine.words.submission(s)} has an epilogue`,
    )
  machine.earlierRuns.begin(s)
  machine.order.beginSubmission(s)
  let firstOther: number | undefined
  for (let c = 0; c < submission.commands.length; c++) {
    const command = submission.commands.at(c)
    if (command.op === 'external') checkAlone(machine, s, c, firstOther)
    else if (command.op !== 'barrier') firstOther ??= c
    machine.at({ submission: s, command: c }, submission.queue)
    machine.memories.beginAt(s, c, machine.place)
    checkCommandRules(machine, command)
    machine.needs.command(command)
    execute(machine, command)
    machine.moved.add(machine.memories.textures, command)
    machine.end()
    machine.memories.endAt(s, c, machine.layouts)
    machine.order.next()
  }
  machine.order.endSubmission(s)
  machine.staging.endSubmission({ submission: s }, machine.words)
}

const submissionOf = ({ plan, words }: Machine, s: number): string =>
  s < plan.submissions.length
    ? words.submission(s)
    : `one of number ${s}, where the plan has ${plan.submissions.length}`

/**
 * Checks that an external pass, command c, has a submission of its own: nothing of the plan can be in one submission with it, or be
 * ordered behind it there.
 *
 * @param firstOther the first command before it that is no barrier
 */
function checkAlone(machine: Machine, s: number, c: number, firstOther: number | undefined): void {
  const next = c + 1 < machine.plan.submissions.commandCount(s) ? c + 1 : undefined
  const other = firstOther ?? next
  if (other !== undefined)
    reject(
      'DEVICE_RULE',
      `${machine.words.at({ submission: s, command: c })} submits by itself, so its submission holds nothing else but barriers before it; ${machine.words.at({ submission: s, command: other })} has to be in another`,
      { submission: s, command: other },
    )
}

function execute(machine: Machine, command: Command): void {
  if (isTransfer(command)) executeTransfer(machine, command)
  else if (command.op === 'dispatch') executeDispatch(machine, command)
  else if (command.op === 'render') executeRender(machine, command)
  else if (command.op === 'custom' || command.op === 'external') executeBody(machine, command)
  else if (command.op === 'mipmap') executeMipmap(machine, command)
  else executeBarrier(machine, command)
}

function executeBarrier(machine: Machine, command: CommandOf<'barrier'>): void {
  if (!machine.profile.rules.explicitBarriers)
    machine.reject('DEVICE_RULE', 'The device orders its commands by itself, so a plan for it holds no barriers')
  machine.order.barrier(command)
  if (!command.transitions) return
  // A layout transition rewrites the texels: it comes after all earlier accesses, and before the kinds in its barrier's
  // `after`.
  const mask = command.after.reduce((bits, name) => bits | (1 << accessCode[name]), 1 << transitionKind)
  command.transitions.forEach((change, i) => {
    const box = machine.layouts.transition(change, machine.place)
    const memory = machine.texture(change.texture)
    const extent = texelsOf(memory.layout, box)
    const access = machine.access(transitionKind, i, mask)
    machine.memories.claim(change.texture, access)
    machine.hazards.write(memory, extent, access)
    if (change.from === 'undefined') machine.storeValues(memory, extent, whole(UNDEFINED, extent.size, machine.values))
  })
}
