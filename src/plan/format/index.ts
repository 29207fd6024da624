/**
 * A plan as text: compact, stable, made for snapshots and easy to read in a diff.
 *
 * One line says one thing, so that a changed decision changes few lines; a command that does not fit into a line has one for
 * each part. Long lists are capped with a count; a number that matters to the bytes on the device is always shown exactly.
 */
import { describeCommand } from './command.ts'
import { pipelineLines } from './pipeline.ts'
import { amount, capped, named, plural } from './words.ts'
import type { Decision, Plan, Placement, Position, Step } from '../document.ts'

export interface FormatOptions {
  /** Most placements, commands of a submission, and decisions of a code to show. Default 200. */
  readonly rows?: number
}

/**
 * Formats a plan. The same plan gives the same text on every machine; the content hash is left out, because it changes
 * with every change and says nothing in a diff. O(size of the plan).
 */
export function formatPlan(plan: Plan, options: FormatOptions = {}): string {
  const rows = options.rows ?? 200
  const sections = [
    [`plan ${JSON.stringify(plan.name)} for ${plan.profile}, objective ${plan.objective}`, ...reportLines(plan)],
    section('heaps', heapLines(plan)),
    section('textures', textureLines(plan)),
    section('placements', limit(placementLines(plan), rows, moreRows)),
    section('pipelines', pipelineLines(plan)),
    section('interface', interfaceLines(plan)),
    ...plan.submissions.map((_, s) => submissionLines(plan, s, rows)),
    section('timeline', plan.timeline.map(stepLine)),
    section('decisions', decisionLines(plan.decisions, rows)),
  ]
  return (
    sections
      .filter((lines) => lines.length > 0)
      .map((lines) => lines.join('\n'))
      .join('\n\n') + '\n'
  )
}

const section = (title: string, lines: readonly string[]): string[] =>
  lines.length === 0 ? [] : [title, ...lines.map((line) => `  ${line}`)]

function limit<Row>(rows: readonly Row[], most: number, more: (count: number) => Row): Row[] {
  return rows.length <= most ? [...rows] : [...rows.slice(0, most), more(rows.length - most)]
}
const moreRows = (count: number): string => `… ${count} more`

function reportLines({ report }: Plan): string[] {
  const { submissions, memory, transfers, barriers, passes } = report
  const peak = memory.peakAt ? ` at ${at(memory.peakAt)}` : ''
  return [
    `  passes: ${passes.declared} declared, ${passes.planned} planned, ${passes.culled} culled`,
    `  submissions: ${submissions.count} (${bound(submissions.lowerBound, submissions.proven)})`,
    `  memory: peak ${amount(memory.peakBytes)}${peak}; ${bounds(memory)}`,
    `  transfers: ${transfers.declared} declared → ${plural(transfers.commands, 'command')}, ` +
      `${plural(transfers.regions, 'region')}, ${transfers.bytesMoved} B moved of ${transfers.bytesDeclared} B declared`,
    `  barriers: ${barriers.count} (lower bound ${barriers.lowerBound})`,
  ]
}

/** Each figure with what it is a bound of. */
function bounds(memory: Plan['report']['memory']): string {
  const { lowerBoundBytes, proven, anyOrderLowerBoundBytes, declaredOrderBytes } = memory
  return [
    `lower bound ${amount(lowerBoundBytes)} for this schedule, ${proven ? 'proven for it' : 'not met'}`,
    ...(anyOrderLowerBoundBytes === undefined ? [] : [`${amount(anyOrderLowerBoundBytes)} for any order`]),
    ...(declaredOrderBytes === undefined ? [] : [`${amount(declaredOrderBytes)} in declared order`]),
    `${amount(memory.withoutAliasingBytes)} without aliasing`,
    `${amount(memory.persistentBytes)} persistent`,
  ].join('; ')
}

const bound = (lowerBound: string | number, proven: boolean): string =>
  `lower bound ${lowerBound}, ${proven ? 'proven' : 'not proven'}`

const at = ([submission, command]: Position): string => `${submission}.${command}`

const heapLines = (plan: Plan): string[] =>
  plan.heaps.map((heap, h) => {
    const resource = heap.resource === undefined ? '' : ` ${named(heap.resource)}`
    return `heap${h} ${heap.memory} ${amount(heap.sizeBytes)}${resource}${rotation(heap.rotation)}`
  })

const rotation = (value: { group: number; slot: number; count: number } | undefined): string =>
  value ? ` rotates ${value.slot} of ${value.count} in group ${value.group}` : ''

const textureLines = (plan: Plan): string[] =>
  plan.textures.map((texture, t) => {
    const mips = texture.mipLevelCount > 1 ? `, ${texture.mipLevelCount} mips` : ''
    const samples = texture.sampleCount > 1 ? `, ${texture.sampleCount} samples` : ''
    const place = texture.heap === undefined ? '' : ` heap${texture.heap}@${texture.offset ?? 0}`
    const resource = texture.resource === undefined ? '' : ` ${named(texture.resource)}`
    return (
      `tex${t} ${texture.lifetime} ${texture.format} ${texture.dimension} ${texture.size.join('×')}${mips}${samples} ` +
      `${amount(texture.sizeBytes)}${place}${resource}${rotation(texture.rotation)} (${texture.usage.join(' ')})`
    )
  })

