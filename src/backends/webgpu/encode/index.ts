/** From the commands of a plan to functions that encode them. */
import type { Command } from '../../../planner/plan.ts'
import type { Build } from '../build.ts'
import type { Encode } from '../encoding.ts'
import { compileCopy, compileFill, compileScatter } from './buffers.ts'
import { compileDispatch, type Pipelines } from './dispatch.ts'

export function compileCommand(build: Build, pipelines: Pipelines, command: Command): Encode | undefined {
  switch (command.op) {
    case 'copy':
      return compileCopy(build, command)
    case 'scatter':
      return compileScatter(build, command)
    case 'fill':
      return compileFill(build, command)
    case 'dispatch':
      return compileDispatch(build, pipelines, command)
    default:
      throw new Error(`unhandled ${command.op}`)
    case 'barrier':
      // The API orders commands by itself.
      return undefined
  }
}
