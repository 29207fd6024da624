/** The texts of errors, whatever they are about. */
import { expect, it } from 'vitest'
import { invalidImport, issueOf } from '../src/errors.ts'

it('end in their place: in the line of a short message, in a line of its own below what a compiler or driver draws', () => {
  const of = (why: string) => invalidImport('canvas', why)
  expect(of('it is gone').message).toBe('The import "canvas" cannot be used: it is gone (imports.canvas)')
  const drawn = of('refused:\n  texture\n  ^^^^\n\n')
  expect(drawn.message).toBe('The import "canvas" cannot be used: refused:\n  texture\n  ^^^^\n(imports.canvas)')
  expect(issueOf(drawn).message).toBe('The import "canvas" cannot be used: refused:\n  texture\n  ^^^^')
})
