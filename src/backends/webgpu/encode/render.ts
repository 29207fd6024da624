/** Render passes: attachments, draws by data in bundles, and bodies. */
import type { CommandOf } from '../../../plan/document.ts'
import { zeroedBy } from '../../../plan/facts/attachments.ts'
import type { MaybePromise } from '../../backend.ts'
import { compileAttachments, isStored } from './attachments.ts'
import type { Build } from './build.ts'
import { compileDrawnClears } from './drawn-clear.ts'
import { PassState, stateAtBegin } from './draw-state.ts'
import { bundleSteps, checkPassScope, compileDraws, type CompiledDraw } from './draws.ts'
import type { Encode, Encoding } from './encoding.ts'
import type { Pipelines } from './pipelines.ts'
import { beginWithQueries, queriesOf, withPassQueries } from './queries.ts'
import { compileBody } from './static-bodies.ts'

type Render = CommandOf<'render'>
/** A part of a pass. Returns a promise only where a body does, or is recorded. */
type Step = (pass: GPURenderPassEncoder, encoding: Encoding, layer: number) => MaybePromise<void>

export function compileRender(build: Build, pipelines: Pipelines, command: Render): Encode {
  const steps = compileSteps(build, pipelines, command)
  const bodies = command.parts.filter(({ body }) => body !== undefined)
  // The API draws to one layer at a time: a pass on several layers becomes as many passes, each clearing and storing its own
  // layer.
  const layers = (command.color[0]?.slice ?? command.depth!.slice).size[2]
  const descriptors = Array.from({ length: layers }, (_, layer) => compileAttachments(build, command, layer))
  const clears = Array.from({ length: layers }, (_, layer) => compileDrawnClears(build, command.color, layer))
  const zeros = compileZeros(build, command)
  const runSteps = (start: number, pass: GPURenderPassEncoder, encoding: Encoding, layer: number) => {
    for (let i = start; i < steps.length; i++) {
      const rest = steps[i]!(pass, encoding, layer)
      if (rest) return rest.then((): MaybePromise<void> => runSteps(i + 1, pass, encoding, layer))
    }
    return undefined
  }
  const runLayers = (start: number, encoding: Encoding): MaybePromise<void> => {
    const queries = queriesOf(bodies, encoding.run)
    for (let layer = start; layer < layers; layer++) {
      const descriptor = descriptors[layer]!.at(encoding.run)
      void clears[layer]!(encoding)
      const encoder = encoding.commands()
      const pass = queries
        ? beginWithQueries(encoder, withPassQueries(descriptor, queries, layer, layers), command.passes)
        : encoder.beginRenderPass(descriptor)
      const rest = runSteps(0, pass, encoding, layer)
      if (rest)
        return rest.then(() => {
          pass.end()
          zeros(layer, encoding)
          return runLayers(layer + 1, encoding)
        })
      pass.end()
      zeros(layer, encoding)
    }
  }
  return (encoding) => runLayers(0, encoding)
}

/** Passes that clear what reads as zeros from then on, where it is stored and not discarded. */
function compileZeros(build: Build, { color, depth, passes }: Render): (layer: number, encoding: Encoding) => void {
  const zeros = zeroedBy({
    color: color.filter(({ slice }) => isStored(build, slice)),
    ...(depth && isStored(build, depth.slice) && { depth }),
  })
  if (!zeros) return () => {}
  const layers = (zeros.color[0]?.slice ?? zeros.depth!.slice).size[2]
  const descriptors = Array.from({ length: layers }, (_, layer) =>
    compileAttachments(build, { ...zeros, passes }, layer),
  )
  return (layer, encoding) => encoding.commands().beginRenderPass(descriptors[layer]!.at(encoding.run)).end()
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
    for (const step of bundleSteps(build, command, draws, state)) steps.push((pass, { run }) => step(pass, run))
    draws = []
  }
  for (const part of command.parts) {
    if (part.body === undefined) {
      for (const draw of compileDraws(build, pipelines, part, atBegin)) draws.push(draw)
      continue
    }
    flush()
    // A body finds the state in which passes begin, and leaves any.
    steps.push(...state.change(atBegin))
    state.forget()
    steps.push(compileBody(build, command, part, part.body))
  }
  flush()
  return steps
}
