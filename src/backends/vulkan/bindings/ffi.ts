import { requireOptional } from '../../../require-optional.ts'

export type Ffi = typeof import('koffi').default

let loaded: Ffi | undefined

/**
 * koffi, the foreign function interface through which every Vulkan call goes. An optional peer, so it is loaded on first use.
 *
 * @throws Error when it is not installed
 */
export function loadFfi(): Ffi {
  try {
    return (loaded ??= requireOptional('koffi') as Ffi)
  } catch (cause) {
    throw new Error('The Vulkan backend needs the package koffi, which could not be loaded: npm install koffi', {
      cause,
    })
  }
}
