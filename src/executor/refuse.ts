/** The checks that the validation of plans is made of. */
import { invalidPlan } from '../errors.ts'

export type Path = () => string
export const refuse = (message: string, path: Path): never => {
  throw invalidPlan(message, path())
}
/** Compares by subtraction: no sum can round. */
export const checkRange = (offset: number, size: number, limit: number, what: string, path: Path): void => {
  if (offset > limit || size > limit - offset)
    refuse(`offset ${offset} and size ${size} reach past the end of ${what} (${limit} bytes)`, path)
}
export const checkIndex = (index: number, count: number, what: string, path: Path): void => {
  if (index >= count) refuse(`There is no ${what} ${index}; the plan has ${count}`, path)
}
