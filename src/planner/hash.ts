/** The content hash of a plan: SHA-256 of its canonical JSON. */
import { sha256 } from '@noble/hashes/sha2.js'
import { bytesToHex } from '@noble/hashes/utils.js'
import type { Plan } from './plan.ts'

const encoder = new TextEncoder()

/**
 * Hex SHA-256 of the plan's JSON without its `hash`, keys in the order of the document. A plan read back from JSON hashes the
 * same, because JSON keeps the order of keys.
 */
export function hashPlan(plan: Omit<Plan, 'hash'>): string {
  return bytesToHex(sha256(encoder.encode(JSON.stringify({ ...plan, hash: undefined }))))
}
