/** A thing in a few words: for tips, headings and announcements. */
import { counted } from '../../errors.ts'
import type { Clock } from '../model/clock.ts'
import type { Model } from '../model/index.ts'
import type { Thing } from '../model/related.ts'
import { bytesText, commandLabel, holdingLabel, placeText, timeText } from '../model/words.ts'
import { stepText } from '../scene/draw-host.ts'

export interface Description {
  readonly title: string
  readonly lines: readonly string[]
}

export function describeThing(model: Model, thing: Thing, clock?: Clock): Description {
  const { plan } = model
  switch (thing.kind) {
    case 'pass': {
      const pass = model.passes[model.passNumber.get(thing.id) ?? -1]
      const kind = pass?.kind === undefined ? 'pass' : `${pass.kind} pass`
      return { title: thing.id, lines: [pass?.isCulled ? `${kind}, culled` : kind] }
    }
    case 'resource': {
      const declared = model.graph?.resources.find(({ id }) => id === thing.id)
      return {
        title: thing.id,
        lines: [declared ? `${declared.lifetime ?? 'transient'} ${declared.kind}` : 'resource'],
      }
    }
    case 'input':
      return { title: thing.id, lines: ['input of a run'] }
    case 'output':
      return { title: thing.id, lines: ['output of a run'] }
    case 'command':
      return describeCommand(model, thing.index, clock)
    case 'holding': {
      const held = model.holdings[thing.index]!
      if (held.kind === 'staging') {
        const what = held.direction === 'write' ? 'input' : 'output'
        return { title: held.name, lines: [`${what} in staging`, placeText(plan, held)] }
      }
      const version = held.version > 0 || held.previous > 0 ? [] : [`version ${held.version}`]
      return {
        title: holdingLabel(held),
        lines: [[held.lifetime, ...version].join(', '), placeText(plan, held)],
      }
    }
    case 'submission': {
      const { queue, waits, commands } = plan.submissions[thing.index]!
      const waiting = waits.length > 0 ? [`waits for ${waits.map((w) => `submission ${w}`).join(', ')}`] : []
      return {
        title: `submission ${thing.index}`,
        lines: [`queue ${queue}, ${counted(commands.length, 'command')}`, ...waiting],
      }
    }
    case 'queue':
      return { title: `queue ${thing.index}`, lines: [plan.queues[thing.index]!.kinds.join(', ')] }
    case 'heap': {
      const { memory, sizeBytes } = plan.heaps[thing.index]!
      return { title: `heap ${thing.index}`, lines: [`${memory}, ${bytesText(sizeBytes)}`] }
    }
    case 'texture': {
      const { format, size, sizeBytes } = plan.textures[thing.index]!
      return { title: `texture ${thing.index}`, lines: [`${format} ${size.join('×')}, ${bytesText(sizeBytes)}`] }
    }
    case 'step':
      return { title: plan.timeline[thing.index]!.do, lines: [stepText(plan.timeline[thing.index]!)] }
    case 'decision': {
      const { code, reason } = plan.decisions[thing.index]!
      return { title: code, lines: [reason] }
    }
  }
}

function describeCommand(model: Model, c: number, clock: Clock | undefined): Description {
  const { command, submission, at } = model.commands[c]!
  const place = `submission ${submission}, command ${at}`
  const time =
    clock?.unit === 'ns' ? [`${timeText(clock.commandEnd[c]! - clock.commandBegin[c]!)}${evenShare(model, c)}`] : []
  if (command.op === 'barrier') {
    const changes = command.transitions?.length ?? 0
    const transitions = changes > 0 ? [counted(changes, 'layout transition')] : []
    return {
      title: 'barrier',
      lines: [`${command.before.join(', ')} → ${command.after.join(', ')}`, ...transitions, place],
    }
  }
  const others = command.passes.length > 1 ? [`carries out ${counted(command.passes.length, 'pass')}`] : []
  return { title: commandLabel(command), lines: [command.op, ...others, place, ...time] }
}

/** Where only the submission was timed, a command's time is a share of it. */
const evenShare = ({ plan, commands }: Model, c: number): string =>
  plan.submissions[commands[c]!.submission]!.commands.length > 1 ? ' (submissions are timed: an even share)' : ''
