/** Which heaps and textures commands name. */
import type { Command, Slice, TextureSlice } from '../../planner/plan.ts'

/** The parts of textures that bindings, uses and attachments of a command name. */
export function textureSlices(command: Command): TextureSlice[] {
  const slices: (Slice | undefined)[] = []
  if (command.op === 'dispatch')
    for (const binding of command.bindings) slices.push('slice' in binding ? (binding.slice as Slice) : undefined)
  if (command.op === 'custom') slices.push(...command.uses.map(({ slice }) => slice))
  if (command.op === 'render') {
    for (const { slice, resolve } of command.color) slices.push(slice, resolve)
    slices.push(command.depth?.slice, ...command.parts.flatMap(({ uses }) => uses.map(({ slice }) => slice)))
  }
  return slices.filter((slice): slice is TextureSlice => slice !== undefined && 'texture' in slice)
}

export interface Touched {
  readonly heaps: Set<number>
  readonly textures: Set<number>
}

export function touchedBy(commands: readonly Command[]): Touched {
  const heaps = new Set<number>()
  const textures = new Set<number>()
  const slice = (at: Slice | undefined): void => {
    if (!at) return
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
      case 'dispatch':
        if (!Array.isArray(command.workgroups)) slice(command.workgroups)
        for (const binding of command.bindings) if ('slice' in binding) slice(binding.slice as Slice)
        break
      case 'render':
        for (const part of command.parts) for (const use of part.uses) slice(use.slice)
        for (const at of textureSlices(command)) slice(at)
        break
      case 'custom':
        for (const use of command.uses) slice(use.slice)
        break
      case 'barrier':
        for (const { texture } of command.transitions ?? []) textures.add(texture)
    }
  }
  return { heaps, textures }
}
