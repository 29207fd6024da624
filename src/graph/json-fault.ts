/**
 * The place where text stops being JSON. Engines word and place their syntax errors differently, so the place is found here,
 * and only after `JSON.parse` has refused. Iterative, and without a pattern that backtracks over a long string; O(characters).
 */

const space = /[ \t\n\r]*/y
const scalar = /-?(?:0|[1-9]\d*)(?:\.\d+)?(?:[eE][+-]?\d+)?|true|false|null/y

/** Offset of the first character that cannot stand where it does; the length of the text when it just ends too early. */
export function jsonFault(text: string): number {
  const closers: string[] = []
  let at = 0
  const match = (pattern: RegExp): boolean => {
    pattern.lastIndex = at
    if (!pattern.test(text)) return false
    at = pattern.lastIndex
    return true
  }
  /** The kind of token that may come next. */
  let state: 'value' | 'value-or-close' | 'key' | 'key-or-close' | 'after' = 'value'
  for (;;) {
    match(space)
    const c = text[at]
    if (c === undefined) return at
    if (state === 'after') {
      const closer = closers[closers.length - 1]
      if (c === ',' && closer !== undefined) state = closer === '}' ? 'key' : 'value'
      else if (c === closer) closers.pop()
      else return at
      at++
    } else if (c === closers[closers.length - 1] && state.endsWith('close')) {
      closers.pop()
      at++
      state = 'after'
    } else if (c === '"') {
      const string = scanString(text, at)
      if (!string.closed) return string.end
      at = string.end
      if (state === 'key' || state === 'key-or-close') {
        match(space)
        if (text[at] !== ':') return at
        at++
        state = 'value'
      } else state = 'after'
    } else if (state === 'key' || state === 'key-or-close') {
      return at
    } else if (c === '{' || c === '[') {
      closers.push(c === '{' ? '}' : ']')
      at++
      state = c === '{' ? 'key-or-close' : 'value-or-close'
    } else {
      if (!match(scalar)) return at
      state = 'after'
    }
  }
}

/**
 * Scans a string from its opening quote. `end` is behind the closing quote, or at the first character that no string may hold.
 */
function scanString(text: string, start: number): { readonly end: number; readonly closed: boolean } {
  let at = start + 1
  for (; at < text.length; at++) {
    const c = text[at]!
    if (c === '"') return { end: at + 1, closed: true }
    if (c < ' ') break
    if (c !== '\\') continue
    const escape = text[at + 1]
    if (escape === undefined) return { end: text.length, closed: false }
    if (escape === 'u') {
      for (let digit = 0; digit < 4; digit++) {
        const d = text[at + 2 + digit]
        if (d === undefined || !/[0-9a-fA-F]/.test(d))
          return { end: Math.min(text.length, at + 2 + digit), closed: false }
      }
      at += 5
    } else {
      if (!'"\\/bfnrt'.includes(escape)) return { end: at + 1, closed: false }
      at++
    }
  }
  return { end: at, closed: false }
}
