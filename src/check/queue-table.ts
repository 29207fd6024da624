/**
 * Abilities of queues: which commands each kind can run. This table is the checker's own; a test compares it with the
 * planner's.
 */
import type { QueueKind } from '../graph/document.ts'
import type { Command, PlannedTexture, PlanUse } from '../plan/document.ts'
import { formatInfo } from './formats.ts'

/** What decides where the texels of a texture can be moved. */
type MovedTexture = Pick<PlannedTexture, 'format' | 'sampleCount'>

/**
 * Whether a queue can run a command. Every queue runs barriers and transfers of bytes and of single samples of colour. Shaders need
 * compute, and so do clears of several samples; draws need graphics, and so does what moves or clears depth and stencil, other than
 * copies between textures of one format.
 * @param textureOf a texture of the plan by its number; asked for no queue that draws and computes
 */
export function runsOn(
  kinds: readonly QueueKind[],
  command: Command,
  textureOf: (texture: number) => MovedTexture,
): boolean {
  if (kinds.includes('graphics') && kinds.includes('compute')) return true
  switch (command.op) {
    case 'copy-to-texture':
    case 'copy-from-texture':
      return !isDepth(textureOf(command.texture)) || kinds.includes('graphics')
    case 'copy-texture': {
      const [from, to] = [textureOf(command.from), textureOf(command.to)]
      return from.format === to.format || !(isDepth(from) || isDepth(to)) || kinds.includes('graphics')
    }
    case 'clear-texture': {
      const texture = textureOf(command.slice.texture)
      if (isDepth(texture)) return kinds.includes('graphics')
      return texture.sampleCount === 1 || kinds.includes('compute')
    }
    case 'dispatch':
    case 'scatter':
      return kinds.includes('compute')
    case 'render':
    case 'mipmap':
      return kinds.includes('graphics')
    case 'custom':
    case 'external':
      return bodyRunsOn(kinds, command.uses)
    default:
      return true
  }
}

/**
 * Whether a queue can run a body: it draws if it uses vertices or indices, and computes if it uses anything that is not copied.
 */
function bodyRunsOn(kinds: readonly QueueKind[], uses: readonly PlanUse[]): boolean {
  let computes = false
  for (const { as } of uses) {
    if (as === 'vertex' || as === 'index' || as === 'attachment') return kinds.includes('graphics')
    if (as !== 'copy-src' && as !== 'copy-dst') computes = true
  }
  return !computes || kinds.includes('compute')
}

function isDepth({ format }: MovedTexture): boolean {
  const { depth, stencil } = formatInfo(format)
  return depth || stencil
}
