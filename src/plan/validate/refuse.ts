/** The elementary checks of which the validation of plans is made. */
import { counted, invalidPlan } from '../../errors.ts'

export type Path = () => string
export const refuse = (message: string, path: Path): never => {
  throw invalidPlan(message, path())
}
/** A path inside another one: `at(path, 'color', 0)`. */
export const at =
  (path: Path, key: string, index?: number): Path =>
  () =>
    `${path()}.${key}${index === undefined ? '' : `[${index}]`}`
/** Refuses a range that exceeds a limit. Compares by subtraction, because a sum could round. */
export const checkRange = (
  offset: number,
  size: number,
  limit: number,
  what: string | (() => string),
  path: Path,
): void => {
  if (offset > limit || size > limit - offset)
    refuse(
      `Offset ${offset} and size ${size} reach past the end of ${typeof what === 'string' ? what : what()} (${counted(limit, 'byte')})`,
      path,
    )
}
/** The words for a number of the plan that leads nowhere. */
export const noSuch = (what: string, index: number, count: number): string =>
  `No ${what} has the number ${index}: there ${count === 1 ? 'is' : 'are'} ${counted(count, what)}, counted from 0`
export const checkIndex = (index: number, count: number, what: string, path: Path): void => {
  if (index >= count) refuse(noSuch(what, index, count), path)
}
export const checkLimit = (value: number, name: string, limit: number, path: Path): void => {
  if (value > limit) refuse(`${value} is above the device's ${name} of ${limit}`, path)
}
/** Refuses a name that is among those so far. */
export const checkNew = <T>(taken: { has(name: T): boolean }, name: T, what: string, path: Path): void => {
  if (taken.has(name)) refuse(`The ${what} ${JSON.stringify(name)} stands twice`, path)
}
/** Refuses a name that appeared before. @param taken the names so far; `name` is added */
export const checkFirst = <T extends string | number>(taken: Set<T>, name: T, what: string, path: Path): void => {
  checkNew(taken, name, what, path)
  taken.add(name)
}
