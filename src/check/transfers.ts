/** Transfer commands, executed symbolically. All reads of a command come before all of its writes. */
import { accessCode } from './access-kinds.ts'
import type { Command, CommandOf, TextureCopyRegion } from '../plan/document.ts'
import { extractAspect, withAspect } from './aspects.ts'
import type { Machine } from './machine.ts'
import type { TextureMemory } from './memories.ts'
import { runsCode } from './meaning.ts'
import { boxRows, type TexelBox } from './runs.ts'
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

export function executeTransfer(machine: Machine, command: CommandOf<Transfer>): void {
  for (const id of command.passes) {
    const p = machine.pass(id)
    if (runsCode(machine.resolved.graph.passes[p]!))
      machine.reject('PASS_DIFFERS', `Pass ${JSON.stringify(id)} is no transfer, but a ${command.op} carries it out`)
    machine.carriesOut(p)
  }
  // A scatter is executed as a dispatch, so its accesses are those of a dispatch.
  const isDispatch = command.op === 'scatter'
  const source = machine.access(isDispatch ? accessCode['storage-read'] : copyRead, 0)
  const target = machine.access(isDispatch ? accessCode['storage-write'] : copyWrite, 1)
  switch (command.op) {
    case 'copy':
    case 'scatter': {
      readable(machine, command.from)
      const to = writable(machine, command.to)
      if (command.op === 'copy' && command.from === command.to && !machine.profile.rules.sameBufferCopy)
        machine.reject(
          'DEVICE_RULE',
          `The device has no copy inside one buffer, but this one stays in heap ${command.from}`,
        )
      const contents = command.regions.map(([offset, , size]) => loadBytes(machine, command.from, offset, size, source))
      command.regions.forEach(([, offset, size], i) =>
        machine.store(to, machine.range(to, offset, size), contents[i]!, target),
      )
      return
    }
    case 'fill': {
      const memory = writable(machine, command.heap)
      if (command.value > 0xffff_ffff) machine.reject('MALFORMED', `${command.value} is no pattern of 32 bits`)
      const extent = machine.range(memory, command.offset, command.size)
      machine.store(memory, extent, whole(machine.values.pattern(command.value), command.size, machine.values), target)
      return
    }
    case 'clear-texture': {
      const memory = machine.texture(command.slice.texture)
      const extent = machine.texels(memory, command.slice)
      machine.layouts.need(command.slice.texture, command.slice, 'copy-dst', machine.place)
      const zeros = whole(machine.values.pattern(0), extent.size, machine.values)
      const old = () => machine.load(memory, extent, target)
      machine.store(
        memory,
        extent,
        withAspect(zeros, command.slice.aspect, memory.layout.format, old, machine.values),
        target,
      )
      return
    }
    case 'copy-to-texture': {
      readable(machine, command.from)
      const to = machine.texture(command.texture)
      for (const { aspect } of command.regions) checkPacked(machine, takesBoth(machine, command.texture, aspect))
      const contents = command.regions.map((region) => loadRows(machine, command.from, to, region, source))
      command.regions.forEach((region, i) =>
        storeTexels(machine, command.texture, oneLevel(region), region.aspect, contents[i]!, target),
      )
      return
    }
    case 'copy-from-texture': {
      const to = writable(machine, command.to)
      const from = machine.texture(command.texture)
      for (const { aspect } of command.regions) checkPacked(machine, takesBoth(machine, command.texture, aspect))
      const contents = command.regions.map((region) =>
        loadTexels(machine, command.texture, oneLevel(region), region.aspect, source),
      )
      command.regions.forEach((region, i) =>
        machine.store(to, machine.inside(to, pitched(machine, command.to, from, region)), contents[i]!, target),
      )
      return
    }
    case 'copy-texture': {
      for (const { aspect, fromAspect = aspect } of command.regions)
        checkPacked(machine, takesBoth(machine, command.from, fromAspect) !== takesBoth(machine, command.to, aspect))
      const contents = command.regions.map(({ fromLevel, fromOrigin, size, aspect, fromAspect }) =>
        loadTexels(
          machine,
          command.from,
          { mipLevel: fromLevel, mipLevelCount: 1, origin: fromOrigin, size },
          fromAspect ?? aspect,
          source,
        ),
      )
      command.regions.forEach(({ toLevel, toOrigin, size, aspect }, i) =>
        storeTexels(
          machine,
          command.to,
          { mipLevel: toLevel, mipLevelCount: 1, origin: toOrigin, size },
          aspect,
          contents[i]!,
          target,
        ),
      )
    }
  }
}

