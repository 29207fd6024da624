/** Memory of the frame with and without aliasing, on the pinned profiles. */
import { planGraph, profiles, type FrameGraph, type Plan } from 'memkit-gpu'
import { bytes, plural, table } from '../support/words.ts'

export const planForMemory = (graph: FrameGraph, profile: keyof typeof profiles): Plan =>
  planGraph(graph, profiles[profile], { objective: 'memory' })

export function reportMemory(graph: FrameGraph): string {
  const rows = (['dummy', 'vulkan', 'webgpu'] as const).map((name): [string, string] => {
    const { memory } = planForMemory(graph, name).report
    const saved = Math.round(100 * (1 - memory.peakBytes / memory.withoutAliasingBytes))
    const bound = memory.proven ? 'proven lowest' : `not below ${bytes(memory.lowerBoundBytes)}`
    return [
      name,
      `${bytes(memory.peakBytes)} (${bound}), ${bytes(memory.withoutAliasingBytes)} without aliasing: ${saved} % saved; ` +
        `${bytes(memory.persistentBytes)} kept for history`,
    ]
  })
  return table(rows)
}

export function reportPlan({ report, submissions }: Plan): string {
  const renders = submissions.flatMap(({ commands }) => commands.filter(({ op }) => op === 'render'))
  return table([
    ['passes', `${report.passes.planned} planned of ${report.passes.declared}, ${renders.length} render passes`],
    [
      'submissions',
      `${plural(report.submissions.count, 'submission')}${report.submissions.proven ? ', proven fewest' : ''}`,
    ],
    ['transfers', `${report.transfers.declared} declared, ${plural(report.transfers.commands, 'command')}`],
  ])
}
