/** Objects of the device that sessions hold, alone or together: each is freed with the last session that holds it. */
import type { MemoryPart } from '../../backend.ts'
import { MemoryParts } from '../../memory-parts.ts'
import type { Device } from './device.ts'
import type { DeviceObject, ObjectKind } from './memory.ts'

const noBytes = new Uint8Array(0)

/** The objects of one session. */
export class Holding {
  private readonly device: Device
  private readonly held: DeviceObject[] = []
  private readonly parts = new MemoryParts(this.held)

  constructor(device: Device) {
    this.device = device
  }

  /** Takes a new object, which counts as alive from now on. */
  own(kind: ObjectKind, what: string, sizeBytes = 0, bytes: Uint8Array<ArrayBuffer> = noBytes): DeviceObject {
    const object = { kind, what, sizeBytes, bytes, users: 1 }
    this.device.live[kind]++
    this.held.push(object)
    return object
  }

  /** Holds an object of another session too. */
  share(object: DeviceObject): DeviceObject {
    object.users++
    this.held.push(object)
    return object
  }

  /** Objects with memory. */
  memory(): readonly MemoryPart[] {
    return this.parts.list()
  }

  /**
   * Lets go of everything, and frees what nobody else holds, the latest first. Where one cannot be freed, the others are.
   * @param calls whether the device is told
   * @returns the first error
   */
  free(calls: boolean): unknown {
    const { device } = this
    let failure: unknown
    for (const object of this.held.splice(0).reverse()) {
      if (--object.users > 0) continue
      try {
        if (calls) device.faults.enter('destroy', object.what)
      } catch (error) {
        failure ??= error
      }
      device.live[object.kind]--
      device.free(object.sizeBytes)
    }
    return failure
  }
}