const oneLevel = (region: TextureCopyRegion): TexelBox => ({ ...region, mipLevelCount: 1 })

function loadBytes(machine: Machine, h: number, offset: number, size: number, access: number): Snapshot {
  const memory = machine.heap(h)
  const extent = machine.range(memory, offset, size)
  if (machine.plan.heaps[h]!.memory === 'upload') machine.staging.read(h, offset, size)
  return machine.load(memory, extent, access)
}

function loadRows(machine: Machine, h: number, to: TextureMemory, region: TextureCopyRegion, access: number): Snapshot {
  const memory = machine.heap(h)
  const extent = machine.inside(memory, pitched(machine, h, to, region))
  if (machine.plan.heaps[h]!.memory === 'upload') {
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

function checkPacked(machine: Machine, packed: boolean): void {
  if (packed && machine.profile.rules.separateAspectCopies)
    machine.reject(
      'DEVICE_RULE',
      'The device copies depth and stencil one at a time, but this copy takes both as bytes',
    )
}

function loadTexels(
  machine: Machine,
  t: number,
  box: TexelBox,
  aspect: TextureCopyRegion['aspect'],
  access: number,
): Snapshot {
  const memory = machine.texture(t)
  const extent = machine.texels(memory, box)
  machine.layouts.need(t, box, 'copy-src', machine.place)
  return extractAspect(machine.load(memory, extent, access), aspect, memory.layout.format, machine.values)
}

function storeTexels(
  machine: Machine,
  t: number,
  box: TexelBox,
  aspect: TextureCopyRegion['aspect'],
  content: Snapshot,
  access: number,
): void {
  const memory = machine.texture(t)
  const extent = machine.texels(memory, box)
  machine.layouts.need(t, box, 'copy-dst', machine.place)
  const old = () => machine.load(memory, extent, access)
  machine.store(memory, extent, withAspect(content, aspect, memory.layout.format, old, machine.values), access)
}

/** The extent of the buffer side of a texture copy. */
function pitched(machine: Machine, h: number, texture: TextureMemory, region: TextureCopyRegion): Extent {
  machine.checkBox(texture, oneLevel(region))
  const { rowBytes, rows } = boxRows(texture.layout, region, region.aspect)
  const images = region.size[2]
  if (rows * images > 1 && (region.rowBytes < rowBytes || region.rowsPerImage < rows))
    machine.reject(
      'MALFORMED',
      `Rows of ${region.rowBytes} bytes, ${region.rowsPerImage} an image, are too few for a region of ${rowBytes} × ${rows}`,
    )
  // Rows of a resource are tight, and the backend repacks them; rows of staging have the device's pitch.
  const { memory } = machine.plan.heaps[h]!
  const { rowPitchBytes } = machine.profile.alignments
  if (rows * images > 1 && memory !== 'device' && memory !== 'imported' && region.rowBytes % rowPitchBytes !== 0)
    machine.reject(
      'DEVICE_RULE',
      `Staging rows of ${region.rowBytes} bytes are no multiple of the device's rowPitchBytes of ${rowPitchBytes}`,
    )
  const pitches = { tight: rowBytes, pitch: region.rowBytes }
  return pitchedBytes(region.offset, pitches, rows, images, region.rowsPerImage * region.rowBytes)
}

function readable(machine: Machine, h: number) {
  if (machine.plan.heaps[h]?.memory === 'readback')
    machine.reject('DEVICE_RULE', `The device cannot read heap ${h}, which is for reading back`)
  return machine.heap(h)
}

function writable(machine: Machine, h: number) {
  if (machine.plan.heaps[h]?.memory === 'upload')
    machine.reject('DEVICE_RULE', `The device cannot write heap ${h}, which is for uploads`)
  return machine.heap(h)
}
