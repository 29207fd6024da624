/** Transfer commands, executed symbolically. All reads of a command come before all of its writes. */
import { counted } from './rejection.ts'
import { accessCode } from './access-kinds.ts'
import type { Command, CommandOf, TextureCopyRegion } from '../plan/document.ts'
import { extractAspect, withAspect } from './aspects.ts'
import type { Machine } from './machine.ts'
import type { TextureMemory } from './memories.ts'
import { optionalInput, runsCode } from './meaning.ts'
import { OptionalUploads } from './optional-uploads.ts'
import { boxRows, type TexelBox } from './texel-box.ts'
import { pitchedBytes, type Extent } from './extents.ts'
import { whole, type Snapshot } from './snapshot.ts'

type Transfer = 'copy' | 'scatter' | 'fill' | 'copy-to-texture' | 'copy-from-texture' | 'copy-texture' | 'clear-texture'

const { 'copy-read': copyRead, 'copy-write': copyWrite } = accessCode

export const isTransfer = (command: Command): command is CommandOf<Transfer> =>
  command.op === 'copy' ||
  command.op === 'scatter' ||
  command.op === 'fill' ||
  command.op === 'clear-texture' ||
  command.op === 'copy-to-texture' ||
  command.op === 'copy-from-texture' ||
  command.op === 'copy-texture'

/** The input without which a command is left out. */
const leftOutWithout = (command: CommandOf<Transfer>): string | undefined =>
  command.op === 'copy' || command.op === 'copy-to-texture' ? command.optional : undefined

/** The accesses of a transfer: one reads its source, the other writes its target. */
interface Accesses {
  readonly source: number
  readonly target: number
}

export function executeTransfer(machine: Machine, command: CommandOf<Transfer>): void {
  for (const id of command.passes) {
    const p = machine.pass(id)
    if (runsCode(machine.resolved.graph.passes[p]!))
      machine.reject('PASS_DIFFERS', `Pass ${JSON.stringify(id)} is no transfer, but a ${command.op} carries it out`)
    machine.carriesOut(p)
    const optional = optionalInput(machine.resolved.graph.passes[p]!)
    if (optional !== leftOutWithout(command))
      machine.reject(
        'PASS_DIFFERS',
        `Pass ${JSON.stringify(id)} ${optional === undefined ? 'is always carried out' : `is left out where the input ${JSON.stringify(optional)} is`}, but its ${command.op} is otherwise`,
      )
  }
  // A scatter is executed as a dispatch, so its accesses are those of a dispatch.
  const isDispatch = command.op === 'scatter'
  const source = machine.access(isDispatch ? accessCode['storage-read'] : copyRead, 0)
  const target = machine.access(isDispatch ? accessCode['storage-write'] : copyWrite, 1)
  switch (command.op) {
    case 'copy':
    case 'scatter':
      return copyBytes(machine, command, { source, target })
    case 'fill':
      return fillBytes(machine, command, target)
    case 'clear-texture':
      return clearTexels(machine, command, target)
    case 'copy-to-texture':
      return copyToTexels(machine, command, { source, target })
    case 'copy-from-texture':
      return copyFromTexels(machine, command, { source, target })
    case 'copy-texture':
      return copyTexels(machine, command, { source, target })
    default:
      command satisfies never
  }
}

function copyBytes(machine: Machine, command: CommandOf<'copy' | 'scatter'>, { source, target }: Accesses): void {
  readable(machine, command.from)
  const to = writable(machine, command.to)
  if (command.op === 'copy' && command.from === command.to && !machine.profile.rules.sameBufferCopy)
    machine.reject(
      'DEVICE_RULE',
      `The device has no copy inside one buffer, but this one stays in ${machine.words.heap(command.from)}`,
    )
  const contents = command.regions.map(([offset, , size]) => loadBytes(machine, command.from, offset, size, source))
  const uploads = leftOutWithout(command) === undefined ? undefined : new OptionalUploads(machine, command.passes)
  command.regions.forEach(([, offset, size], i) => {
    const extent = machine.range(to, offset, size)
    const content = contents[i]!
    machine.store(to, extent, uploads ? uploads.bytesOver(to, offset, content) : content, target)
  })
}

