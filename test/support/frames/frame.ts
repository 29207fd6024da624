/** Random small frames that draw: textures of many kinds and lives, passes that draw, and transfers of parts. */
import type { GraphDocument } from '../../../src/graph/document.ts'
import type { Dice } from './dice.ts'
import { renderPass, type Making, type Pass } from './render-pass.ts'
import { isDepth, isVolume, layerOf, levelsOf, texture, type Texture } from './textures.ts'

function region(dice: Dice, texture: Texture): { resource: string; aspect?: string } {
  const level = dice.pick(levelsOf(texture))
  const layer = dice.below(level.layers)
  const { id } = texture
  const aspect = texture.format === 'depth32float-stencil8' ? { aspect: dice.pick(['depth-only', 'stencil-only']) } : {}
  const kind = dice.below(isDepth(texture) ? 2 : 3)
  if (kind === 0) return { resource: id, mipLevel: level.mipLevel, ...aspect } as never
  if (kind === 1) return { ...layerOf(level, layer), ...aspect }
  const [x, y] = [dice.below(level.width), dice.below(level.height)]
  return {
    resource: id,
    mipLevel: level.mipLevel,
    origin: [x, y, layer],
    size: [1 + dice.below(level.width - x), 1 + dice.below(level.height - y), 1],
  } as never
}

function anyPass(making: Making, id: string): Pass | undefined {
  const { dice, textures, shaders } = making
  const plain = textures.filter((one) => (one.sampleCount ?? 1) === 1)
  if (plain.length === 0) return undefined
  const one = dice.pick(plain)
  const readable = one.format !== 'depth24plus'
  const before = one.history && dice.chance(0.3) ? { previous: 1 + dice.below(one.history) } : {}
  switch (dice.below(12)) {
    case 0:
      return {
        id,
        kind: 'upload',
        to: region(dice, one),
        input: id,
        ...(one.lifetime === 'persistent' && dice.chance(0.5) ? { optional: true } : {}),
      } as Pass
    case 1:
      return { id, kind: 'fill', to: region(dice, one), value: 0 } as Pass
    case 2: {
      const others = plain.filter(
        (other) => other !== one && other.format === one.format && isVolume(one) === isVolume(other),
      )
      if (others.length === 0 || !readable) return undefined
      const from = { ...region(dice, one), ...before }
      return {
        id,
        kind: 'copy',
        from,
        to: { ...from, previous: undefined, resource: dice.pick(others).id },
      } as unknown as Pass
    }
    case 3:
    case 4:
    case 5:
      return readable
        ? ({ id, kind: 'readback', from: { ...region(dice, one), ...before }, output: id } as Pass)
        : undefined
    case 6:
      return isDepth(one) || one.format.endsWith('int') || one.format === 'r32float'
        ? undefined
        : { id, kind: 'mipmap', texture: one.id }
    case 7: {
      if (one.format !== 'rgba8unorm' && one.format !== 'r32uint') return undefined
      const { mipLevel, width, layers } = dice.pick(levelsOf(one))
      const layer = dice.below(layers)
      const isWhole = dice.chance(0.5)
      const shape = isVolume(one) ? '3d' : '2d'
      const place = isVolume(one) ? `vec3u(id.xy, ${layer}u)` : 'id.xy'
      const all = isVolume(one) ? `vec3u(id.xy, z)` : 'id.xy'
      const value = one.format === 'r32uint' ? 'vec4u(7)' : 'vec4f(1, 0, 1, 1)'
      const body =
        isWhole && isVolume(one)
          ? `for (var z = 0u; z < ${layers}u; z++) { textureStore(t, ${all}, ${value}); }`
          : `textureStore(t, ${place}, ${value});`
      shaders.push({
        id,
        wgsl: `@group(0) @binding(0) var t: texture_storage_${shape}<${one.format}, write>;\n@compute @workgroup_size(1) fn main(@builtin(global_invocation_id) id: vec3u) { ${body} }`,
      })
      const use = isVolume(one)
        ? { resource: one.id, mipLevel }
        : layerOf({ texture: one, mipLevel, width, height: width, layers }, layer)
      return {
        id,
        kind: 'compute',
        shader: id,
        entryPoint: 'main',
        workgroups: isWhole ? [width, width, 1] : [1, 1, 1],
        bindings: [{ group: 0, binding: 0, use, as: 'storage-texture', access: isWhole ? 'write' : 'update' }],
      } as Pass
    }
    default:
      return renderPass(making, id)
  }
}

/** A document that may read what nothing wrote. */
export function randomFrame(dice: Dice): GraphDocument {
  const textures = Array.from({ length: 2 + dice.below(3) }, (_, i) => texture(dice, `t${i}`))
  const making: Making = { dice, textures, shaders: [], pipelines: [] }
  const passes = Array.from({ length: 3 + dice.below(8) }, (_, i) => anyPass(making, `p${i}`)).filter(
    (pass) => pass !== undefined,
  )
  return {
    version: 1,
    resources: textures,
    shaders: making.shaders,
    pipelines: making.pipelines,
    passes,
  } as GraphDocument
}
