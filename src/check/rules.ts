/** Limits and rules of the device, as far as single commands and the plan's lists can break them. */
import type { Command } from '../plan/document.ts'
import type { Plan } from './parts.ts'
import type { DeviceProfile } from '../plan/profile.ts'
import { checkBindingNumbers, checkDrawRules, checkStage } from './draw-rules.ts'
import { checkDrawn, checkFormat, checkStorage } from './format-rules.ts'
import type { Machine } from './machine.ts'
import { runsOn } from './queue-table.ts'
import { counted, reject } from './rejection.ts'
import { checkScope } from './scopes.ts'
import { Words } from './words.ts'

/** Rejects lists of a plan that are not the device's, or above its limits. */
export function checkHeapsAndQueues(plan: Plan, profile: DeviceProfile): void {
  const { limits } = profile
  const words = new Words(plan)
  if (plan.profile !== profile.name)
    reject(
      'DEVICE_RULE',
      `The plan was made for the profile ${JSON.stringify(plan.profile)}, not for ${JSON.stringify(profile.name)}`,
    )
  const areQueuesAlike =
    plan.queues.length === profile.queues.length &&
    plan.queues.every(
      ({ kinds, family }, q) =>
        family === profile.queues[q]!.family && kinds.join() === profile.queues[q]!.kinds.join(),
    )
  if (!areQueuesAlike) reject('DEVICE_RULE', "The plan's queues are not the device's")
  const { explicitBarriers } = profile.rules
  // Plans of earlier releases do not say: what they have, or lack, is found where the plan is executed.
  if (plan.explicitBarriers !== undefined && plan.explicitBarriers !== explicitBarriers)
    reject(
      'DEVICE_RULE',
      explicitBarriers
        ? 'The plan is for a device that orders commands by itself, and this one needs barriers'
        : 'The plan is for a device that needs barriers, and this one orders commands by itself',
    )
  plan.heaps.forEach((heap, h) => {
    if (heap.sizeBytes > limits.maxBufferBytes)
      reject(
        'DEVICE_RULE',
        `${words.heap(h)} is ${counted(heap.sizeBytes, 'byte')}, more than the device's maxBufferBytes of ${limits.maxBufferBytes}`,
      )
  })
  plan.textures.forEach((texture, t) => {
    const [width, height, depth] = texture.size
    const name = () => words.texture(t)
    const [limit, most] =
      texture.dimension === '1d'
        ? (['maxTextureDimension1D', limits.maxTextureDimension1D] as const)
        : texture.dimension === '3d'
          ? (['maxTextureDimension3D', limits.maxTextureDimension3D] as const)
          : (['maxTextureDimension2D', limits.maxTextureDimension2D] as const)
    const largest = Math.max(width, height, texture.dimension === '3d' ? depth : 1)
    if (largest > most)
      reject('DEVICE_RULE', `${name()} is ${largest} texels long, more than the device's ${limit} of ${most}`)
    if (texture.dimension === '2d' && depth > limits.maxTextureArrayLayers)
      reject(
        'DEVICE_RULE',
        `${name()} has ${counted(depth, 'layer')}, more than the device's maxTextureArrayLayers of ${limits.maxTextureArrayLayers}`,
      )
    checkFormat(name, texture, profile)
    if (texture.heap !== undefined && !profile.rules.placedTextures)
      reject('DEVICE_RULE', `${name()} is placed in a heap, which the device cannot do`)
  })
}

/** Rejects a command that its queue or the device cannot run. */
export function checkCommandRules(machine: Machine, command: Command): void {
  if (command.op === 'barrier') return
  checkQueue(machine, command)
  if (command.op === 'dispatch') {
    const most = machine.profile.limits.maxWorkgroupsPerDimension
    const { workgroups, bindings } = command
    const isIndirect = 'heap' in workgroups
    if (!isIndirect && (workgroups[0] > most || workgroups[1] > most || workgroups[2] > most))
      machine.reject(
        'DEVICE_RULE',
        `A dispatch of ${workgroups.join(' × ')} workgroups is above the device's maxWorkgroupsPerDimension of ${most}`,
      )
    checkBindingNumbers(machine, bindings)
    checkStage(machine, bindings.length, 1, () =>
      bindings.map((binding) => ('slice' in binding ? binding.as : undefined)),
    )
    checkStorage(machine, bindings)
    checkScope(machine, bindings, [], isIndirect ? workgroups : undefined)
  } else if (command.op === 'render') {
    const [only] = command.parts
    const uses = command.parts.length === 1 ? only!.uses : command.parts.flatMap((part) => part.uses)
    checkDrawRules(machine, command)
    checkStorage(machine, uses)
    checkScope(machine, uses, checkDrawn(machine, command))
  } else if (command.op === 'custom' || command.op === 'external') checkStorage(machine, command.uses)
}

function checkQueue(machine: Machine, command: Exclude<Command, { op: 'barrier' }>): void {
  const { kinds } = machine.plan.queues[machine.queue]!
  if (!runsOn(kinds, command))
    machine.reject('DEVICE_RULE', `${machine.words.queue(machine.queue)} cannot run a ${command.op}`)
  for (const id of command.passes) {
    const { queue } = machine.resolved.graph.passes[machine.pass(id)]!
    if (queue === undefined) continue
    const wanted = typeof queue === 'string' ? [queue] : queue
    // Every queue can run transfers.
    if (!wanted.some((kind) => kind === 'transfer' || kinds.includes(kind)))
      machine.reject(
        'DEVICE_RULE',
        `Pass ${JSON.stringify(id)} wants a ${wanted.join(' or ')} queue, but runs on ${machine.words.queue(machine.queue)}`,
      )
  }
}
