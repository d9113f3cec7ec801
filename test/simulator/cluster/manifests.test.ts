import t from 'tap'
import { readManifests } from '../../../simulator/cluster/manifests.ts'

const object = (name: string) => `apiVersion: v1\nkind: Namespace\nmetadata: {name: ${name}}\n`

t.test('lists are read as their items', async t => {
  const items = ['a', 'b'].map(name => `- {kind: X, apiVersion: v1, metadata: {name: ${name}}}`)
  const dir = t.testdir({
    'list.yaml': `apiVersion: v1\nkind: List\nitems:\n${items.join('\n')}\n---\n${object('c')}`,
    'named.yaml': `apiVersion: example.com/v1\nkind: XList\nitems:\n${items[0]}\n`,
    'empty.yaml': '---\n# nothing\n---\n'
  })
  const names = (file: string) => readManifests([`${dir}/${file}`]).map(o => o.metadata.name)
  t.strictSame(names('list.yaml'), ['a', 'b', 'c'])
  t.strictSame(names('named.yaml'), ['a'])
  t.strictSame(names('empty.yaml'), [])
  t.strictSame(readManifests([dir]).length, 4, 'a folder')
})

t.test('an error names the file, and the document or item', async t => {
  const dir = t.testdir({
    'text.yaml': 'just text\n',
    'second.yaml': `${object('a')}---\nkind: X\n---\n${object('b')}`,
    'item.yaml': 'apiVersion: v1\nkind: List\nitems:\n- {kind: X}\n',
    'broken.yaml': `${object('a')}---\na: [1\n`,
    'alias.yaml': 'a: *nowhere\n',
    'bomb.yaml': `a: &a [x, x, x, x, x, x, x, x, x]\n${['b', 'c', 'd', 'e']
      .map((name, i) => `${name}: &${name} [${Array(9).fill(`*${'abcd'[i]}`).join(', ')}]\n`)
      .join('')}`
  })
  for (const [file, expected] of [
    ['text.yaml', /text\.yaml: this is not a Kubernetes object: it needs apiVersion, kind/],
    ['second.yaml', /second\.yaml, document 2: this is not a Kubernetes object/],
    ['item.yaml', /item\.yaml, item 1: this is not a Kubernetes object/],
    ['broken.yaml', /broken\.yaml, document 2: /],
    ['alias.yaml', /alias\.yaml: .*nowhere/],
    ['bomb.yaml', /bomb\.yaml: .*alias/i]
  ] as const)
    t.throws(() => readManifests([`${dir}/${file}`]), { message: expected }, file)
})
