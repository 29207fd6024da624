/** Compiles the commands of a plan to functions that encode them. */
import type { Command } from '../../../plan/document.ts'
import { optionalInput } from '../../../plan/facts/optional-input.ts'
import type { Build } from './build.ts'
import type { Encode } from './encoding.ts'
import { compileCustom } from './bodies.ts'
import { compileCopy, compileFill, compileScatter } from './buffers.ts'
import { compileClearTexture } from './clear-texture.ts'
import { compileDispatch } from './dispatch.ts'
import { compileMipmap } from './mipmap.ts'
import type { Pipelines } from './pipelines.ts'
import { compileRender } from './render.ts'
import { compileCopyFromTexture, compileCopyTexture, compileCopyToTexture } from './texture-copies.ts'

/** The function that encodes a command; undefined for barriers, because the API orders commands by itself, and for external passes. */
export function compileCommand(build: Build, pipelines: Pipelines, command: Command): Encode | undefined {
  const encode = compileOne(build, pipelines, command)
  const optional = optionalInput(command)
  return encode && optional !== undefined
    ? (encoding) => (encoding.run.absent?.has(optional) ? undefined : encode(encoding))
    : encode
}

function compileOne(build: Build, pipelines: Pipelines, command: Command): Encode | undefined {
  switch (command.op) {
    case 'copy':
      return compileCopy(build, command)
    case 'scatter':
      return compileScatter(build, command)
    case 'fill':
      return compileFill(build, command)
    case 'copy-to-texture':
      return compileCopyToTexture(build, command)
    case 'copy-from-texture':
      return compileCopyFromTexture(build, command)
    case 'copy-texture':
      return compileCopyTexture(build, command)
    case 'clear-texture':
      return compileClearTexture(build, command)
    case 'mipmap':
      return compileMipmap(build, command)
    case 'dispatch':
      return compileDispatch(build, pipelines, command)
    case 'render':
      return compileRender(build, pipelines, command)
    case 'custom':
      return compileCustom(build, command)
    // Called between submissions, see the session.
    case 'external':
    case 'barrier':
      return undefined
  }
}
