/** The Dummy backend: real bytes on the CPU, and an adversary of every plan that runs on it. */
import { destroyed, deviceLost, shown, type MemkitError } from '../../errors.ts'
import { frozenProfile } from '../../plan/frozen-profile.ts'
import { dummyProfile } from '../../plan/presets.ts'
import type { DeviceProfile } from '../../plan/profile.ts'
import { createDevice } from './device/device.ts'
import { NativeBuffers } from '../native-handles.ts'
import { createNativeBuffer, dummyFacts } from './device/native-buffer.ts'
import { takeOptions, type DummyBackend, type DummyOptions, type DummySession } from './device/options.ts'
import { openSession } from './run/session.ts'

export type { DummyBackend, DummyOptions, DummySession, Fault, FaultCall } from './device/options.ts'
export { poisonByte } from './device/memory.ts'

/**
 * A device in this process. Commands run on real bytes, in an order that `seed` picks from every order that the plan allows;
 * two commands that conflict and are not ordered are an error (HAZARD) whatever the bytes; transient memory is poisoned outside
 * the life of each placement. Time is virtual: nothing ever waits for a clock.
 * @throws MemkitError INVALID_OPTION, INVALID_PROFILE
 */
export function createDummyBackend(options?: DummyOptions): DummyBackend {
  const taken = takeOptions(options)
  const profile = frozenProfile(profileOf(taken))
  const device = createDevice(taken, profile)
  const sessions: DummySession[] = []
  const buffers = new NativeBuffers()
  let closing: Promise<void> | undefined
  return {
    name: 'dummy',
    profile,
    sessions,
    calls: device.faults.calls,
    get lost(): MemkitError | undefined {
      return device.lost
    },
    whenLost: device.whenLost,
    async open(plan, openOptions) {
      const session = await openSession(device, plan, openOptions, (closed) => {
        sessions.splice(sessions.indexOf(closed), 1)
      })
      sessions.push(session)
      return session
    },
    createBuffer: (sizeBytes) => buffers.keep(createNativeBuffer(device, sizeBytes)),
    facts() {
      if (closing) throw destroyed('backend')
      return dummyFacts(device)
    },
    liveObjects: () => ({ ...device.live }),
    lose: (why) => device.lose(deviceLost(typeof why === 'string' ? why : shown(why))),
    pause: device.pause,
    resume: device.resume,
    destroy() {
      closing ??= (async () => {
        device.lose(destroyed('backend'))
        for (const session of sessions.slice()) await session.destroy()
        buffers.destroy()
      })()
      return closing
    },
  }
}

function profileOf({ profile = dummyProfile, maxBufferBytes }: DummyOptions): DeviceProfile {
  return maxBufferBytes === undefined ? profile : { ...profile, limits: { ...profile.limits, maxBufferBytes } }
}
