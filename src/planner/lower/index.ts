/** Phase 9, lowering: turns the scheduled nodes into commands, without barriers. */
import { DeviceCommands } from './device-commands.ts'
import { lowerSteps, type LowerContext, type LoweredPasses } from './steps.ts'

export type { LoweredPasses } from './steps.ts'

export function lowerPasses(context: LowerContext): LoweredPasses {
  return lowerSteps(context, (transfers) => new DeviceCommands(transfers))
}
