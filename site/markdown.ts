/** Markdown of the repository as HTML of the site. */
import { deflateRawSync } from 'node:zlib'
import { readFileSync } from 'node:fs'
import { Marked } from 'marked'

export interface Text {
  readonly html: string
  /** Headings of the second level. */
  readonly parts: readonly { readonly id: string; readonly title: string }[]
}

/** @param source the file, from the root of the repository @param linkFrom where a link of that file leads on the site */
export function htmlOf(source: string, linkFrom: (source: string, href: string) => string): Text {
  const parts: { id: string; title: string }[] = []
  const markdown = new Marked({
    renderer: {
      heading({ tokens, depth, text }) {
        const html = this.parser.parseInline(tokens)
        const id = slug(text)
        if (depth === 2) parts.push({ id, title: this.parser.parseInline(tokens, this.parser.textRenderer) })
        return `<h${depth} id="${id}">${html}</h${depth}>\n`
      },
      link({ href, tokens }) {
        return `<a href="${escape(linkFrom(source, href))}">${this.parser.parseInline(tokens)}</a>`
      },
      image({ href, text }) {
        return `<img src="${escape(linkFrom(source, href))}" alt="${escape(text)}">`
      },
      // Lines may be long: whoever has no mouse scrolls them with the keys of a focused block.
      code({ text, lang }) {
        const shown = lang === 'json' ? linkOf(text) : undefined
        const link = shown === undefined ? '' : `<p class="try"><a href="${shown}">Open in the playground</a></p>\n`
        return `<pre tabindex="0"><code>${escape(text)}</code></pre>\n${link}`
      },
      // On a narrow screen a row is a list (site.css), in which each cell has the name of its column. The roles are those of tables, which
      // browsers forget where cells are laid out as blocks.
      table({ header, rows }) {
        const inline = (cell: (typeof header)[number]) => this.parser.parseInline(cell.tokens)
        const heads = header.map((cell) => `<th role="columnheader">${inline(cell)}</th>`).join('')
        const body = rows.map((row) => {
          const cells = row.map(
            (cell, i) =>
              `<td role="cell"${placeOf(cell.text)} data-column="${escape(header[i]!.text)}">${inline(cell)}</td>`,
          )
          return `<tr role="row">${cells.join('')}</tr>\n`
        })
        return `<table role="table"><thead role="rowgroup"><tr role="row">${heads}</tr></thead>\n<tbody role="rowgroup">${body.join('')}</tbody></table>\n`
      },
    },
  })
  const html = markdown.parse(readFileSync(new URL(`../${source}`, import.meta.url), 'utf8'), { async: false })
  return { html, parts }
}

/** The address that opens a text in the playground (playground/share.ts reads it); undefined for what is no whole document. */
function linkOf(text: string): string | undefined {
  const { version, passes } = JSON.parse(text) as { version?: unknown; passes?: unknown }
  if (version === undefined || passes === undefined) return undefined
  const shown = JSON.stringify({ text: `${text}\n`, profile: 'vulkan', objective: 'balanced' })
  return `playground.html#${deflateRawSync(shown).toString('base64url')}`
}

/** An error's code in a table is a place that links lead to. */
function placeOf(text: string): string {
  const code = /^`([A-Z_]+)`$/.exec(text)?.[1]
  return code === undefined ? '' : ` id="${code}"`
}

const slug = (text: string) =>
  text
    .toLowerCase()
    .replaceAll(/[^\p{L}\p{N} _-]/gu, '')
    .replaceAll(' ', '-')

export const escape = (text: string): string =>
  text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;').replaceAll('"', '&quot;')
