/** What is read between runs where the device put it, on devices. */
import { describeInPlace } from '../support/gpu/describe-in-place.ts'
import {
  destroyWhileHeld,
  holdMany,
  loseWhileHeld,
  readAndRelease,
  releaseOneByOne,
  updateWhileHeld,
} from '../support/reads-in-place.ts'

await describeInPlace('reads in place', {
  lives: [readAndRelease, holdMany, releaseOneByOne, updateWhileHeld, destroyWhileHeld],
  loseWhileHeld,
})
