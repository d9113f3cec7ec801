import t from 'tap'
import { deadLinks } from '../../../site/check/dead-links.ts'

const origin = 'http://127.0.0.1:1'
const pages = [
  {
    url: `${origin}/`,
    ids: ['top'],
    links: [`${origin}/a/`, `${origin}/a/#here`, `${origin}/#top`, 'https://example.com/']
  },
  { url: `${origin}/a/`, ids: ['here', 'caf\u00e9'], links: [`${origin}/a/#caf%C3%A9`] }
]

t.test('links to pages, anchors, files and other sites', async t => {
  const files = new Set([`${origin}/files/a.yaml`])
  const more = [{ url: `${origin}/b/`, ids: [], links: [`${origin}/files/a.yaml`] }]
  t.strictSame(deadLinks([...pages, ...more], origin, files), [])
})

for (const [link, problem] of [
  ['/nowhere/', 'no such page'],
  ['/a', 'no such page'],
  ['/a/#nowhere', 'no such anchor'],
  ['/files/b.yaml', 'no such page']
] as const)
  t.test(`the link ${link}`, async t => {
    const page = { url: `${origin}/c/`, ids: [], links: [`${origin}${link}`] }
    t.strictSame(deadLinks([...pages, page], origin, new Set()), [
      `${origin}/c/ links to ${origin}${link}: ${problem}`
    ])
  })

t.test('a link to another site has to be https', async t => {
  const page = { url: `${origin}/c/`, ids: [], links: ['http://example.com/', 'mailto:a@b.c'] }
  t.strictSame(deadLinks([page], origin, new Set()), [
    `${origin}/c/ links to http://example.com/: not https`
  ])
})
