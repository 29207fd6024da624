/** The formats of a plan's textures against those of the device: a plan that was made for another may ask for more. */
import { unsupportedFormat } from '../../errors.ts'
import { formatInfo } from '../../graph/formats.ts'
import type { Command, Plan, PlanUse, Slice } from '../document.ts'
import { formatAdvice, mipmapAdvice, missingFormatAdvice } from '../facts/format-advice.ts'
import type { DeviceProfile, FormatAbility } from '../profile.ts'
import { at, type Path } from './refuse.ts'

type Formats = NonNullable<DeviceProfile['formats']>

interface Context {
  readonly plan: Plan
  readonly formats: Formats
}

/**
 * Checks the formats of a plan whose numbers of heaps and textures are known to be in their lists. O(plan)
 * @throws MemkitError UNSUPPORTED_FORMAT with the place
 */
export function checkFormats(plan: Plan, { formats }: DeviceProfile): void {
  if (!formats || plan.textures.length === 0) return
  plan.textures.forEach((_, t) => checkTexture({ plan, formats }, t, () => `textures[${t}]`))
  plan.submissions.forEach(({ commands }, s) =>
    commands.forEach((command, c) =>
      checkCommand({ plan, formats }, command, () => `submissions[${s}].commands[${c}]`),
    ),
  )
}

function checkTexture({ plan, formats }: Context, texture: number, path: Path): void {
  const { format, sampleCount, dimension } = plan.textures[texture]!
  const has = formats[format]
  const fault = (lacks: FormatAbility | undefined, field: string) =>
    unsupportedFormat(
      'The texture',
      format,
      lacks,
      lacks === undefined ? missingFormatAdvice : formatAdvice[lacks],
      at(path, field)(),
      resourceOf(plan, texture),
    )
  if (!has) throw fault(undefined, 'format')
  if (sampleCount > 1 && !has.includes('multisampled')) throw fault('multisampled', 'sampleCount')
  if (dimension === '3d' && formatInfo(format).blockWidth > 1 && !has.includes('3d')) throw fault('3d', 'dimension')
}

function checkCommand(context: Context, command: Command, path: Path): void {
  const demand = (texture: number, ability: FormatAbility, where: Path, advice = formatAdvice[ability]): void => {
    const { format } = context.plan.textures[texture]!
    if (context.formats[format]!.includes(ability)) return
    throw unsupportedFormat('The texture', format, ability, advice, where(), resourceOf(context.plan, texture))
  }
  const demandUse = ({ slice, as, access }: PlanUse, where: Path): void => {
    const ability = neededBy(as, access)
    if (ability && isTexture(slice)) demand(slice.texture, ability, where)
  }
  switch (command.op) {
    case 'dispatch':
      return command.bindings.forEach((binding, b) => {
        if ('slice' in binding) demandUse(binding, at(path, 'bindings', b))
      })
    case 'custom':
    case 'external':
      return command.uses.forEach((use, u) => demandUse(use, at(path, 'uses', u)))
    case 'mipmap':
      return demand(command.texture, 'attachment', at(path, 'texture'), mipmapAdvice)
    case 'render':
      command.color.forEach(({ slice, resolve }, i) => {
        demand(slice.texture, 'attachment', at(at(path, 'color', i), 'slice'))
        if (resolve) demand(resolve.texture, 'attachment', at(at(path, 'color', i), 'resolve'))
      })
      if (command.depth) demand(command.depth.slice.texture, 'attachment', at(at(path, 'depth'), 'slice'))
      return command.parts.forEach(({ uses }, p) =>
        uses.forEach((use, u) => demandUse(use, at(at(path, 'parts', p), 'uses', u))),
      )
  }
}

/** The resource that has the texture, the first of several. */
function resourceOf({ textures, placements }: Plan, texture: number): { readonly resource?: string } {
  const resource =
    textures[texture]!.resource ?? placements.find((placement) => placement.texture === texture)?.resource
  return resource === undefined ? {} : { resource }
}

const isTexture = (slice: Slice): slice is Extract<Slice, { readonly texture: number }> => 'texture' in slice

function neededBy(as: PlanUse['as'], access: PlanUse['access']): FormatAbility | undefined {
  if (as === 'attachment') return 'attachment'
  if (as !== 'storage-texture') return undefined
  if (access === 'read') return 'storage-read'
  return access === 'read-write' ? 'storage-read-write' : 'storage-write'
}
