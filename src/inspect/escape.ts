/** Ids may hold anything; in each of the formats they stay text. */

/** Characters that XML cannot hold at all, escaped or not: controls, lone surrogates, non-characters. */
const notXml = /[^\t\n\r\P{Cc}]|\p{Cs}|[\ufffe\uffff]/gu

const entities: Readonly<Record<string, string>> = {
  '&': '&amp;',
  '<': '&lt;',
  '>': '&gt;',
  '"': '&quot;',
  "'": '&#39;',
}

/** Text in an element or a quoted attribute of XML or HTML. */
export const escapeXml = (text: string): string =>
  text.replace(notXml, '\ufffd').replace(/[&<>"']/g, (character) => entities[character]!)

/** JSON inside a script element: no `<` of its own, so that nothing in it ends the element or begins a comment. */
export const escapeScriptJson = (json: string): string => json.replace(/</g, '\\u003c')

/** A quoted string of DOT, with line breaks and entities taken as text. */
export const quoteDot = (text: string): string =>
  `"${text
    .replace(notXml, '\ufffd')
    .replace(/\\/g, '\\\\')
    .replace(/"/g, '\\"')
    .replace(/&/g, '&amp;')
    .replace(/\r\n|\r|\n/g, '\\n')}"`
