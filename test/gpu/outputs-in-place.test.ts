/** Outputs that are read where the device put them, on devices. */
import { describeInPlace } from '../support/gpu/describe-in-place.ts'
import {
  destroyWhileHeld,
  holdAll,
  loseWhileHeld,
  readAndRelease,
  timeOut,
  updateWhileHeld,
  waitForRelease,
} from '../support/outputs-in-place.ts'

await describeInPlace('outputs in place', {
  lives: [readAndRelease, holdAll, waitForRelease, updateWhileHeld, destroyWhileHeld],
  onWebGpu: [timeOut],
  loseWhileHeld,
})
