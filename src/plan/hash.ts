/** The content hash of a plan: SHA-256 of its canonical JSON. */
import { sha256 } from '@noble/hashes/sha2.js'
import { bytesToHex } from '@noble/hashes/utils.js'
import { builtinModule } from '../builtin-module.ts'
import { keptWith } from '../graph/kept-with.ts'
import type { Plan } from './document.ts'
import { hasFewEntries, visitJson } from './json-pieces.ts'

interface Digest {
  update(text: string, encoding: 'utf8'): unknown
  digest(encoding: 'hex'): string
}

interface NodeCrypto {
  createHash(name: 'sha256'): Digest
  /** In one call; not in the oldest Node. */
  hash?(name: 'sha256', text: string, encoding: 'hex'): string
}

/**
 * Node's own SHA-256 where there is one: the same digest, many times faster on a plan of megabytes. Loaded when a hash is first
 * asked for, because it takes a tenth of the import of the package.
 */
let nodeCrypto: NodeCrypto | undefined | 'not asked' = 'not asked'

const ofNode = (): NodeCrypto | undefined =>
  nodeCrypto === 'not asked' ? (nodeCrypto = builtinModule<NodeCrypto>('node:crypto')) : nodeCrypto

function newDigest(): Digest {
  const own = ofNode()
  if (own) return own.createHash('sha256')
  const hash = sha256.create()
  const encoder = new TextEncoder()
  return { update: (text) => hash.update(encoder.encode(text)), digest: () => bytesToHex(hash.digest()) }
}

/** Hex SHA-256 of a text in UTF-8. */
export function sha256Hex(text: string): string {
  const own = ofNode()
  if (own?.hash) return own.hash('sha256', text, 'hex')
  const digest = newDigest()
  digest.update(text, 'utf8')
  return digest.digest('hex')
}

/**
 * Hex SHA-256 of the plan's JSON without its `hash`, keys in the order of the document. A plan read back from JSON hashes the
 * same, because JSON keeps the order of keys. The text, which may be as large as the plan, is never held as a whole.
 */
export function hashPlan(plan: object): string {
  const content: Record<string, unknown> = {}
  // Reading the hash of a plan that was just made would make it.
  for (const key of Object.keys(plan)) if (key !== 'hash') content[key] = plan[key as keyof typeof plan]
  if (hasFewEntries(content, mostAtOnce)) return sha256Hex(JSON.stringify(content))
  const digest = newDigest()
  let text = ''
  visitJson(content, (piece) => {
    text += piece
    if (text.length < leastBytes) return
    digest.update(text, 'utf8')
    text = ''
  })
  digest.update(text, 'utf8')
  return digest.digest('hex')
}

/** Entries of the lists of a plan whose text is made as a whole, which takes half the time. */
const mostAtOnce = 2 ** 12

/** A digest takes longer to be called than for a text that is shorter than this. */
const leastBytes = 2 ** 14

/** The content that a plan was made of, and its hash once it was asked for. */
interface Made {
  readonly content: object
  hash: string | undefined
}

const madeOf = keptWith<object, Made>()

/** One property for all plans: with a getter each, V8 makes a dictionary of every plan, which takes a twentieth of a small plan's time. */
const hashProperty = {
  enumerable: true,
  configurable: true,
  get(this: object): string {
    return hashOf(this)
  },
}

/** The hash of a plan, or of what inherits from one; of a Proxy, the hash of what it shows. */
function hashOf(plan: object): string {
  for (let one: object | null = plan; one !== null; one = Object.getPrototypeOf(one) as object | null) {
    const made = madeOf.get(one)
    if (made) return (made.hash ??= hashPlan(made.content))
  }
  return hashPlan(plan)
}

/** The plan with its hash, which is made when it is first asked for: on a plan of 10^5 passes it costs as much as a phase. */
export function withHash(plan: Omit<Plan, 'hash'>): Plan {
  madeOf.set(plan, { content: { ...plan }, hash: undefined })
  return Object.defineProperty(plan, 'hash', hashProperty) as Plan
}

/**
 * The hash of what a plan of `withHash` holds now; undefined of anything else. Where its own was not asked for yet, and would be made of
 * the same, it is this one: who compares the two does not wait for the same work twice.
 */
export function hashOfMade(plan: unknown): string | undefined {
  const made = typeof plan === 'object' && plan !== null ? madeOf.get(plan) : undefined
  if (!made) return undefined
  const hash = hashPlan(plan as object)
  if (made.hash === undefined && hasFields(plan as object, made.content)) made.hash = hash
  return hash
}

/** Whether a plan has these fields and no others but its hash, in the same order. */
function hasFields(plan: object, content: object): boolean {
  const keys = Object.keys(content) as (keyof typeof content)[]
  const found = Object.keys(plan).filter((key) => key !== 'hash')
  return found.length === keys.length && keys.every((key, i) => found[i] === key && plan[key] === content[key])
}
