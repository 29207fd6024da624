/** The interface of a plan, and the host's side of a run, as text. */
import { counted } from '../../errors.ts'
import type { Names } from './names.ts'
import { inLine, listed, mostLines, named, widest } from './words.ts'
import { spanOfHostCopy } from '../facts/copy-rows.ts'
import type { HostCopy, Plan, Step } from '../document.ts'

export function interfaceLines(plan: Plan): string[] {
  const inputs = plan.inputs.map(
    ({ name, sizeBytes, producer, optional }) =>
      `in ${named(name)} ${sizeBytes} B${producer === undefined ? '' : ` from ${named(producer)}`}${optional ? ', optional' : ''}`,
  )
  const outputs = plan.outputs.map(({ name, sizeBytes }) => `out ${named(name)} ${sizeBytes} B`)
  const bodies = plan.bodies.map(({ name, pass }) => `body ${named(name)} for ${named(pass)}`)
  return [...inputs, ...outputs, ...bodies, ...plan.imports.map((id) => `import ${named(id)}`)]
}

export function stepLines(step: Step, names: Names): string[] {
  if (step.do === 'submit') return [`submit ${names.submission(step.submission)}`]
  const after = step.after.length === 0 ? '' : ` after ${inLine(step.after.map((s) => names.submission(s)))}`
  if (step.do === 'host') {
    const { pass, body, consumes, produces } = step
    return [
      [
        `host ${named(pass)} (${named(body)})${after}`,
        ...(consumes.length === 0 ? [] : [`consumes ${inLine(consumes.map(named))}`]),
        ...(produces.length === 0
          ? []
          : [`produces ${inLine(produces.map(({ input, size }) => `${named(input)} ${size} B`))}`]),
      ].join('; '),
    ]
  }
  const size = step.copies.reduce((sum, copy) => sum + copy.size, 0)
  const head = `${step.do} ${counted(step.copies.length, 'range')} ${size} B${after}`
  const ranges = listed(rangeTexts(step.copies, names), mostLines)
  const line = `${head}: ${ranges.join(', ')}`
  return line.length <= widest ? [line] : [head, ...ranges.map((range) => `    ${range}`)]
}

/**
 * Ranges of staging in their order: `upload@0 positions 128 B`, where the range is at the start of a heap or out of the row;
 * `colors 64 B` right behind the range before; `+64 colors 64 B` after a gap.
 */
function rangeTexts(copies: readonly HostCopy[], names: Names): string[] {
  let heap = -1
  let end = 0
  return copies.map((copy) => {
    const { name, nameOffset, offset, size, rows } = copy
    const gap = offset - end
    const place = copy.heap !== heap || gap < 0 ? `${names.heap(copy.heap)}@${offset} ` : gap === 0 ? '' : `+${gap} `
    heap = copy.heap
    end = offset + spanOfHostCopy(copy)
    const pitch = rows ? ` (${rows.count} rows of ${rows.tightBytes}, ${rows.pitchBytes} apart)` : ''
    return `${place}${named(name)}${nameOffset === 0 ? '' : `+${nameOffset}`} ${size} B${pitch}`
  })
}
