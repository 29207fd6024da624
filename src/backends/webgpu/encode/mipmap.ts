/**
 * Generation of mipmaps: each mip level is drawn from the one above, each texel from the box above it, as the CPU reference
 * does it. Normalised formats are averaged in integers, so that every device rounds alike; sRGB is averaged in linear light by
 * the device's own conversions, which may differ in the last bit.
 */
import { unsupported } from '../../../errors.ts'
import type { TextureFormat } from '../../../graph/formats.ts'
import type { CommandOf, TextureSlice } from '../../../plan/document.ts'
import { averagedAsFloats, averagedIntegers } from '../../../plan/facts/averaged-integers.ts'
import { levelSize } from '../../../plan/facts/level-boxes.ts'
import type { Build } from './build.ts'
import { sequence, type Encode } from './encoding.ts'
import { textureUsage } from '../device/flags.ts'
import { attachmentView, compileView } from './views.ts'
import { ownPipeline, type OwnPipeline } from './own-pipelines.ts'

/** Floating-point formats that can be averaged and drawn to. */
const drawableFloats: ReadonlySet<TextureFormat> = new Set([
  'r16float',
  'rg16float',
  'rgba16float',
  'r32float',
  'rg32float',
  'rgba32float',
  'rg11b10ufloat',
])

const shader = (volume: boolean, [color, alpha]: readonly [number, number]): string => /* wgsl */ `
@group(0) @binding(0) var above: texture_${volume ? '3d' : '2d'}<f32>;

struct Corner { @builtin(position) at: vec4f, @location(0) @interpolate(flat, either) slice: u32 }

@vertex fn corner(@builtin(vertex_index) i: u32, @builtin(instance_index) slice: u32) -> Corner {
  return Corner(vec4f(f32(i & 1u) * 4.0 - 1.0, f32(i >> 1u) * 4.0 - 1.0, 0.0, 1.0), slice);
}

// The value that is averaged: an integer where the format has a largest one, else the texel's own value.
fn whole(texel: vec4f) -> vec4f {
  return vec4f(${color > 0 ? `round(texel.rgb * ${color}.0)` : 'texel.rgb'}, ${alpha > 0 ? `round(texel.a * ${alpha}.0)` : 'texel.a'});
}

@fragment fn average(corner: Corner) -> @location(0) vec4f {
  let size = textureDimensions(above);
  let at = vec2u(corner.at.xy);
  let wide = select(1u, 2u, size.x > 1u);
  let high = select(1u, 2u, size.y > 1u);
  let deep = ${volume ? 'select(1u, 2u, size.z > 1u)' : '1u'};
  var sum = vec4f(0.0);
  for (var z = 0u; z < deep; z++) {
    for (var y = 0u; y < high; y++) {
      for (var x = 0u; x < wide; x++) {
        sum += whole(textureLoad(above, ${volume ? 'vec3u(at.x * wide + x, at.y * high + y, corner.slice * deep + z)' : 'vec2u(at.x * wide + x, at.y * high + y)'}, 0));
      }
    }
  }
  let count = f32(wide * high * deep);
  return vec4f(${color > 0 ? `floor((sum.rgb + count / 2.0) / count) / ${color}.0` : 'sum.rgb / count'}, ${alpha > 0 ? `floor((sum.a + count / 2.0) / count) / ${alpha}.0` : 'sum.a / count'});
}`

export function compileMipmap(build: Build, { texture: index, mipLevelCount, passes }: CommandOf<'mipmap'>): Encode {
  const texture = build.plan.textures[index]!
  const channels =
    averagedIntegers[texture.format] ?? (drawableFloats.has(texture.format) ? averagedAsFloats : undefined)
  const featured = texture.format !== 'rg11b10ufloat' || build.device.features.has('rg11b10ufloat-renderable')
  if (!channels || !featured || texture.sampleCount > 1)
    throw unsupported(
      `WebGPU cannot draw to ${texture.format}, so ${JSON.stringify(passes)} cannot make its mipmaps here`,
      { passes },
    )
  build.textureUsage[index]! |= textureUsage.sampled | textureUsage.attachment
  const volume = texture.dimension === '3d'
  const drawing = pipelineOf(build, texture.format, volume, channels)
  const levels = Array.from({ length: mipLevelCount - 1 }, (_, i) => {
    const level = i + 1
    const key = `${index} ${level}`
    let made = build.mipmapLevels.get(key)
    if (!made) {
      const [, , slices] = levelSize(texture, level)
      const draws = Array.from({ length: slices }, (__, slice) =>
        compileDraw(build, drawing, { texture: index, level, slice, volume }),
      )
      build.mipmapLevels.set(key, (made = sequence(draws)))
    }
    return made
  })
  return sequence(levels)
}

type Drawing = OwnPipeline<GPURenderPipeline>

/** One layer or depth slice of a mip level, drawn from the level above. */
interface Target {
  readonly texture: number
  readonly level: number
  readonly slice: number
  readonly volume: boolean
}

function compileDraw(build: Build, drawing: Drawing, { texture, level, slice, volume }: Target): Encode {
  const sliceOf = (mipLevel: number): TextureSlice => ({
    texture,
    mipLevel,
    mipLevelCount: 1,
    origin: [0, 0, volume ? 0 : slice],
    size: [1, 1, 1],
    aspect: 'all',
  })
  const above = compileView(build, sliceOf(level - 1))
  const target = attachmentView(build, sliceOf(level))
  const place = build.places.texture(texture)
  const group = build.groups([place], (run) =>
    build.bindGroup(drawing.layout!, [{ binding: 0, resource: above.at(run) }]),
  )
  const depthSlice = volume ? { depthSlice: slice } : {}
  return (encoding) => {
    const { run } = encoding
    const pass = encoding.commands().beginRenderPass({
      colorAttachments: [{ view: target.at(run), ...depthSlice, loadOp: 'clear', storeOp: 'store' }],
    })
    pass.setPipeline(drawing.pipeline!)
    pass.setBindGroup(0, group.at(run))
    pass.draw(3, 1, 0, volume ? slice : 0)
    pass.end()
  }
}

function pipelineOf(
  build: Build,
  format: TextureFormat,
  volume: boolean,
  channels: readonly [number, number],
): Drawing {
  const texture = { sampleType: 'unfilterable-float', viewDimension: volume ? '3d' : '2d' } as const
  return ownPipeline(
    build,
    `mipmaps ${format} ${volume}`,
    shader(volume, channels),
    [{ binding: 0, visibility: 2, texture }],
    (device, module, layout) =>
      device.createRenderPipelineAsync({
        layout,
        vertex: { module, entryPoint: 'corner' },
        fragment: { module, entryPoint: 'average', targets: [{ format }] },
      }),
  )
}
