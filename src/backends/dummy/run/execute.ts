/** Execution of one command on bytes. */
import { push } from '../../../graph/lists.ts'
import { encodeClearColor, encodeClearDepth } from '../../../cpu/clear.ts'
import type { ComputeRunner } from '../../../cpu/compute.ts'
import { fillPattern } from '../../../cpu/fill.ts'
import { indirectWorkgroups } from '../../../cpu/indirect-workgroups.ts'
import { generateMipmaps } from '../../../cpu/mipmap.ts'
import type { RasterRunner } from '../../../cpu/raster/index.ts'
import { resolveSamples } from '../../../cpu/resolve-samples.ts'
import { copyRowsToTexture, copyTextureToRows, copyTextureToTexture, fillTexture } from '../../../cpu/texture.ts'
import { inPass } from '../../../errors.ts'
import { boxesOf } from '../../../graph/texel-rows.ts'
import type { TextureLayout } from '../../../graph/texture-layout.ts'
import type { Command, CommandOf, Plan, PlannedStore, Slice, TextureSlice } from '../../../plan/document.ts'
import { attachedUses, attachmentsOf, viewFormatOf } from '../../../plan/facts/attachments.ts'
import type { Body, BodyContext, MaybePromise } from '../../backend.ts'
import { subresource } from '../scheduler/accesses.ts'
import { poisonByte, type RunMemory } from '../device/memory.ts'
import type { Random } from '../scheduler/random.ts'
import { bindSlice, viewOf } from './bind.ts'
import { drawPart } from './draw.ts'

export interface ExecuteContext {
  readonly plan: Plan
  readonly layouts: readonly TextureLayout[]
  readonly memory: RunMemory
  readonly runner: ComputeRunner
  readonly raster: RasterRunner
  readonly random: Random
  readonly maxWorkgroupsPerDimension: number
  readonly bodies: Readonly<Record<string, Body>>
}

export function executeCommand(command: Command, context: ExecuteContext): MaybePromise<void> {
  const { memory, layouts, plan } = context
  switch (command.op) {
    case 'copy':
    case 'scatter': {
      const from = memory.bytes(command.from)
      const to = memory.bytes(command.to)
      return forEachShuffled(command.regions, context.random, ([source, target, size]) => {
        to.set(from.subarray(source, source + size), target)
      })
    }
    case 'fill':
      return fillPattern(
        memory.bytes(command.heap).subarray(command.offset, command.offset + command.size),
        command.value,
      )
    case 'copy-to-texture': {
      const texture = memory.texture(command.texture)
      const from = memory.bytes(command.from)
      return forEachShuffled(command.regions, context.random, (region) =>
        copyRowsToTexture(from, region, texture, layouts[command.texture]!, region),
      )
    }
    case 'copy-from-texture': {
      const texture = memory.texture(command.texture)
      const to = memory.bytes(command.to)
      return forEachShuffled(command.regions, context.random, (region) =>
        copyTextureToRows(texture, layouts[command.texture]!, region, to, region),
      )
    }
    case 'copy-texture':
      return copyTexels(command, context)
    case 'clear-texture':
      return zeroSlice(context, command.slice)
    case 'mipmap': {
      const layout = layouts[command.texture]!
      const levels = layout.levels.slice(0, command.mipLevelCount)
      return generateMipmaps(memory.texture(command.texture), plan.textures[command.texture]!.format, {
        ...layout,
        levels,
      })
    }
    case 'dispatch':
      return dispatch(command, context)
    case 'render':
      return render(command, context)
    case 'custom':
    case 'external':
      return context.bodies[command.body]?.(bodyContext(command.passes[0] ?? '', command.uses, context))
    case 'barrier':
      return giveUpContents(command, context)
    default:
      return command satisfies never
  }
}

function copyTexels(command: CommandOf<'copy-texture'>, { memory, layouts, random }: ExecuteContext): void {
  const from = { bytes: memory.texture(command.from), layout: layouts[command.from]! }
  const to = { bytes: memory.texture(command.to), layout: layouts[command.to]! }
  forEachShuffled(
    command.regions,
    random,
    ({ fromLevel, fromOrigin, toLevel, toOrigin, size, aspect, fromAspect = aspect }) =>
      copyTextureToTexture(
        { ...from, box: { mipLevel: fromLevel, origin: fromOrigin, size, aspect: fromAspect } },
        { ...to, box: { mipLevel: toLevel, origin: toOrigin, size, aspect } },
      ),
  )
}

/** Poisons what a barrier brings from the layout "undefined": that gives the contents up, so any bytes are legal. */
function giveUpContents({ transitions = [] }: CommandOf<'barrier'>, context: ExecuteContext): void {
  for (const { from, texture, mipLevel, mipLevelCount, layer, layerCount } of transitions) {
    if (from !== 'undefined') continue
    for (let level = mipLevel; level < mipLevel + mipLevelCount; level++)
      poisonSlice(context, { ...subresource(level, layer, layerCount, context.layouts[texture]!), texture })
  }
}

