/** Clears to values that lie exactly halfway between two steps of a format. */
import { parseGraph } from '../../src/graph/parse.ts'
import type { TextureFormat } from '../../src/graph/formats.ts'

export const tieFormats = [
  'r8unorm',
  'rg8unorm',
  'rgba8unorm',
  'bgra8unorm',
  'rgba8unorm-srgb',
  'bgra8unorm-srgb',
  'rgb10a2unorm',
  'depth16unorm',
] as const satisfies readonly TextureFormat[]

/** Of 255, 1023, 3 and 65535 steps, an odd number, the middle is halfway between two. */
export const halfway = [0.5, 0.5, 0.5, 0.5] as const

export const tieGraph = parseGraph({
  version: 1,
  resources: tieFormats.map((format) => ({ id: format, kind: 'texture', format, size: [1, 1] })),
  passes: tieFormats.flatMap((format) => [
    format === 'depth16unorm'
      ? {
          id: `clear ${format}`,
          kind: 'render' as const,
          depth: { use: format, load: 'clear' as const, clearValue: 0.5 },
          body: 'nothing',
        }
      : {
          id: `clear ${format}`,
          kind: 'render' as const,
          color: [
            { use: format, load: 'clear' as const, clearValue: [...halfway] as [number, number, number, number] },
          ],
          body: 'nothing',
        },
    { id: `get ${format}`, kind: 'readback' as const, from: format, output: format },
  ]),
})

export const bodies = { nothing: () => undefined }
