/** The differences of two plans as a text, from data that may have come through a file. */
import { invalidOption, printable } from '../../errors.ts'
import { isObject } from '../../given.ts'
import { plainCopy } from '../../graph/plain-copy.ts'
import { planAreas } from './entries.ts'
import type { PlanDiff } from './types.ts'
import { addressLines, differenceLines, figureLines } from './words.ts'

/**
 * The differences, in lines: figures first, then each area with what was added (`+`), removed (`-`), changed (both) and moved (`↕`).
 * `equal` where nothing does. Ends in a line break.
 * @throws MemkitError INVALID_OPTION for what is no difference of plans, UNREADABLE_VALUE
 */
export function formatPlanDiff(diff: PlanDiff): string {
  const { equal, figures, differences: all } = readDiff(diff)
  if (equal) return 'equal\n'
  const sections = [
    ...(figures.length === 0 ? [] : [['figures', ...figures.flatMap(figureLines)]]),
    ...planAreas.flatMap((area) => {
      const differences = all.filter((difference) => difference.area === area)
      if (differences.length === 0) return []
      return [[area, ...(area === 'addresses' ? addressLines(differences) : differences.flatMap(differenceLines))]]
    }),
  ]
  return printable(`${sections.map((section) => section.join('\n')).join('\n\n')}\n`)
}

/** A copy that has the shape of a difference. */
function readDiff(given: PlanDiff): PlanDiff {
  if (!isObject(given)) throw invalidOption('diff', given, 'what diffPlans gives')
  const diff = plainCopy(given, undefined, ['diff']) as unknown as PlanDiff
  const { equal, figures, differences } = diff
  if (typeof equal !== 'boolean') throw invalidOption('diff.equal', equal, 'true or false')
  checkEntries(
    figures,
    'diff.figures',
    ({ figure, before, after }) => typeof figure === 'string' && isFigure(before) && isFigure(after),
  )
  checkEntries(
    differences,
    'diff.differences',
    ({ area, kind, id, before, after }) =>
      (planAreas as readonly unknown[]).includes(area) &&
      kinds.includes(kind) &&
      typeof id === 'string' &&
      isText(before) &&
      isText(after),
  )
  return diff
}

const kinds: readonly unknown[] = ['added', 'removed', 'changed', 'moved']
const isText = (value: unknown): boolean => value === undefined || typeof value === 'string'
const isFigure = (value: unknown): boolean => isText(value) || typeof value === 'number' || typeof value === 'boolean'

function checkEntries(list: unknown, place: string, isOne: (entry: Record<string, unknown>) => boolean): void {
  if (!Array.isArray(list)) throw invalidOption(place, list, 'a list, as diffPlans gives it')
  list.forEach((entry: unknown, i) => {
    if (!isObject(entry) || !isOne(entry as Record<string, unknown>))
      throw invalidOption(`${place}[${i}]`, entry, 'a difference, as diffPlans gives it')
  })
}
