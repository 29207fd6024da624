/** Letters of 3 × 5 dots for the plot: a row of dots is an octal digit. */
const glyphs: Readonly<Record<string, string>> = {
  ' ': '00000',
  '.': '00002',
  ',': '00024',
  ':': '02020',
  '-': '00700',
  '/': '11244',
  0: '75557',
  1: '26227',
  2: '61247',
  3: '61216',
  4: '55711',
  5: '74616',
  6: '34757',
  7: '71244',
  8: '75757',
  9: '75716',
  A: '25755',
  B: '65656',
  C: '34443',
  D: '65556',
  E: '74647',
  F: '74644',
  G: '34553',
  H: '55755',
  I: '72227',
  J: '11152',
  K: '55655',
  L: '44447',
  M: '57755',
  N: '65555',
  O: '25552',
  P: '65644',
  Q: '25563',
  R: '65655',
  S: '34216',
  T: '72222',
  U: '55557',
  V: '55522',
  W: '55775',
  X: '55255',
  Y: '55222',
  Z: '71247',
}

export const letterWidth = 4

/** The dots of a text, from its upper left. Small letters become large ones; what has no glyph is a gap. */
export function* dotsOf(text: string): Generator<readonly [x: number, y: number]> {
  for (const [i, letter] of [...text.toUpperCase()].entries())
    for (const [y, row] of [...(glyphs[letter] ?? '00000')].entries())
      for (let x = 0; x < 3; x++) if ((Number(row) >> (2 - x)) & 1) yield [i * letterWidth + x, y]
}
