/** Phase 10, lowering: turns the scheduled nodes into commands, without barriers. */
import { DeviceCommands } from './device-commands.ts'
import { lowerSteps, type LowerContext, type LoweredPasses } from './steps.ts'

export type { LoweredPasses } from './steps.ts'

/** The commands of all scheduled nodes, and the host's part of the run. O(accesses · log n). */
export function lowerPasses(context: LowerContext): LoweredPasses {
  return lowerSteps(context, (transfers) => new DeviceCommands(transfers))
}