function fillBytes(machine: Machine, command: CommandOf<'fill'>, target: number): void {
  const memory = writable(machine, command.heap)
  if (command.value > 0xffff_ffff) machine.reject('MALFORMED', `${command.value} is no pattern of 32 bits`)
  const extent = machine.range(memory, command.offset, command.size)
  machine.store(memory, extent, whole(machine.values.pattern(command.value), command.size, machine.values), target)
}

function clearTexels(machine: Machine, { slice }: CommandOf<'clear-texture'>, target: number): void {
  const { size } = machine.texels(machine.texture(slice.texture), slice)
  storeTexels(machine, slice, whole(machine.values.pattern(0), size, machine.values), target)
}

function copyToTexels(machine: Machine, command: CommandOf<'copy-to-texture'>, { source, target }: Accesses): void {
  const { texture } = command
  readable(machine, command.from)
  const to = machine.texture(texture)
  for (const { aspect } of command.regions) checkPacked(machine, takesBoth(machine, texture, aspect))
  const contents = command.regions.map((region) => loadRows(machine, command.from, to, region, source))
  const uploads = leftOutWithout(command) === undefined ? undefined : new OptionalUploads(machine, command.passes)
  command.regions.forEach((region, i) => {
    const texels = copiedTexels(texture, region)
    const content = contents[i]!
    storeTexels(machine, texels, uploads ? uploads.texelsOver(to, texels, content) : content, target)
  })
}

function copyFromTexels(machine: Machine, command: CommandOf<'copy-from-texture'>, { source, target }: Accesses): void {
  const { texture } = command
  const to = writable(machine, command.to)
  const from = machine.texture(texture)
  for (const { aspect } of command.regions) checkPacked(machine, takesBoth(machine, texture, aspect))
  const contents = command.regions.map((region) => loadTexels(machine, copiedTexels(texture, region), source))
  command.regions.forEach((region, i) =>
    machine.store(to, machine.inside(to, pitched(machine, command.to, from, region)), contents[i]!, target),
  )
}

function copyTexels(machine: Machine, command: CommandOf<'copy-texture'>, { source, target }: Accesses): void {
  const { from, to, regions } = command
  for (const { aspect, fromAspect = aspect } of regions)
    checkPacked(machine, takesBoth(machine, from, fromAspect) !== takesBoth(machine, to, aspect))
  const contents = regions.map(({ fromLevel, fromOrigin, size, aspect, fromAspect = aspect }) => {
    const box = { mipLevel: fromLevel, mipLevelCount: 1, origin: fromOrigin, size }
    return loadTexels(machine, { texture: from, ...box, aspect: fromAspect }, source)
  })
  regions.forEach(({ toLevel, toOrigin, size, aspect }, i) => {
    const box = { mipLevel: toLevel, mipLevelCount: 1, origin: toOrigin, size }
    storeTexels(machine, { texture: to, ...box, aspect }, contents[i]!, target)
  })
}

const oneLevel = ({ mipLevel, origin, size }: TextureCopyRegion): TexelBox => ({
  mipLevel,
  mipLevelCount: 1,
  origin,
  size,
})

const copiedTexels = (texture: number, { mipLevel, origin, size, aspect }: TextureCopyRegion): CopiedTexels => ({
  texture,
  mipLevel,
  mipLevelCount: 1,
  origin,
  size,
  aspect,
})

function loadBytes(machine: Machine, h: number, offset: number, size: number, access: number): Snapshot {
  const memory = machine.heap(h)
  const extent = machine.range(memory, offset, size)
  if (machine.plan.heaps.memoryOf(h) === 'upload') machine.staging.read(h, offset, size)
  return machine.load(memory, extent, access)
}