/** Visits the regions of one command in a random order: they have no order, so every one must do. */
function forEachShuffled<Region>(regions: readonly Region[], random: Random, visit: (region: Region) => void): void {
  if (regions.length === 1) return visit(regions[0]!)
  const order = Array.from(regions.keys())
  for (let left = order.length; left > 0; left--) {
    const picked = random.below(left)
    visit(regions[order[picked]!]!)
    order[picked] = order[left - 1]!
  }
}

function dispatch(command: CommandOf<'dispatch'>, context: ExecuteContext): void {
  const { shader, entryPoint, bindings, constants } = command
  const bound = bindings.map((binding) => ('slice' in binding ? bindSlice(binding, binding, context) : binding))
  inPass(command.passes[0] ?? '', () =>
    context.runner.run(shader, entryPoint, workgroupsOf(command.workgroups, context), bound, constants),
  )
}

function workgroupsOf(
  workgroups: CommandOf<'dispatch'>['workgroups'],
  { memory, maxWorkgroupsPerDimension }: ExecuteContext,
): readonly [number, number, number] {
  if (!('heap' in workgroups)) return workgroups
  return indirectWorkgroups(viewOf(workgroups, memory), maxWorkgroupsPerDimension)
}

type Named = { readonly resource: string; readonly slice: Slice }

function bodyContext(
  pass: string,
  uses: readonly Named[],
  { memory }: ExecuteContext,
): BodyContext<undefined, Uint8Array> {
  const slices = new Map<string, Uint8Array[]>()
  for (const { resource, slice } of uses) push(slices, resource, viewOf(slice, memory))
  return { pass, native: undefined, slices: Object.fromEntries(slices) }
}

/** Executes a render pass: loads attachments, runs each part's body, resolves and stores attachments. */
function render(command: CommandOf<'render'>, context: ExecuteContext): MaybePromise<void> {
  const { plan, bodies } = context
  for (const { slice, load, clearValue } of command.color) {
    if (load === 'clear') fillSlice(context, slice, encodeClearColor(viewFormatOf(plan, slice), clearValue))
    else if (load === 'discard') poisonSlice(context, slice)
  }
  const { depth } = command
  if (depth && !depth.readOnly) {
    if (depth.load === 'clear')
      fillSlice(
        context,
        depth.slice,
        encodeClearDepth(plan.textures[depth.slice.texture]!.format, depth.clearValue, depth.stencilClearValue),
      )
    else if (depth.load === 'discard') poisonSlice(context, depth.slice)
  }
  const finish = (): void => {
    for (const { slice, store, resolve } of command.color) {
      if (resolve) resolveSlice(context, slice, resolve)
      leaveSlice(context, slice, store)
    }
    if (depth && !depth.readOnly) leaveSlice(context, depth.slice, depth.store)
  }
  const runFrom = (first: number): MaybePromise<void> => {
    for (let i = first; i < command.parts.length; i++) {
      const part = command.parts[i]!
      if (part.body === undefined) {
        inPass(part.pass, () => drawPart(command, part, context, context.raster))
        continue
      }
      const result = bodies[part.body]?.({
        ...bodyContext(part.pass, [...attachedUses(command, part), ...part.uses], context),
        attachments: attachmentsOf(plan, command, part),
      })
      if (result instanceof Promise) return result.then(() => runFrom(i + 1))
    }
    return finish()
  }
  return runFrom(0)
}

function leaveSlice(context: ExecuteContext, slice: TextureSlice, store: PlannedStore): void {
  if (store === 'zero') zeroSlice(context, slice)
  else if (store === 'discard') poisonSlice(context, slice)
}

const zeroSlice = (context: ExecuteContext, slice: TextureSlice): void =>
  fillSlice(context, slice, new Uint8Array(context.layouts[slice.texture]!.format.blockBytes))

function fillSlice({ memory, layouts }: ExecuteContext, slice: TextureSlice, block: Uint8Array): void {
  const bytes = memory.texture(slice.texture)
  const layout = layouts[slice.texture]!
  for (const box of boxesOf(slice, layout)) fillTexture(bytes, layout, box, block)
}

function resolveSlice({ plan, memory, layouts }: ExecuteContext, from: TextureSlice, to: TextureSlice): void {
  resolveSamples(
    plan.textures[from.texture]!.format,
    { bytes: memory.texture(from.texture), layout: layouts[from.texture]!, box: from },
    { bytes: memory.texture(to.texture), layout: layouts[to.texture]!, box: to },
  )
}

const poisonSlice = (context: ExecuteContext, slice: TextureSlice): void =>
  fillSlice(context, slice, new Uint8Array(context.layouts[slice.texture]!.format.blockBytes).fill(poisonByte))
