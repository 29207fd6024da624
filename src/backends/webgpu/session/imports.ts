/** Checks of the native handles that runs bring, before anything is encoded with them. */
import { counted, invalidImport, isMemkitError, messageOf, type MemkitError } from '../../../errors.ts'
import type { PlannedTexture } from '../../../plan/document.ts'
import type { RunContext } from '../../backend.ts'
import { checkHandle, isOwn } from '../../native-handles.ts'
import type { Build } from '../encode/build.ts'
import { isExternalTexture, touchExternal } from '../device/external-texture.ts'
import { bufferUsage, flagNames, textureUsage } from '../device/flags.ts'
import { probeBuffer, probeTexture, touch } from '../device/import-probe.ts'

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
    if (plan.imports.length === 0) {
      this.wanted = []
      return
    }
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

  /**
   * Checks the handles of a run. What only the device can say of handles that are new to it comes later.
   * @returns undefined when all are known to be good; else a promise of what is wrong, which never rejects
   * @throws MemkitError INVALID_IMPORT
   */
  check(run: RunContext): Promise<MemkitError | undefined> | undefined {
    const { wanted } = this
    if (wanted.length === 0) return undefined
    let fresh: Wanted[] | undefined
    let reading = ''
    try {
      for (const item of wanted) {
        reading = item.id
        const handle = run.imports[item.id] as object
        // A buffer of `createBuffer` may have been destroyed since it was checked.
        if (!item.texture) checkHandle(item.id, Object(handle) as object, this.device, item.sizeBytes)
        if (isExternalTexture(handle)) checkExternal(item)
        else if (!isOwn(handle) && !this.known.get(handle)?.has(item.id)) {
          checkShape(item, handle as GPUBuffer | GPUTexture)
          ;(fresh ??= []).push(item)
        }
      }
    } catch (cause) {
      // A Proxy of an object of the API is none, and may throw at anything.
      throw isMemkitError(cause) ? cause : invalidImport(reading, `reading it threw (${messageOf(cause)})`)
    }
    this.checkTwice(run)
    return fresh && this.ask(fresh, run)
  }

  /** The import that a failed submission is to be blamed on: one that was good may have died since. Never rejects. */
  async blame(run: RunContext): Promise<MemkitError | undefined> {
    for (const { id, texture } of this.wanted) {
      const handle = run.imports[id] as GPUBuffer | GPUTexture
      this.device.pushErrorScope('validation')
      let error: string | undefined
      try {
        if (isExternalTexture(handle)) touchExternal(this.device, handle)
        else touch(this.device, handle, texture !== undefined)
      } catch (cause) {
        error = messageOf(cause)
      }
      const refused = await this.device.popErrorScope().catch(() => null)
      error ??= refused?.message
      if (error === undefined) continue
      this.known.delete(handle)
      return invalidImport(id, `this device refuses it (was it destroyed?): ${error}`)
    }
    return undefined
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

  private async ask(items: readonly Wanted[], run: RunContext): Promise<MemkitError | undefined> {
    // All are asked in the same task, before anything else is done with them.
    const answers = items.map((item) => this.probe(item, run.imports[item.id] as GPUBuffer | GPUTexture))
    for (const [i, { id }] of items.entries()) {
      const handle = run.imports[id] as object
      const error = await answers[i]
      if (error !== undefined) {
        this.known.delete(handle)
        return invalidImport(id, `this device refuses it (is it of another device, or destroyed?): ${error}`)
      }
      let ids = this.known.get(handle)
      if (!ids) this.known.set(handle, (ids = new Set()))
      ids.add(id)
    }
    return undefined
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
    try {
      return (await this.device.popErrorScope())?.message ?? thrown
    } catch {
      // The device is lost, which the run will say.
      return undefined
    }
  }
}

/** A frame of a video has one level, one layer and no format of its own: shaders sample it, as `texture_external`. */
function checkExternal({ id, texture, usage }: Wanted): void {
  if (!texture) throw invalidImport(id, 'it is a GPUExternalTexture, and the plan wants a GPUBuffer')
  const others = usage & ~textureUsage.sampled
  if (others === 0) return
  throw invalidImport(
    id,
    `it is a GPUExternalTexture, which shaders can only sample, and this plan also needs ${flagNames(textureUsage, others).join(', ')}; sample it in a pass that draws or stores it to a texture`,
  )
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
