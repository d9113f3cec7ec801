import { existsSync } from 'node:fs'
import t from 'tap'
import { anchorsOf, documents, read, root } from './files.ts'

/** The links of a document to files and headings of this repository. */
function linksIn(markdown: string): string[] {
  const links = [...markdown.matchAll(/\]\(([^)\s]+)\)/g)].map(([, link = '']) => link)
  return links.filter(link => !/^[a-z]+:/.test(link))
}

for (const path of documents()) {
  t.test(`links of ${path}`, async t => {
    for (const link of linksIn(read(path))) {
      const target = new URL(link, new URL(path, root))
      t.ok(existsSync(new URL(target.pathname, 'file:')), `${link} exists`)
      if (target.hash === '') continue
      const { pathname } = target
      const file = pathname.slice(root.pathname.length)
      t.ok(
        anchorsOf(read(file)).includes(decodeURIComponent(target.hash.slice(1))),
        `${link} is a heading there`
      )
    }
  })
}

t.test('there are documents, and links in them', async t => {
  t.ok(documents().length > 10)
  t.ok(linksIn(read('README.md')).length > 10)
  t.strictSame(anchorsOf('# Not Ready?\n## On `your` cluster'), ['not-ready', 'on-your-cluster'])
})
