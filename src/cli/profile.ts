/** A device profile by the name of a preset, or from a file. */
import { invalidProfile } from '../errors.ts'
import { parseProfile, profiles, type DeviceProfile } from '../index.ts'
import { readBytes, type Source } from './files.ts'

export const profileIsFile = (nameOrFile: string): boolean => !Object.hasOwn(profiles, nameOrFile)

export async function readProfile(nameOrFile: string, source: Source): Promise<DeviceProfile> {
  if (!profileIsFile(nameOrFile)) return profiles[nameOrFile as keyof typeof profiles]
  const bytes = await readBytes(nameOrFile, source)
  let document: unknown
  try {
    document = JSON.parse(new TextDecoder('utf-8', { fatal: true }).decode(bytes))
  } catch (error) {
    throw invalidProfile(`${nameOrFile} is not valid JSON: ${(error as Error).message}`)
  }
  return parseProfile(document)
}
