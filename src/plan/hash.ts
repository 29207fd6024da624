/** The content hash of a plan: SHA-256 of its canonical JSON. */
import { sha256 } from '@noble/hashes/sha2.js'
import { bytesToHex } from '@noble/hashes/utils.js'
import type { Plan } from './document.ts'

interface NodeCrypto {
  createHash(name: 'sha256'): { update(text: string, encoding: 'utf8'): { digest(encoding: 'hex'): string } }
}

/**
 * Node's own SHA-256 where there is one: the same digest, many times faster on a plan of megabytes. Loaded when a hash is first
 * asked for, because it takes a tenth of the import of the package.
 */
let nodeCrypto: NodeCrypto | undefined | 'not asked' = 'not asked'

const loadNodeCrypto = (): NodeCrypto | undefined =>
  (globalThis as { process?: { getBuiltinModule?(name: string): unknown } }).process?.getBuiltinModule?.(
    'node:crypto',
  ) as NodeCrypto | undefined

/** Hex SHA-256 of a text in UTF-8. */
export function sha256Hex(text: string): string {
  if (nodeCrypto === 'not asked') nodeCrypto = loadNodeCrypto()
  return nodeCrypto
    ? nodeCrypto.createHash('sha256').update(text, 'utf8').digest('hex')
    : bytesToHex(sha256(new TextEncoder().encode(text)))
}

/**
 * Hex SHA-256 of the plan's JSON without its `hash`, keys in the order of the document. A plan read back from JSON hashes the
 * same, because JSON keeps the order of keys.
 */
export function hashPlan(plan: Omit<Plan, 'hash'>): string {
  return sha256Hex(JSON.stringify({ ...plan, hash: undefined }))
}

/** The plan with its hash, which is made when it is first asked for: on a plan of 10^5 passes it costs as much as a phase. */
export function withHash(plan: Omit<Plan, 'hash'>): Plan {
  const content = { ...plan }
  let hash: string | undefined
  return Object.defineProperty(plan, 'hash', {
    enumerable: true,
    configurable: true,
    get: () => (hash ??= hashPlan(content)),
  }) as Plan
}
