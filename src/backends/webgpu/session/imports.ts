/** Checks of the native handles that runs bring, before anything is encoded with them. */
import { counted, invalidImport, missingImport } from '../../../errors.ts'
import type { PlannedTexture } from '../../../plan/document.ts'
import type { RunContext } from '../../backend.ts'
import { checkHandle, isOwn } from '../../native-handles.ts'
import { messageOf } from '../device/api-errors.ts'
import type { Build } from '../encode/build.ts'
import { bufferUsage, flagNames, textureUsage } from '../device/flags.ts'
import { probeBuffer, probeTexture } from '../device/import-probe.ts'

interface Wanted {
  readonly id: string
  /** Undefined for buffers. */
  readonly texture: PlannedTexture | undefined
  readonly usage: number
  readonly sizeBytes: number
}

export class ImportChecks {
  private readonly device: GPUDevice
  private readonly wanted: readonly Wanted[]
  /** Names that each handle was checked under. */
  private readonly known = new WeakMap<object, Set<string>>()

  constructor(build: Build) {
    this.device = build.device
    const { plan } = build
    this.wanted = [
      ...plan.heaps.flatMap(({ memory, resource, sizeBytes }, i) =>
        memory === 'imported' ? [{ id: resource!, texture: undefined, usage: build.heapUsage[i]!, sizeBytes }] : [],
      ),
      ...plan.textures.flatMap((texture, i) =>
        texture.lifetime === 'imported'
          ? [{ id: texture.resource!, texture, usage: build.usageOfTexture(i), sizeBytes: texture.sizeBytes }]
          : [],
      ),
    ]
  }

  /** Checks the handles of a run. Undefined when all are known to be good; else a promise that rejects with INVALID_IMPORT. */
  check(run: RunContext): Promise<void> | undefined {
    const { wanted } = this
    if (wanted.length === 0) return undefined
    let fresh: Wanted[] | undefined
    for (const item of wanted) {
      const handle = run.imports[item.id] as object | undefined
      if (handle === undefined || handle === null) throw missingImport(item.id)
      // A buffer of `createBuffer` may have been destroyed since it was checked.
      if (!item.texture) checkHandle(item.id, Object(handle) as object, this.device, item.sizeBytes)
      if (!isOwn(handle) && !this.known.get(handle)?.has(item.id)) (fresh ??= []).push(item)
    }
    this.checkTwice(run)
    return fresh && this.checkFresh(fresh, run)
  }

  /**
   * Refuses one handle under two names: it would be one buffer on both sides of a copy, or two resources that the plan takes as
   * separate.
   */
  private checkTwice(run: RunContext): void {
    if (this.wanted.length < 2) return
    const names = new Map<unknown, string>()
    for (const { id } of this.wanted) {
      const other = names.get(run.imports[id])
      if (other !== undefined)
        throw invalidImport(id, `the same handle is given as ${JSON.stringify(other)}; give each resource its own`)
      names.set(run.imports[id], id)
    }
  }

  private async checkFresh(fresh: readonly Wanted[], run: RunContext): Promise<void> {
    for (const item of fresh) {
      const handle = run.imports[item.id] as GPUBuffer | GPUTexture
      checkShape(item, handle)
      const error = await this.probe(item, handle)
      if (error)
        throw invalidImport(item.id, `this device refuses it (is it of another device, or destroyed?): ${error}`)
      let ids = this.known.get(handle)
      if (!ids) this.known.set(handle, (ids = new Set()))
      ids.add(item.id)
    }
  }

  /** The device's objection to a handle, as text. */
  private async probe({ texture }: Wanted, handle: GPUBuffer | GPUTexture): Promise<string | undefined> {
    this.device.pushErrorScope('validation')
    let thrown: string | undefined
    try {
      if (texture) probeTexture(this.device, handle as GPUTexture)
      else probeBuffer(this.device, handle as GPUBuffer)
    } catch (error) {
      thrown = messageOf(error)
    }
    return (await this.device.popErrorScope())?.message ?? thrown
  }
}

function checkShape({ id, texture, usage, sizeBytes }: Wanted, handle: GPUBuffer | GPUTexture): void {
  if (typeof handle !== 'object' || !((texture ? 'createView' : 'mapAsync') in handle))
    throw invalidImport(id, `it is no ${texture ? 'GPUTexture' : 'GPUBuffer'}`)
  const missing = usage & ~handle.usage
  if (missing !== 0)
    throw invalidImport(
      id,
      `its usage lacks ${flagNames(texture ? textureUsage : bufferUsage, missing).join(', ')}, which this plan needs`,
    )
  if (texture) checkTexture(id, texture, handle as GPUTexture)
  else if ((handle as GPUBuffer).size < sizeBytes)
    throw invalidImport(id, `it has ${counted((handle as GPUBuffer).size, 'byte')}; the plan wants ${sizeBytes}`)
}

function checkTexture(id: string, planned: PlannedTexture, handle: GPUTexture): void {
  const [width, height, depthOrArrayLayers] = planned.size
  const { format, dimension, mipLevelCount, sampleCount } = planned
  const wanted = { format, dimension, width, height, depthOrArrayLayers, mipLevelCount, sampleCount }
  for (const [name, value] of Object.entries(wanted)) {
    const got = handle[name as keyof typeof wanted]
    if (got !== value) throw invalidImport(id, `its ${name} is ${got}; the plan wants ${value}`)
  }
}
