/** Labels in boxes. */
import type { Drawing } from './drawing.ts'
import { fitted, textWidth } from './surface.ts'

/** A label in a box: along it where it fits, else upwards, else none. */
export function drawLabel(
  { surface, theme, view, x }: Drawing,
  label: string,
  [left, top, width, height]: readonly [number, number, number, number],
): void {
  // The label of a box that is partly outside stays in sight.
  const from = Math.max(left, x(view.begin))
  const room = Math.min(left + width, x(view.end)) - from - 6
  const fits = textWidth(label) <= room
  if (fits || (room > textWidth('123456') && height < room * 1.5)) {
    surface.text(from + 3, top + Math.min(height / 2, 9), fitted(label, room), { fill: theme.text })
  } else if (width >= 12 && height > 24)
    surface.text(left + width / 2, top + height - 4, fitted(label, height - 8), { fill: theme.text, upwards: true })
}
