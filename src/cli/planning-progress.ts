/** Planning with its progress on the terminal. */
import { planGraph, type DeviceProfile, type FrameGraph, type Plan, type PlanOptions } from '../index.ts'
import { ofGraph } from './files.ts'
import type { Terminal } from './terminal.ts'

/** The result of `work`, whose phases are shown until it ends. */
export function showingPhases<Result>(
  { passes }: FrameGraph,
  terminal: Terminal,
  work: (onPhase: (phase: string) => void) => Result,
): Result {
  const result = work((phase) => terminal.progress(`planning ${passes.length} passes: ${phase}`))
  terminal.progress('')
  return result
}

/** The plan of a graph that was read. @throws DocumentError for faults of the graph */
export const planShown = (
  graph: FrameGraph,
  profile: DeviceProfile,
  options: Pick<PlanOptions, 'objective' | 'memoryBudget'>,
  terminal: Terminal,
): Plan =>
  showingPhases(graph, terminal, (onPhase) => ofGraph(graph, () => planGraph(graph, profile, { ...options, onPhase })))
