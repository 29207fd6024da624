/** The shape of a plan from anywhere, by schema. What its numbers mean is checked after it. */
import { invalidPlan, isMemkitError, issueOf, withIssues } from '../../errors.ts'
import { checkKind, wantedPlan } from '../../graph/document-kinds.ts'
import { explain } from '../../graph/issues.ts'
import { jsonPath } from '../../graph/json-path.ts'
import { named } from '../../graph/named-places.ts'
import { plainCopy } from '../../graph/plain-copy.ts'
import { compileAccepts, type Accepts } from '../../schema/accepts.ts'
import { firstIssues } from '../../schema/first-issues.ts'
import { parse } from '../../schema/parse.ts'
import { planSchema, type Plan } from '../document.ts'
import { isTrustedObject } from '../trusted.ts'
import { planPlace } from './named-places.ts'

/** Compiled at the first plan: importing this module does no work. */
let acceptsPlan: Accepts | undefined

/**
 * Tells something of a plan that may come from anywhere, be of any device, and have been changed by hand: one that this process made or
 * checked is taken as it is, of any other a frozen copy.
 * @throws MemkitError INVALID_PLAN with the path of the first fault of its shape, or where its numbers lead nowhere; WRONG_DOCUMENT
 */
export function tellOf<Told>(given: unknown, tell: (plan: Plan) => Told): Told {
  if (isTrustedObject(given)) return tell(given)
  const plan = ofSchema(given)
  try {
    return tell(plan)
  } catch (error) {
    if (isMemkitError(error)) throw error
    // Which number it is, only a check for a device could say.
    throw invalidPlan(
      'The plan is not valid: it names things by numbers that lead nowhere',
      undefined,
      undefined,
      error,
    )
  }
}

/** A frozen copy of a document that has the shape of a plan. @throws MemkitError INVALID_PLAN, WRONG_DOCUMENT */
export function ofSchema(given: unknown): Plan {
  acceptsPlan ??= compileAccepts(planSchema)
  const document = copied(given)
  if (acceptsPlan(document)) return document as Plan
  const issues = firstIssues(planSchema, document)
  if (issues.count === 0) return parse(planSchema, document).value as Plan
  checkKind(document, wantedPlan)
  const errors = issues.first.map((issue) => {
    const { path, message } = explain(issue, document, planSchema)
    return named(invalidPlan(`The plan is not valid: ${message}`, jsonPath(path) || undefined), document, planPlace)
  })
  throw withIssues(errors[0]!, errors.map(issueOf), issues.count)
}

function copied(document: unknown): unknown {
  try {
    return plainCopy(document)
  } catch (error) {
    if (isMemkitError(error)) throw invalidPlan(`The plan cannot be read: ${error.message}`, error.path)
    throw error
  }
}
