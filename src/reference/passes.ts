/** The effect of each kind of pass on memory. `regions` are the pass's endpoints in the order of `passEndpoints`. */
import { allocateBytes } from '../cpu/allocate-bytes.ts'
import { push } from '../graph/lists.ts'
import type { ComputeRunner } from '../cpu/compute.ts'
import { encodeClearColor, encodeClearDepth } from '../cpu/clear.ts'
import { fillPattern } from '../cpu/fill.ts'
import { indirectWorkgroups } from '../cpu/indirect-workgroups.ts'
import { generateMipmaps } from '../cpu/mipmap.ts'
import { resolveSamples } from '../cpu/resolve-samples.ts'
import { fillTexture } from '../cpu/texture.ts'
import { boxesOf } from '../graph/texel-rows.ts'
import { bodyFailed, inPass } from '../errors.ts'
import type { Pass, PassOf } from '../graph/document.ts'
import { regionBytes, type Region, type TextureRegion } from '../graph/endpoint.ts'
import type { ReferenceBody, ReferenceBodyContext, ReferenceHostContext } from './body.ts'
import { viewFormat } from '../graph/attachment-rules.ts'
import { bindRegion } from './bind.ts'
import { runDraws, type Drawing } from './draws.ts'
import type { ReferenceMemory } from './memory.ts'

export interface ReferenceRun {
  readonly inputs: Map<string, Uint8Array>
  readonly outputs: Map<string, Uint8Array>
  readonly memory: ReferenceMemory
  readonly bodies: Readonly<Record<string, ReferenceBody>>
  readonly compute: ComputeRunner
  readonly drawing: Drawing
  readonly maxWorkgroupsPerDimension: number
}

/** `p` is the index of the pass. */
export async function runPass(pass: Pass, p: number, regions: readonly Region[], run: ReferenceRun): Promise<void> {
  const { inputs, outputs, memory } = run
  switch (pass.kind) {
    case 'upload': {
      const { name, offset = 0 } = typeof pass.input === 'string' ? { name: pass.input } : pass.input
      const bytes = inputs.get(name)
      // One that the run was not given is optional.
      if (bytes) memory.write(regions[0]!, bytes.subarray(offset, offset + regionBytes(regions[0]!)))
      return
    }
    case 'copy':
      memory.write(regions[1]!, memory.read(regions[0]!))
      return
    case 'fill': {
      const bytes = allocateBytes(regionBytes(regions[0]!), `what the pass ${JSON.stringify(pass.id)} writes`)
      fillPattern(bytes, pass.value)
      memory.write(regions[0]!, bytes)
      return
    }
    case 'readback':
      outputs.set(pass.output, memory.read(regions[0]!))
      return
    case 'mipmap': {
      const { layout } = memory.info(regions[0]!)
      generateMipmaps(memory.view(regions[0]!), layout!.formatName, layout!)
      return
    }
    case 'compute':
      return runCompute(pass, regions, run)
    case 'render':
      return runRender(pass, p, regions, run)
    case 'custom':
    case 'external':
      return callBody(pass, { pass: pass.id, native: undefined, slices: slicesOf(regions, memory) }, run)
    case 'host': {
      const made = new Map(
        (pass.produces ?? []).map(({ input, size }) => [
          input,
          allocateBytes(size, `the input ${JSON.stringify(input)}`),
        ]),
      )
      const context: ReferenceHostContext = {
        pass: pass.id,
        outputs: Object.fromEntries((pass.consumes ?? []).map((name) => [name, outputs.get(name)!.slice()])),
        inputs: Object.fromEntries(made),
      }
      await callBody(pass, context, run)
      for (const [name, bytes] of made) inputs.set(name, bytes)
      return
    }
    default:
      pass satisfies never
  }
}

async function callBody(
  pass: { readonly id: string; readonly body: string },
  context: ReferenceBodyContext | ReferenceHostContext,
  { bodies }: ReferenceRun,
): Promise<void> {
  try {
    await bodies[pass.body]!(context)
  } catch (cause) {
    throw bodyFailed(pass.body, pass.id, cause)
  }
}

