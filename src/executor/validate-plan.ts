/**
 * Checks a plan that may come from anywhere: its shape by schema, then every index and range, so that nothing later can reach
 * outside what the plan declares. What the plan means is `checkPlan`'s business.
 */
import { invalidPlan } from '../errors.ts'
import { jsonPath } from '../graph/json-path.ts'
import { planSchema, type HostCopy, type Plan, type Step } from '../planner/plan.ts'
import { checkIndex, checkRange, refuse, type Path } from './refuse.ts'
import { validateCommand } from './validate-command.ts'

/** At most this many faults of the schema are listed. */
const shownIssues = 20

/** A copy of the plan, checked. O(plan). @throws MemkitError INVALID_PLAN with the path of the first fault. */
export function validatePlan(document: unknown): Plan {
  const result = planSchema.safeParse(document)
  if (!result.success) {
    const { issues } = result.error
    const [first] = issues
    throw invalidPlan(`The plan is not valid: ${first!.message}`, jsonPath(first!.path) || undefined, {
      issues: issues.slice(0, shownIssues).map((issue) => `${jsonPath(issue.path)}: ${issue.message}`),
    })
  }
  const plan = result.data
  if (plan.queues.length === 0) refuse('A plan needs at least one queue', () => 'queues')
  validateMemory(plan)
  validatePlacements(plan)
  const names = {
    shaders: new Set(plan.shaders.map(({ id }) => id)),
    bodies: new Set(plan.bodies.map(({ name }) => name)),
  }
  plan.submissions.forEach(({ queue, waits, commands }, s) => {
    checkIndex(queue, plan.queues.length, 'queue', () => `submissions[${s}].queue`)
    for (const wait of waits)
      if (wait >= s)
        refuse(`Submission ${s} waits for ${wait}, which is not an earlier one`, () => `submissions[${s}].waits`)
    commands.forEach((command, c) => validateCommand(plan, names, command, () => `submissions[${s}].commands[${c}]`))
  })
  validateTimeline(plan, names.bodies)
  return plan
}

function validateMemory(plan: Plan): void {
  const imports = new Set(plan.imports)
  const groups = new Map<string, { count: number; slots: Set<number>; sizeBytes: number }>()
  const rotate = (
    kind: string,
    rotation: { group: number; slot: number; count: number } | undefined,
    sizeBytes: number,
    path: Path,
  ): void => {
    if (!rotation) return
    const key = `${kind}/${rotation.group}`
    const group = groups.get(key) ?? { count: rotation.count, slots: new Set(), sizeBytes }
    groups.set(key, group)
    if (
      rotation.slot >= rotation.count ||
      rotation.count !== group.count ||
      group.slots.has(rotation.slot) ||
      sizeBytes !== group.sizeBytes
    )
      refuse('The slots of one rotation group are 0 … count − 1, each once, of one size', path)
    group.slots.add(rotation.slot)
  }
  plan.heaps.forEach(({ memory, resource, rotation, sizeBytes }, h) => {
    const path = () => `heaps[${h}]`
    if (memory === 'imported' && (resource === undefined || !imports.has(resource)))
      refuse('An imported heap names a resource of "imports"', path)
    if (rotation && memory !== 'device') refuse('Only device heaps rotate', path)
    rotate('heap', rotation, sizeBytes, path)
  })
  plan.textures.forEach((texture, t) => {
    const path = () => `textures[${t}]`
    if (texture.lifetime === 'imported' && (texture.resource === undefined || !imports.has(texture.resource)))
      refuse('An imported texture names a resource of "imports"', path)
    if (texture.heap !== undefined) {
      checkIndex(texture.heap, plan.heaps.length, 'heap', path)
      checkRange(texture.offset ?? 0, texture.sizeBytes, plan.heaps[texture.heap]!.sizeBytes, 'its heap', path)
    }
    if (texture.size.some((extent) => extent < 1) || texture.mipLevelCount < 1 || ![1, 4].includes(texture.sampleCount))
      refuse('A texture has extents and levels of at least 1, and 1 or 4 samples', path)
    rotate('texture', texture.rotation, texture.sizeBytes, path)
  })
  for (const [key, { count, slots }] of groups)
    if (slots.size !== count) refuse(`Rotation group ${key} has ${slots.size} of ${count} slots`, () => '')
}