/** `resource#version  heap@offset +size  [first..last]`, in columns. */
function placementLines(plan: Plan): string[] {
  const cells = plan.placements.map((placement) => [
    `${named(placement.resource)}#${placement.version}${placement.previous ? ` (${placement.previous} runs back)` : ''}`,
    placeOf(placement),
    `+${placement.sizeBytes}`,
    placement.first && placement.last ? `[${at(placement.first)}..${at(placement.last)}]` : '[]',
    placement.lifetime === 'transient' ? '' : placement.lifetime,
  ])
  const widths = [0, 1, 2, 3].map((column) => cells.reduce((most, row) => Math.max(most, row[column]!.length), 0))
  // The width of a column is capped, so that one very long id does not push every other row off the screen.
  return cells.map((row) =>
    row
      .map((cell, column) => cell.padEnd(Math.min(widths[column] ?? 0, 32)))
      .join('  ')
      .trimEnd(),
  )
}

const placeOf = (placement: Placement): string =>
  placement.texture !== undefined ? `tex${placement.texture}` : `heap${placement.heap ?? '?'}@${placement.offset ?? 0}`

function interfaceLines(plan: Plan): string[] {
  const inputs = plan.inputs.map(
    ({ name, sizeBytes, producer }) =>
      `in ${named(name)} ${sizeBytes} B${producer === undefined ? '' : ` from ${named(producer)}`}`,
  )
  const outputs = plan.outputs.map(({ name, sizeBytes }) => `out ${named(name)} ${sizeBytes} B`)
  const bodies = plan.bodies.map(({ name, pass }) => `body ${named(name)} for ${named(pass)}`)
  return [...inputs, ...outputs, ...bodies, ...plan.imports.map((id) => `import ${named(id)}`)]
}

function submissionLines(plan: Plan, s: number, rows: number): string[] {
  const submission = plan.submissions[s]!
  const kinds = plan.queues[submission.queue]?.kinds.join('+') ?? '?'
  const { prologue, waits, epilogue } = submission
  const order = [
    ...(prologue ? [`after earlier runs on ${queues(prologue.afterRunsOn)}`] : []),
    ...(waits.length > 0 ? [`waits for ${waits.join(', ')}`] : []),
    ...(epilogue ? ['visible to the host'] : []),
  ].map((part) => `, ${part}`)
  const commands = submission.commands.map((command, c) => {
    const [first, ...more] = describeCommand(plan, command)
    return [`${c}  ${first}`, ...more]
  })
  const lines = limit(commands, rows, (count) => [moreRows(count)]).flat()
  return section(`submission ${s} on queue ${submission.queue} (${kinds})${order.join('')}`, lines)
}

const queues = (list: readonly number[]): string => `${list.length === 1 ? 'queue' : 'queues'} ${list.join(', ')}`

function stepLine(step: Step): string {
  if (step.do === 'submit') return `submit ${step.submission}`
  const after = step.after.length === 0 ? '' : ` after ${step.after.join(', ')}`
  if (step.do === 'host') {
    const consumes = step.consumes.length === 0 ? '' : ` consumes ${capped(step.consumes.map(named))}`
    const produces =
      step.produces.length === 0 ? '' : ` produces ${capped(step.produces.map(({ input }) => named(input)))}`
    return `host ${named(step.pass)} (${named(step.body)})${after}${consumes}${produces}`
  }
  const copies = step.copies.map(({ name, nameOffset, heap, offset, size, rows }) => {
    const from = nameOffset === 0 ? named(name) : `${named(name)}+${nameOffset}`
    const pitch = rows ? ` (${rows.count} rows of ${rows.tightBytes}, ${rows.pitchBytes} apart)` : ''
    const place = `heap${heap}@${offset}`
    return step.do === 'write' ? `${from} → ${place} +${size}${pitch}` : `${place} +${size}${pitch} → ${from}`
  })
  const size = step.copies.reduce((sum, copy) => sum + copy.size, 0)
  return `${step.do} ${plural(step.copies.length, 'range')} ${size} B${after}: ${capped(copies)}`
}

/** The lines of decisions: grouped by code in order of first appearance, with the savings of each group. */
function decisionLines(decisions: readonly Decision[], rows: number): string[] {
  const groups = new Map<string, Decision[]>()
  for (const decision of decisions) {
    const group = groups.get(decision.code)
    if (group) group.push(decision)
    else groups.set(decision.code, [decision])
  }
  const lines: string[] = []
  for (const [code, group] of groups) {
    lines.push(`${code} ${group.length}${savings(group)}`)
    lines.push(
      ...limit(
        group.map((decision) => `  ${subject(decision)}: ${decision.reason}${savings([decision])}`),
        rows,
        moreRows,
      ),
    )
  }
  return lines
}

function savings(decisions: readonly Decision[]): string {
  const bytes = decisions.reduce((sum, decision) => sum + (decision.savedBytes ?? 0), 0)
  const commands = decisions.reduce((sum, decision) => sum + (decision.savedCommands ?? 0), 0)
  const saved = [...(bytes > 0 ? [`${bytes} B`] : []), ...(commands > 0 ? [plural(commands, 'command')] : [])]
  return saved.length === 0 ? '' : `, saves ${saved.join(' and ')}`
}

const subject = (decision: Decision): string =>
  [decision.passes, decision.resources]
    .map((ids) => capped(ids.map(named)))
    .filter((part) => part !== '')
    .join(' on ') || 'plan'