/** Views by resource id; a resource that is used several times has as many, in declared order. */
function slicesOf(regions: readonly Region[], memory: ReferenceMemory): Record<string, Uint8Array[]> {
  const slices = new Map<string, Uint8Array[]>()
  for (const region of regions) {
    const { id } = memory.info(region)
    push(slices, id, memory.view(region))
  }
  return Object.fromEntries(slices)
}

function runCompute(pass: PassOf<'compute'>, regions: readonly Region[], run: ReferenceRun): void {
  const { memory, compute } = run
  let slot = 0
  const bindings = (pass.bindings ?? []).map((binding) =>
    'use' in binding ? bindRegion(binding, binding, regions[slot++]!, memory) : binding,
  )
  inPass(pass.id, () =>
    compute.run(pass.shader, pass.entryPoint, workgroupsOf(pass, regions[slot], run), bindings, pass.constants),
  )
}

function workgroupsOf(
  { workgroups }: PassOf<'compute'>,
  indirect: Region | undefined,
  { memory, maxWorkgroupsPerDimension }: ReferenceRun,
): readonly [number, number, number] {
  if (!('indirect' in workgroups)) return workgroups
  return indirectWorkgroups(memory.view(indirect!), maxWorkgroupsPerDimension)
}

async function runRender(
  pass: PassOf<'render'>,
  p: number,
  regions: readonly Region[],
  run: ReferenceRun,
): Promise<void> {
  const { memory } = run
  let slot = 0
  const color = (pass.color ?? []).map((attachment) => ({
    ...attachment,
    region: regions[slot++] as TextureRegion,
    target: attachment.resolve === undefined ? undefined : (regions[slot++] as TextureRegion),
  }))
  const depth = pass.depth && { ...pass.depth, region: regions[slot++] as TextureRegion }
  const zeros = (region: TextureRegion) =>
    fillRegion(region, new Uint8Array(memory.info(region).layout!.format.blockBytes), memory)

  for (const { region, use, load, clearValue } of color) {
    const format = viewFormat(use, memory.info(region).layout!.formatName)
    if (load === 'clear') fillRegion(region, encodeClearColor(format, clearValue ?? [0, 0, 0, 0]), memory)
    else if (load === 'discard') zeros(region)
  }
  if (depth && !depth.readOnly) {
    const { region, load, clearValue = 1, stencilClearValue = 0 } = depth
    if (load === 'clear')
      fillRegion(
        region,
        encodeClearDepth(memory.info(region).layout!.formatName, clearValue, stencilClearValue),
        memory,
      )
    else if (load === 'discard') zeros(region)
  }
  const { id, body } = pass
  if (body !== undefined)
    await callBody({ id, body }, { pass: id, native: undefined, slices: slicesOf(regions, memory) }, run)
  else inPass(id, () => runDraws(pass, p, regions.slice(slot), { color, depth }, run))
  for (const { region, target, store } of color) {
    if (target) resolveRegion(region, target, memory)
    if (store === 'discard') zeros(region)
  }
  if (depth && !depth.readOnly && depth.store === 'discard') zeros(depth.region)
}

function fillRegion(region: TextureRegion, block: Uint8Array, memory: ReferenceMemory): void {
  const layout = memory.info(region).layout!
  for (const box of boxesOf(region, layout)) fillTexture(memory.view(region), layout, box, block)
}

function resolveRegion(region: TextureRegion, target: TextureRegion, memory: ReferenceMemory): void {
  const from = memory.info(region).layout!
  const to = memory.info(target).layout!
  const [fromBox] = boxesOf(region, from)
  const [toBox] = boxesOf(target, to)
  resolveSamples(
    from.formatName,
    { bytes: memory.view(region), layout: from, box: fromBox! },
    { bytes: memory.view(target), layout: to, box: toBox! },
  )
}
