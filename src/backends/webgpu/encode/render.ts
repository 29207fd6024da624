/** Render passes: attachments, draws by data in bundles, and bodies. */
import type { CommandOf } from '../../../plan/document.ts'
import type { MaybePromise, RunContext } from '../../backend.ts'
import { compileAttachments } from './attachments.ts'
import { callBody, compileSlices } from './bodies.ts'
import type { Build } from './build.ts'
import { PassState, stateAtBegin } from './draw-state.ts'
import { bundleSteps, checkPassScope, compileDraws, type CompiledDraw } from './draws.ts'
import type { Encode, Encoding } from './encoding.ts'
import type { Pipelines } from './pipelines.ts'

type Render = CommandOf<'render'>
/** A part of a pass. Returns a promise only where a body does. */
type Step = (pass: GPURenderPassEncoder, run: RunContext, layer: number) => MaybePromise<void>

export function compileRender(build: Build, pipelines: Pipelines, command: Render): Encode {
  const steps = compileSteps(build, pipelines, command)
  // The API draws to one layer at a time: a pass on several layers becomes as many passes, each clearing and storing its own
  // layer.
  const layers = (command.color[0]?.slice ?? command.depth!.slice).size[2]
  const descriptors = Array.from({ length: layers }, (_, layer) => compileAttachments(build, command, layer))
  const runSteps = (start: number, pass: GPURenderPassEncoder, run: RunContext, layer: number): MaybePromise<void> => {
    for (let i = start; i < steps.length; i++) {
      const rest = steps[i]!(pass, run, layer)
      if (rest) return rest.then(() => runSteps(i + 1, pass, run, layer))
    }
  }
  const runLayers = (start: number, encoding: Encoding): MaybePromise<void> => {
    for (let layer = start; layer < layers; layer++) {
      const pass = encoding.commands().beginRenderPass(descriptors[layer]!.at(encoding.run))
      const rest = runSteps(0, pass, encoding.run, layer)
      if (rest)
        return rest.then(() => {
          pass.end()
          return runLayers(layer + 1, encoding)
        })
      pass.end()
    }
  }
  return (encoding) => runLayers(0, encoding)
}

function compileSteps(build: Build, pipelines: Pipelines, command: Render): Step[] {
  checkPassScope(command)
  const steps: Step[] = []
  const [width, height] = (command.color[0] ?? command.depth!).slice.size
  const atBegin = stateAtBegin([width, height])
  const state = new PassState(atBegin)
  // Draws of passes that were merged share bundles.
  let draws: CompiledDraw[] = []
  const flush = (): void => {
    steps.push(...bundleSteps(build, command, draws, state))
    draws = []
  }
  for (const part of command.parts) {
    const { pass, body, uses } = part
    if (body === undefined) {
      draws.push(...compileDraws(build, pipelines, part, atBegin))
      continue
    }
    flush()
    // A body finds the state in which passes begin, and leaves any.
    steps.push(...state.change(atBegin))
    state.forget()
    const slices = compileSlices(build, uses)
    steps.push((native, run, layer) => callBody(body, run, { pass, native, slices: slices.at(run), layer }))
  }
  flush()
  return steps
}
