/** The table that `memkit-gpu run --timings passes` prints. */
import { expect, it } from 'vitest'
import { tableOfTimes } from '../../src/cli/timing-table.ts'

it('has a row for each pass, in µs, and one for the run', () => {
  const passes = [
    { pass: 'load', submission: 0, startNs: 0, endNs: 1500 },
    { pass: 'shade', submission: 0, startNs: 1500, endNs: 1_001_500 },
  ]
  expect(tableOfTimes({ deviceNs: 1_002_000, passes })).toBe(
    `pass           submission  begins at µs  takes µs
load                    0           0.0       1.5
shade                   0           1.5    1000.0
the whole run                              1002.0
`,
  )
})
