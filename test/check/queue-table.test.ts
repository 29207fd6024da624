/** The checker and the planner have a table each of what queues can run. */
import { expect, it } from 'vitest'
import { runsOn } from '../../src/check/queue-table.ts'
import { queueKinds, useKinds, type QueueKind } from '../../src/graph/document.ts'
import type { Command, CommandOp, PlanUse } from '../../src/plan/document.ts'
import { canRun, neededByCommand } from '../../src/plan/facts/queue-abilities.ts'

const queues: QueueKind[][] = Array.from({ length: 8 }, (_, bits) =>
  queueKinds.filter((_, k) => bits & (1 << k)),
).filter((kinds) => kinds.length > 0)

const commandOps: Readonly<Record<CommandOp, true>> = {
  copy: true,
  scatter: true,
  fill: true,
  'copy-to-texture': true,
  'copy-from-texture': true,
  'copy-texture': true,
  'clear-texture': true,
  mipmap: true,
  dispatch: true,
  render: true,
  custom: true,
  external: true,
  barrier: true,
}

const agree = (command: Command) => {
  for (const kinds of queues)
    expect([command.op, kinds, runsOn(kinds, command)]).toEqual([
      command.op,
      kinds,
      canRun(kinds, neededByCommand(command)),
    ])
}

it.each(Object.keys(commandOps))('both say the same of "%s" on every kind of queue', (op) =>
  agree({ op, uses: [] } as unknown as Command),
)

it('both say the same of bodies, whatever their uses', () => {
  const use = (as: PlanUse['as']) => ({ as }) as PlanUse
  for (const first of useKinds)
    for (const second of useKinds) agree({ op: 'custom', uses: [use(first), use(second)] } as unknown as Command)
})