function validatePlacements(plan: Plan): void {
  plan.placements.forEach(({ heap, offset = 0, sizeBytes, texture, first, last }, i) => {
    const path = () => `placements[${i}]`
    if (texture !== undefined) checkIndex(texture, plan.textures.length, 'texture', path)
    else if (heap === undefined) refuse('A placement names a heap or a texture', path)
    if (heap !== undefined) {
      checkIndex(heap, plan.heaps.length, 'heap', path)
      checkRange(offset, sizeBytes, plan.heaps[heap]!.sizeBytes, 'its heap', path)
    }
    for (const position of [first, last]) {
      if (!position) continue
      checkIndex(position[0], plan.submissions.length, 'submission', path)
      checkIndex(position[1], plan.submissions[position[0]]!.commands.length, 'command', path)
    }
  })
}

function validateTimeline(plan: Plan, bodies: ReadonlySet<string>): void {
  const inputs = namesOf(plan.inputs, 'inputs')
  const outputs = namesOf(plan.outputs, 'outputs')
  let submitted = 0
  plan.timeline.forEach((step: Step, i) => {
    const path = () => `timeline[${i}]`
    if (step.do === 'submit') {
      if (step.submission !== submitted)
        refuse(`Submission ${submitted} is due here: each is submitted once, in order`, path)
      checkIndex(step.submission, plan.submissions.length, 'submission', path)
      submitted++
      return
    }
    for (const submission of step.after)
      if (submission >= submitted)
        refuse(`The step waits for submission ${submission}, which was not submitted before it`, path)
    if (step.do === 'host') {
      if (!bodies.has(step.body)) refuse(`The body ${JSON.stringify(step.body)} is not listed in "bodies"`, path)
      for (const name of step.consumes)
        if (!outputs.has(name)) refuse(`There is no output ${JSON.stringify(name)}`, path)
    } else
      step.copies.forEach((copy, c) => {
        const { memory } =
          plan.heaps[copy.heap] ?? refuse(`There is no heap ${copy.heap}`, () => `timeline[${i}].copies[${c}]`)
        const suits = memory === 'device' || memory === (step.do === 'write' ? 'upload' : 'readback')
        if (!suits) refuse(`The host cannot ${step.do} ${memory} memory`, () => `timeline[${i}].copies[${c}]`)
        validateHostCopy(plan, copy, step.do === 'write' ? inputs : outputs, () => `timeline[${i}].copies[${c}]`)
      })
  })
  if (submitted !== plan.submissions.length) refuse(`Submission ${submitted} is never submitted`, () => 'timeline')
}

function namesOf(list: readonly { name: string; sizeBytes: number }[], path: string): Map<string, number> {
  const sizes = new Map(list.map(({ name, sizeBytes }) => [name, sizeBytes]))
  if (sizes.size !== list.length) refuse('A name stands twice', () => path)
  return sizes
}

function validateHostCopy(plan: Plan, copy: HostCopy, names: ReadonlyMap<string, number>, path: Path): void {
  const { name, nameOffset, heap, offset, size, rows } = copy
  const sizeBytes = names.get(name) ?? refuse(`There is no input or output ${JSON.stringify(name)}`, path)
  checkRange(nameOffset, size, sizeBytes, JSON.stringify(name), path)
  if (!rows) return checkRange(offset, size, plan.heaps[heap]!.sizeBytes, 'the heap', path)
  if (rows.count < 1 || rows.tightBytes > rows.pitchBytes || rows.count * rows.tightBytes !== size)
    refuse('Rows are at least one, no wider than their pitch, and together the size of the copy', path)
  return checkRange(
    offset,
    (rows.count - 1) * rows.pitchBytes + rows.tightBytes,
    plan.heaps[heap]!.sizeBytes,
    'the heap',
    path,
  )
}
