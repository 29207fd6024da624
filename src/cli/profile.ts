/** A device profile by the name of a preset, or from a file. */
import { invalidProfile } from '../errors.ts'
import { parseProfile, profiles, type DeviceProfile } from '../index.ts'
import { readBytes } from './files.ts'
import type { Terminal } from './terminal.ts'

export async function readProfile(nameOrFile: string, terminal: Terminal): Promise<DeviceProfile> {
  if (Object.hasOwn(profiles, nameOrFile)) return profiles[nameOrFile as keyof typeof profiles]
  const bytes = await readBytes(nameOrFile, terminal)
  let document: unknown
  try {
    document = JSON.parse(new TextDecoder('utf-8', { fatal: true }).decode(bytes))
  } catch (error) {
    throw invalidProfile(`${nameOrFile} is not valid JSON: ${(error as Error).message}`)
  }
  return parseProfile(document)
}
