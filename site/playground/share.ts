/** The state of the playground as the part of a link after `#`: compressed, so that nothing is sent anywhere. */
export interface Shown {
  readonly text: string
  readonly profile: string
  readonly objective: string
}

/** Longer addresses are refused, or cut, by browsers and by what links are sent with. */
const longest = 2 ** 20

/** @returns undefined for what is too large for a link */
export async function toHash(shown: Shown): Promise<string | undefined> {
  const bytes = await through(new TextEncoder().encode(JSON.stringify(shown)), new CompressionStream('deflate-raw'))
  if (bytes.byteLength > longest / 1.4) return undefined
  let binary = ''
  for (const byte of bytes) binary += String.fromCharCode(byte)
  return btoa(binary).replaceAll('+', '-').replaceAll('/', '_').replaceAll('=', '')
}

/** @returns undefined for a link that holds nothing that can be shown */
export async function fromHash(hash: string): Promise<Shown | undefined> {
  try {
    const binary = atob(hash.replaceAll('-', '+').replaceAll('_', '/'))
    const bytes = Uint8Array.from(binary, (character) => character.charCodeAt(0))
    const shown: unknown = JSON.parse(
      new TextDecoder().decode(await through(bytes, new DecompressionStream('deflate-raw'))),
    )
    const { text, profile, objective } = shown as Record<string, unknown>
    if (typeof text !== 'string' || typeof profile !== 'string' || typeof objective !== 'string') return undefined
    return { text, profile, objective }
  } catch {
    return undefined
  }
}

/** A link may claim to be small and unpack to much; so much is a document of the playground at most. */
const mostBytes = 16 * 2 ** 20

async function through(bytes: Uint8Array<ArrayBuffer>, stream: GenericTransformStream): Promise<Uint8Array> {
  const reader = new Blob([bytes])
    .stream()
    .pipeThrough<Uint8Array>(stream as never)
    .getReader()
  const parts: Uint8Array[] = []
  let total = 0
  for (;;) {
    const { done, value } = await reader.read()
    if (done) break
    total += value.byteLength
    if (total > mostBytes) {
      await reader.cancel()
      throw new RangeError('the link holds too much')
    }
    parts.push(value)
  }
  const all = new Uint8Array(total)
  let at = 0
  for (const part of parts) {
    all.set(part, at)
    at += part.byteLength
  }
  return all
}