function loadRows(machine: Machine, h: number, to: TextureMemory, region: TextureCopyRegion, access: number): Snapshot {
  const memory = machine.heap(h)
  const extent = machine.inside(memory, pitched(machine, h, to, region))
  if (machine.plan.heaps.memoryOf(h) === 'upload') {
    const { rowBytes, rows } = boxRows(to.layout, region, region.aspect)
    const count = region.size[2] > 1 ? region.rowsPerImage * (region.size[2] - 1) + rows : rows
    machine.staging.readRows(h, region.offset, count, rowBytes, region.rowBytes)
  }
  return machine.load(memory, extent, access)
}

/** Whether a copy moves depth and stencil together. */
const takesBoth = (machine: Machine, t: number, aspect: TextureCopyRegion['aspect']): boolean => {
  const { depth, stencil } = machine.texture(t).layout.format
  return aspect === 'all' && depth && stencil
}

function checkPacked(machine: Machine, isPacked: boolean): void {
  if (isPacked && machine.profile.rules.separateAspectCopies)
    machine.reject(
      'DEVICE_RULE',
      'The device copies depth and stencil one at a time, but this copy takes both as bytes',
    )
}

/** A box of a texture, and the aspect of it that is copied. */
interface CopiedTexels extends TexelBox {
  readonly texture: number
  readonly aspect: TextureCopyRegion['aspect']
}

function loadTexels(machine: Machine, texels: CopiedTexels, access: number): Snapshot {
  const memory = machine.texture(texels.texture)
  const extent = machine.texels(memory, texels)
  machine.layouts.need(texels.texture, texels, 'copy-src', machine.place)
  return extractAspect(machine.load(memory, extent, access), texels.aspect, memory.layout.format, machine.values)
}

function storeTexels(machine: Machine, texels: CopiedTexels, content: Snapshot, access: number): void {
  const memory = machine.texture(texels.texture)
  const extent = machine.texels(memory, texels)
  machine.layouts.need(texels.texture, texels, 'copy-dst', machine.place)
  const old = () => machine.load(memory, extent, access)
  machine.store(memory, extent, withAspect(content, texels.aspect, memory.layout.format, old, machine.values), access)
}

/** The extent of the buffer side of a texture copy. */
function pitched(machine: Machine, h: number, texture: TextureMemory, region: TextureCopyRegion): Extent {
  machine.checkBox(texture, oneLevel(region))
  const { rowBytes, rows } = boxRows(texture.layout, region, region.aspect)
  const images = region.size[2]
  if (rows * images > 1 && (region.rowBytes < rowBytes || region.rowsPerImage < rows))
    machine.reject(
      'MALFORMED',
      `Rows of ${counted(region.rowBytes, 'byte')}, ${region.rowsPerImage} an image, are too few for a region of ${rowBytes} × ${rows}`,
    )
  // Rows of a resource are tight, and the backend repacks them; rows of staging have the device's pitch.
  const memory = machine.plan.heaps.memoryOf(h)
  const { rowPitchBytes } = machine.profile.alignments
  if (rows * images > 1 && memory !== 'device' && memory !== 'imported' && region.rowBytes % rowPitchBytes !== 0)
    machine.reject(
      'DEVICE_RULE',
      `Staging rows of ${counted(region.rowBytes, 'byte')} are no multiple of the device's rowPitchBytes of ${rowPitchBytes}`,
    )
  const pitches = { tight: rowBytes, pitch: region.rowBytes }
  return pitchedBytes(region.offset, pitches, rows, images, region.rowsPerImage * region.rowBytes)
}

function readable(machine: Machine, h: number) {
  if (machine.plan.heaps.memoryOf(h) === 'readback')
    machine.reject('DEVICE_RULE', `The device cannot read ${machine.words.heap(h)}, which is for reading back`)
  return machine.heap(h)
}

function writable(machine: Machine, h: number) {
  if (machine.plan.heaps.memoryOf(h) === 'upload')
    machine.reject('DEVICE_RULE', `The device cannot write ${machine.words.heap(h)}, which is for uploads`)
  return machine.heap(h)
}
