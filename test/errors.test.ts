/** The texts of errors, whatever they are about. */
import { expect, it } from 'vitest'
import { invalidImport } from '../src/errors.ts'

it('end in their place, behind what a driver says and the empty lines that it says last', () => {
  const { message } = invalidImport('canvas', 'refused:\n  texture\n  ^^^^\n\n')
  expect(message).toBe('The import "canvas" cannot be used: refused:\n  texture\n  ^^^^ (imports.canvas)')
})
