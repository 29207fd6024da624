/**
 * The cost of planning, in one table: `npm run bench -- planning [--only small,corpus,edits,cold,peers,growth] [--sizes 10000,100000]
 * [--million] [--peaks]`. `--phases` prints the phases of large graphs instead (`phases.ts`, with its own options). `--million` adds
 * 10^6 passes, `--peaks` what the plans of real frames need.
 */
import { parseArgs } from 'node:util'

if (process.argv.includes('--phases')) await import('./phases.ts')
else {
  const parts = ['small', 'corpus', 'edits', 'cold', 'peers', 'growth']
  const { values } = parseArgs({
    options: {
      only: { type: 'string', default: parts.join(',') },
      sizes: { type: 'string', default: '10000,100000' },
      repeats: { type: 'string', default: '3' },
      million: { type: 'boolean', default: false },
      peaks: { type: 'boolean', default: false },
    },
  })
  const wanted = new Set(values.only.split(','))
  const frames = await import('./frames.ts')
  if (wanted.has('small')) frames.printSmallFrames()
  if (wanted.has('corpus')) frames.printCorpus()
  if (wanted.has('edits')) (await import('./edits.ts')).printEdits()
  if (wanted.has('cold')) (await import('./cold.ts')).printCold()
  if (wanted.has('peers')) (await import('./peers.ts')).printPeers()
  const growth = await import('./growth.ts')
  if (wanted.has('growth')) growth.printGrowth(values.sizes.split(',').map(Number), Number(values.repeats))
  if (values.million) growth.printMillion()
  if (values.peaks) frames.printPeaks()
}
