import t from 'tap'
import { toPage } from '../../../site/page/to-page.ts'

const draw = (diagram: string) => `<svg>${diagram.trim()}</svg>`

t.test('title, description and text', async t => {
  const text = '# The `kubectl` plugin\nIt shows [one](doctor.md) thing. And more.\n\n## More\n'
  t.strictSame(toPage('docs/a.md', text, draw), {
    id: 'a',
    title: 'The kubectl plugin',
    description: 'It shows one thing.',
    body: 'It shows [one](../doctor/) thing. And more.\n\n## More\n'
  })
})

t.test('a text that begins with a table or code has no description', async t => {
  for (const begin of ['| a | b |\n|---|---|\n', '```sh\nls\n```\n', '## Part\n'])
    t.notOk(Object.hasOwn(toPage('docs/a.md', `# A\n${begin}`, draw), 'description'))
})

t.test('diagrams are drawn, and other code is not', async t => {
  const { body } = toPage('docs/a.md', '# A\n```mermaid\nA --> B\n```\n\n```sh\nls\n```\n', draw)
  t.equal(body, '<svg>A --> B</svg>\n\n```sh\nls\n```\n')
})

t.test('what cannot be a page is an error that names the file', async t => {
  t.throws(() => toPage('docs/a.md', 'No title\n', draw), /docs\/a\.md is no title/)
  t.throws(() => toPage('hooks/a.ts', '# A\n', draw), /hooks\/a\.ts is no page/)
})
