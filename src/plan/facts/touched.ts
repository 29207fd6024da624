/** Which heaps and textures commands name. */
import type { Command, Slice, TextureSlice } from '../document.ts'

/** What bindings, uses and attachments of a command name; nothing for transfers. */
export function slicesOf(command: Command): Slice[] {
  const slices: (Slice | undefined)[] = []
  if (command.op === 'dispatch') {
    if (!Array.isArray(command.workgroups)) slices.push(command.workgroups)
    for (const binding of command.bindings) slices.push('slice' in binding ? (binding.slice as Slice) : undefined)
  }
  if (command.op === 'custom') slices.push(...command.uses.map(({ slice }) => slice))
  if (command.op === 'render') {
    for (const { slice, resolve } of command.color) slices.push(slice, resolve)
    slices.push(command.depth?.slice, ...command.parts.flatMap(({ uses }) => uses.map(({ slice }) => slice)))
  }
  return slices.filter((slice) => slice !== undefined)
}

/** The parts of textures among them. */
export const textureSlices = (command: Command): TextureSlice[] =>
  slicesOf(command).filter((slice) => 'texture' in slice)

export interface Touched {
  readonly heaps: Set<number>
  readonly textures: Set<number>
}

export function touchedBy(commands: readonly Command[]): Touched {
  const heaps = new Set<number>()
  const textures = new Set<number>()
  const slice = (at: Slice): void => {
    if ('heap' in at) heaps.add(at.heap)
    else textures.add(at.texture)
  }
  for (const command of commands) {
    switch (command.op) {
      case 'copy':
      case 'scatter':
        heaps.add(command.from).add(command.to)
        break
      case 'fill':
        heaps.add(command.heap)
        break
      case 'copy-to-texture':
        heaps.add(command.from)
        textures.add(command.texture)
        break
      case 'copy-from-texture':
        heaps.add(command.to)
        textures.add(command.texture)
        break
      case 'copy-texture':
        textures.add(command.from).add(command.to)
        break
      case 'clear-texture':
        slice(command.slice)
        break
      case 'mipmap':
        textures.add(command.texture)
        break
      case 'barrier':
        for (const { texture } of command.transitions ?? []) textures.add(texture)
        break
      default:
        slicesOf(command).forEach(slice)
    }
  }
  return { heaps, textures }
}
