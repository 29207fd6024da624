/** Clears of textures to zero: by an attachment's clear where bytes cannot be copied in, else by a copy of zeros. */
import { unsupported } from '../../../errors.ts'
import { formatInfo } from '../../../graph/formats.ts'
import type { CommandOf, PlannedTexture, TextureSlice } from '../../../plan/document.ts'
import { sliceBoxes, levelSize } from '../../../plan/facts/level-boxes.ts'
import { roundUp } from '../../../plan/multiples.ts'
import type { Build } from './build.ts'
import { sequence, type Encode } from './encoding.ts'
import { textureUsage } from '../device/flags.ts'
import { blockExtent, isWholePlane, rowPitchBytes } from '../memory/texture-rules.ts'
import { attachmentView } from './views.ts'
import { compileMove } from './move.ts'
import { rowMoves, writeTexels } from './texel-rows.ts'
import { tightRows } from '../../../graph/texel-rows.ts'

export function compileClearTexture(build: Build, { slice, passes }: CommandOf<'clear-texture'>): Encode {
  const texture = build.plan.textures[slice.texture]!
  const { depth, stencil } = formatInfo(texture.format)
  if ((depth || stencil) && texture.sampleCount === 1 && slice.mipLevelCount === 1 && !isWholePlane(texture, slice))
    return clearPart(build, slice)
  return depth || stencil || texture.sampleCount > 1
    ? clearByAttachment(build, slice, texture, passes)
    : clearByCopy(build, slice, texture)
}

function clearByCopy(build: Build, slice: TextureSlice, texture: PlannedTexture): Encode {
  build.textureUsage[slice.texture]! |= textureUsage.copyDst
  const place = build.places.texture(slice.texture)
  const copies = sliceBoxes(texture, slice).flatMap(({ mipLevel, origin, size }) => {
    const { rowBytes, rows } = tightRows(formatInfo(texture.format), size, 'all')
    const bytesPerRow = roundUp(rowBytes, rowPitchBytes)
    const zeros = build.needZeros(bytesPerRow * rows)
    return Array.from({ length: size[2] }, (_, layer) => ({
      zeros,
      layout: { bytesPerRow, rowsPerImage: rows },
      at: { mipLevel, origin: { x: origin[0], y: origin[1], z: origin[2] + layer } },
      extent: blockExtent(texture.format, [size[0], size[1], 1]),
    }))
  })
  return (encoding) => {
    const encoder = encoding.commands()
    for (const { zeros, layout, at, extent } of copies)
      encoder.copyBufferToTexture(
        { buffer: zeros.at(encoding.run), ...layout },
        { texture: place.at(encoding.run), ...at },
        extent,
      )
  }
}

/** Clears a part of a depth-stencil texture by copies of zeros, one aspect at a time. */
function clearPart(build: Build, slice: TextureSlice): Encode {
  const texture = build.plan.textures[slice.texture]!
  const { depth, stencil } = formatInfo(texture.format)
  const aspects =
    depth && stencil && slice.aspect === 'all' ? (['depth-only', 'stencil-only'] as const) : [slice.aspect]
  return sequence(
    aspects.map((aspect) => {
      const { rows, sizeBytes, before, after } = writeTexels(build, slice.texture, slice, aspect, 0)
      // The same row of zeros, behind the texels in scratch memory, is the source of every row.
      const zeroBytes = roundUp(tightRows(formatInfo(texture.format), slice.size, aspect).rowBytes, 4)
      const scratch = build.needScratch(sizeBytes + zeroBytes)
      const zeros = { offset: sizeBytes, rowBytes: 0, rowsPerImage: 0 }
      const moves = rowMoves(texture.format, slice.size, aspect, zeros, rows)
      const clear: Encode = (encoding) =>
        encoding.commands().clearBuffer(scratch.at(encoding.run), sizeBytes, zeroBytes)
      return sequence([...before, clear, compileMove(build, scratch, scratch, moves), after])
    }),
  )
}

function clearByAttachment(
  build: Build,
  slice: TextureSlice,
  texture: PlannedTexture,
  passes: readonly string[],
): Encode {
  build.textureUsage[slice.texture]! |= textureUsage.attachment
  const { depth, stencil } = formatInfo(texture.format)
  const clears = sliceBoxes(texture, slice).flatMap(({ mipLevel, origin, size }) => {
    const level = levelSize(texture, mipLevel)
    const whole = [0, 1].every((axis) => origin[axis] === 0 && size[axis] === level[axis])
    if (!whole)
      throw unsupported(
        `WebGPU clears ${texture.format}, multisampled, by the whole layer; ${JSON.stringify(passes)} clears a part`,
        { passes },
      )
    return Array.from({ length: size[2] }, (_, layer) =>
      attachmentView(build, { ...slice, aspect: 'all', mipLevel, origin: [0, 0, origin[2] + layer] }),
    )
  })
  const side = (name: 'depth' | 'stencil', present: boolean) => {
    if (!present) return {}
    const other = name === 'depth' ? 'stencil-only' : 'depth-only'
    return {
      [`${name}LoadOp`]: slice.aspect === other ? 'load' : 'clear',
      [`${name}StoreOp`]: 'store',
      [`${name}ClearValue`]: 0,
    }
  }
  const depthStencil = { ...side('depth', depth), ...side('stencil', stencil) }
  return (encoding) => {
    const encoder = encoding.commands()
    for (const view of clears) {
      const shown = view.at(encoding.run)
      const pass =
        depth || stencil
          ? { colorAttachments: [], depthStencilAttachment: { view: shown, ...depthStencil } }
          : {
              colorAttachments: [
                { view: shown, loadOp: 'clear' as const, storeOp: 'store' as const, clearValue: [0, 0, 0, 0] },
              ],
            }
      encoder.beginRenderPass(pass).end()
    }
  }
}
