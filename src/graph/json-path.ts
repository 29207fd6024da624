/** Places in a document as text: `passes[3].to.offset`. */

const plainKey = /^[A-Za-z_$][\w$]*$/

export function jsonPath(keys: readonly PropertyKey[]): string {
  let path = ''
  for (const key of keys) {
    if (typeof key === 'number') path += `[${key}]`
    else if (plainKey.test(String(key))) path += path === '' ? String(key) : `.${String(key)}`
    else path += `[${JSON.stringify(shortened(String(key)))}]`
  }
  return path
}

/** The keys of a path that `jsonPath` made. One that was shortened there leads nowhere. */
export function pathKeys(path: string): (string | number)[] {
  const keys: (string | number)[] = []
  const step = /\.?([A-Za-z_$][\w$]*)|\[(\d+)\]|\[("(?:[^"\\]|\\.)*")\]/y
  while (step.lastIndex < path.length) {
    const [whole, name, index, quoted] = step.exec(path) ?? []
    if (whole === undefined) break
    keys.push(name ?? (index === undefined ? (JSON.parse(quoted!) as string) : Number(index)))
  }
  return keys
}

/** A key shortened for messages: a hostile key of a megabyte does not make a message of a megabyte. */
const shortened = (key: string): string => (key.length > 80 ? `${key.slice(0, 77)}…` : key)
