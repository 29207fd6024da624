/** Lines and columns of a text, as editors count them: a line ends with LF, CR LF, or CR alone. */

export interface TextPosition {
  /** From 1. */
  readonly line: number
  /** From 1, in UTF-16 units. */
  readonly column: number
}

/** The position of each of these offsets, which ascend. O(characters) */
export function textPositions(text: string, offsets: readonly number[]): TextPosition[] {
  const lineEnd = /\r\n?|\n/g
  let line = 1
  let start = 0
  let next = lineEnd.exec(text)
  return offsets.map((offset) => {
    for (; next && lineEnd.lastIndex <= offset; next = lineEnd.exec(text)) {
      line++
      start = lineEnd.lastIndex
    }
    return { line, column: offset - start + 1 }
  })
}

export const textPosition = (text: string, offset: number): TextPosition => textPositions(text, [offset])[0]!
