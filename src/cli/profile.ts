/** A device profile by the name of a preset, or from a file. */
import { parseJsonText } from '../graph/json-text.ts'
import { parseProfile, profiles, type DeviceProfile } from '../index.ts'
import { readBytes, type Source } from './files.ts'
import { locating } from './located.ts'
import { suggestion, UsageError } from './usage.ts'

export const profileIsFile = (nameOrFile: string): boolean => !Object.hasOwn(profiles, nameOrFile)

/** @throws UsageError for a name that is neither a preset nor a file; DocumentError where the file holds no profile */
export async function readProfile(nameOrFile: string, source: Source): Promise<DeviceProfile> {
  if (!profileIsFile(nameOrFile)) return profiles[nameOrFile as keyof typeof profiles]
  const bytes = await readBytes(nameOrFile, source).catch((error: unknown) => {
    throw error instanceof UsageError && /ENOENT/.test(error.message) ? noProfile(nameOrFile) : error
  })
  return locating({ path: nameOrFile, bytes }, () => parseProfile(parseJsonText(bytes)))
}

const noProfile = (name: string): UsageError =>
  new UsageError(
    `--profile takes ${presets.join(', ')} or a file; there is no file ${JSON.stringify(name)}${suggestion(name, presets)}`,
  )

const presets = Object.keys(profiles)
