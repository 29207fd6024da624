/** Errors of a document that was read from a file: all of its faults, each with line and column. */
import { isMemkitError, issueOf, type MemkitError } from '../errors.ts'
import { textPosition, type TextPosition } from '../graph/text-position.ts'
import { positionsOf } from './positions.ts'

/** A file that was read: the name for messages, and the text's bytes. */
export interface ReadFile {
  readonly path: string
  readonly bytes: Uint8Array
}

/** An error of a document, with the file that the document came from. */
export class DocumentError extends Error {
  readonly error: MemkitError
  readonly file: ReadFile

  constructor(error: MemkitError, file: ReadFile) {
    super(error.message, { cause: error })
    this.error = error
    this.file = file
  }
}

/** Runs work on a document; what it finds at fault in it becomes a DocumentError. */
export function locating<Result>(file: ReadFile, work: () => Result): Result {
  try {
    return work()
  } catch (error) {
    throw located(error, file)
  }
}

export const located = (error: unknown, file: ReadFile): unknown =>
  isMemkitError(error) && (error.phase === 'parse' || error.phase === 'plan' || error.details.issues)
    ? new DocumentError(error, file)
    : error

/** A line for each fault, in the order of the file, and one more where not all are listed. */
export function describeFaults({ error, file }: DocumentError): string[] {
  const { issues = [issueOf(error)], issueCount = 1 } = error.details
  const text = new TextDecoder().decode(file.bytes)
  const places = issues.map(({ message, path = '', code }) => ({
    path,
    ofKey: code === 'DUPLICATE_KEY' || /\bunknown field "/i.test(message),
  }))
  const positions = ['INVALID_JSON', 'TOO_DEEP'].includes(error.code) ? undefined : positionsOf(text, places)
  const name = file.path === '-' ? '<stdin>' : file.path
  const lines = issues
    .map((issue, i) => ({ issue, at: positions?.get(places[i]!) ?? ofSyntax(error, text) }))
    .sort((a, b) => a.at.line - b.at.line || a.at.column - b.at.column)
    .map(({ issue, at }) => {
      const place = `${name}:${at.line}:${at.column}`
      return `${issue.code}: ${issue.message} (${issue.path === undefined ? '' : `${issue.path}, `}${place})`
    })
  if (issueCount > issues.length) lines.push(`${issues.length} faults are shown, of at least ${issueCount}`)
  return lines
}

/** The position that an error of JSON's grammar tells, or that of its offset. */
function ofSyntax({ details }: MemkitError, text: string): TextPosition {
  return textPosition(text, typeof details['offset'] === 'number' ? details['offset'] : 0)
}
