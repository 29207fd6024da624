/** Commands of all passes but uploads and readbacks: fills, copies, and whatever else runs on the device. */
import { passCode } from '../../graph/access.ts'
import { Pipelines } from './draws.ts'
import { emitPass, SliceReader, type PassContext } from './pass-commands.ts'
import { nodesOfKind, type LowerContext, type OtherCommands } from './steps.ts'
import type { TransferContext } from './transfers/context.ts'
import { DeviceTransfers } from './transfers/device-transfers.ts'

const transferKinds = (1 << passCode.upload) | (1 << passCode.fill) | (1 << passCode.copy) | (1 << passCode.readback)

/** Emission of the commands of one step after another. */
export class DeviceCommands implements OtherCommands {
  private readonly transfers: DeviceTransfers
  private readonly passes: PassContext

  constructor(context: LowerContext & TransferContext) {
    const { graph, values, dependencies, schedule, placements, commands } = context
    this.transfers = new DeviceTransfers(context)
    const wholes: PassContext['wholes'] = new Array(values.valueCount)
    const pipelines = new Pipelines(graph)
    const passes = { graph, values, dependencies, schedule, placements, commands, pipelines, wholes }
    const slices = new SliceReader(passes)
    this.passes = { graph, values, dependencies, schedule, placements, commands, pipelines, wholes, slices }
  }

  get pipelines(): OtherCommands['pipelines'] {
    return this.passes.pipelines.list
  }

  add(first: number, end: number, kinds: number, submission: number): void {
    const { passes, transfers } = this
    const { graph, schedule } = passes
    const { order, nodePass } = schedule
    if (kinds & (1 << passCode.fill)) transfers.fills(nodesOfKind(passes, passCode.fill, first, end), submission)
    if (kinds & (1 << passCode.copy)) transfers.copies(nodesOfKind(passes, passCode.copy, first, end), submission)
    if (kinds & ~transferKinds)
      for (let k = first; k < end; k++)
        if ((transferKinds & (1 << graph.passKind[nodePass[order[k]!]!]!)) === 0)
          emitPass(passes, order[k]!, submission)
  }
}
