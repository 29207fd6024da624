/**
 * The checks of a plan's host side: staging is written before it is submitted and read after, and nothing waits for a
 * submission that never comes.
 */
import { capital, counted } from '../../errors.ts'
import type { HostCopy, Plan, Step } from '../document.ts'
import { heapWords, submissionWords } from '../facts/plan-words.ts'
import { at, checkFirst, checkIndex, checkNew, checkRange, noSuch, refuse, type Path } from './refuse.ts'

/** @param unit bytes of which the device copies multiples */
export function validateTimeline(plan: Plan, bodies: ReadonlySet<string>, unit: number): void {
  const inputs = namesOf(plan.inputs, 'inputs')
  const outputs = namesOf(plan.outputs, 'outputs')
  const producers = new Map<string, string>()
  /** Inputs that exist by now. */
  const present = new Set<string>()
  for (const { name, producer } of plan.inputs)
    if (producer === undefined) present.add(name)
    else producers.set(name, producer)
  /** Bytes of each output that have been read by now. */
  const readBytes = new Map<string, number>()
  const passes = new Set<string>()
  let submitted = 0

  const host = (step: Extract<Step, { do: 'host' }>, path: Path): void => {
    checkFirst(passes, step.pass, 'host pass', at(path, 'pass'))
    if (!bodies.has(step.body))
      refuse(`The body ${JSON.stringify(step.body)} is not listed in "bodies"`, at(path, 'body'))
    step.consumes.forEach((name, i) => {
      if (!outputs.has(name)) refuse(`There is no output ${JSON.stringify(name)}`, at(path, 'consumes', i))
      if ((readBytes.get(name) ?? 0) < outputs.get(name)!)
        refuse(`The output ${JSON.stringify(name)} is not read before it`, at(path, 'consumes', i))
    })
    step.produces.forEach(({ input, size }, i) => {
      // A host pass may make what no upload takes; that is no input of the plan.
      const wanted = inputs.get(input)
      if (wanted === undefined) return
      if (producers.get(input) !== step.pass || wanted !== size || present.has(input))
        refuse(
          `${JSON.stringify(input)} is not an input of ${counted(size, 'byte')} that this pass makes`,
          at(path, 'produces', i),
        )
      present.add(input)
    })
  }

  // One path for all steps, and one for all their copies: what is refused is refused at once.
  let [i, c] = [0, 0]
  const path = () => `timeline[${i}]`
  const copyPath = () => `${path()}.copies[${c}]`
  for (; i < plan.timeline.length; i++) {
    const step = plan.timeline[i]!
    if (step.do === 'submit') {
      if (step.submission !== submitted)
        refuse(`${dueWords(plan, submitted)}: each submission comes once, in order`, path)
      checkIndex(step.submission, plan.submissions.length, 'submission', path)
      submitted++
      continue
    }
    for (const submission of step.after)
      if (submission >= submitted)
        refuse(`The step waits for ${submissionWords(plan, submission)}, which was not submitted before it`, path)
    if (step.do === 'host') {
      host(step, path)
      continue
    }
    const write = step.do === 'write'
    for (c = 0; c < step.copies.length; c++) {
      const copy = step.copies[c]!
      validateHostCopy(plan, copy, write, write ? inputs : outputs, copyPath)
      if (plan.heaps[copy.heap]!.memory === 'device' && !isOfUnits(copy, unit))
        refuse(`The host reaches device memory in multiples of ${counted(unit, 'byte')} on this device`, copyPath)
      if (write && !present.has(copy.name))
        refuse(`Nothing has made the input ${JSON.stringify(copy.name)} before this step`, copyPath)
      if (!write) readBytes.set(copy.name, (readBytes.get(copy.name) ?? 0) + copy.size)
    }
  }
  if (submitted !== plan.submissions.length)
    refuse(`${capital(submissionWords(plan, submitted))} is never submitted`, () => 'timeline')
}

const isOfUnits = ({ offset, size, rows }: HostCopy, unit: number): boolean =>
  [offset, ...(rows ? [rows.tightBytes, rows.pitchBytes] : [size])].every((bytes) => bytes % unit === 0)

const dueWords = (plan: Plan, s: number): string =>
  s < plan.submissions.length ? `${capital(submissionWords(plan, s))} is due here` : 'No submission is left here'

function namesOf(list: readonly { name: string; sizeBytes: number }[], path: string): Map<string, number> {
  const sizes = new Map<string, number>()
  list.forEach(({ name, sizeBytes }, i) => {
    checkNew(sizes, name, 'name', () => `${path}[${i}].name`)
    sizes.set(name, sizeBytes)
  })
  return sizes
}

function validateHostCopy(
  plan: Plan,
  copy: HostCopy,
  write: boolean,
  names: ReadonlyMap<string, number>,
  path: Path,
): void {
  const { name, nameOffset, heap, offset, size, rows } = copy
  const sizeBytes = names.get(name) ?? refuse(`There is no ${write ? 'input' : 'output'} ${JSON.stringify(name)}`, path)
  const { memory, sizeBytes: room } =
    plan.heaps[heap] ?? refuse(noSuch('heap', heap, plan.heaps.length), at(path, 'heap'))
  // Whether device memory can be mapped depends on the device: a session says so when it is asked.
  if (memory !== 'device' && memory !== (write ? 'upload' : 'readback'))
    refuse(`The host cannot ${write ? 'write' : 'read'} ${memory} memory`, at(path, 'heap'))
  if (size > sizeBytes - nameOffset) checkRange(nameOffset, size, sizeBytes, JSON.stringify(name), path)
  if (size < 1) refuse('A copy has at least one byte', at(path, 'size'))
  if (!rows) {
    if (size > room - offset) checkRange(offset, size, room, heapWords(plan, heap), path)
    return
  }
  const { count, tightBytes, pitchBytes } = rows
  if (count < 1 || tightBytes < 1 || tightBytes > pitchBytes || count * tightBytes !== size)
    refuse('Rows are at least one byte, no wider than their pitch, and together the size of the copy', at(path, 'rows'))
  return checkRange(offset, (count - 1) * pitchBytes + tightBytes, room, () => heapWords(plan, heap), path)
}
