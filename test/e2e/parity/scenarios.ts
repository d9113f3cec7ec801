import { box, child, object, patch, type Scenario } from './scenario.ts'

const one = box({ children: [child('one', { size: 1 })] })
const finalizer = { op: 'add', path: '/metadata/finalizers', value: ['test.example.com/hold'] }
const noFinalizer = { op: 'remove', path: '/metadata/finalizers' }

const children: readonly Scenario[] = [
  {
    name: 'children are created, changed and removed',
    steps: [
      { says: 'two', apply: [box({ children: [child('one', { size: 1 }), child('two')] })] },
      { says: 'changed', apply: [box({ children: [child('one', { size: 2 }), child('two')] })] },
      { says: 'one less', apply: [box({ children: [child('one', { size: 2 })] })] },
      { says: 'none', apply: [box({ children: [] })] }
    ]
  },
  {
    name: 'what somebody changes on a child',
    steps: [
      { says: 'the child', apply: [one] },
      { says: 'spec', kubectl: patch('widget/one', { op: 'add', path: '/spec/size', value: 9 }) },
      { says: 'a label', kubectl: ['label', 'widget/one', 'a=b'] },
      { says: 'a field of their own', kubectl: patch('widget/one', more('/spec/colour', 'red')) },
      { says: 'the status', kubectl: status('widget/one', { seen: true }) },
      { says: 'deleted', kubectl: ['delete', 'widget/one'] }
    ]
  },
  {
    name: 'a child that cannot go at once',
    steps: [
      { says: 'the child', apply: [one] },
      { says: 'a finalizer', kubectl: patch('widget/one', finalizer) },
      { says: 'deleted', kubectl: ['delete', 'widget/one', '--wait=false'] },
      { says: 'changed meanwhile', apply: [box({ children: [child('one', { size: 3 })] })] },
      { says: 'gone', kubectl: patch('widget/one', noFinalizer) }
    ]
  },
  {
    name: 'children of a kind that is never updated',
    steps: [
      { says: 'the child', apply: [box({ children: [child('gem', { size: 1 }, 'Gem')] })] },
      { says: 'changed', apply: [box({ children: [child('gem', { size: 2 }, 'Gem')] })] },
      { says: 'deleted', kubectl: ['delete', 'gem/gem'] },
      { says: 'removed', apply: [box({ children: [] })] }
    ]
  }
]

function more(path: string, value: unknown) {
  return { op: 'add', path, value }
}

function status(what: string, value: object): readonly string[] {
  return [...patch(what, { op: 'add', path: '/status', value }), '--subresource=status']
}

const owner = {
  apiVersion: 'v1',
  kind: 'ConfigMap',
  name: 'other',
  uid: '00000000-0000-4000-8000-000000000000',
  controller: true
}
const owners = { op: 'replace', path: '/metadata/ownerReferences', value: [owner] }

const ownership: readonly Scenario[] = [
  {
    name: 'a child that loses its owner is adopted',
    steps: [
      { says: 'the child', apply: [one] },
      {
        says: 'an orphan',
        kubectl: patch('widget/one', { op: 'remove', path: '/metadata/ownerReferences' })
      }
    ]
  },
  {
    name: 'a child that loses its label is released',
    steps: [
      { says: 'the child', apply: [one] },
      { says: 'without its label', kubectl: ['label', 'widget/one', 'controller-uid-'] }
    ]
  },
  {
    name: 'an object that nobody owns is taken over',
    steps: [
      { says: 'the object', apply: [object('Widget', 'one', { mine: true })] },
      { says: 'the parent', apply: [one] },
      { says: 'removed', apply: [box({ children: [] })] }
    ]
  },
  {
    name: 'an object of another owner stays with it',
    steps: [
      { says: 'the object', apply: [object('Widget', 'one', { mine: true })] },
      { says: 'its owner', kubectl: patch('widget/one', { ...owners, op: 'add' }) },
      { says: 'the parent', apply: [one] }
    ]
  }
]

const named = { apiVersion: 'test.example.com/v1', resource: 'gems', names: ['a', 'b'] }
const labelled = {
  apiVersion: 'test.example.com/v1',
  resource: 'gems',
  labelSelector: { matchLabels: { is: 'seen' } }
}

const related: readonly Scenario[] = [
  {
    name: 'related objects by name',
    steps: [
      { says: 'one of two', apply: [object('Gem', 'a')] },
      { says: 'the parent', apply: [box({ related: [named] })] },
      { says: 'the other', apply: [object('Gem', 'b')] },
      { says: 'another', apply: [object('Gem', 'c')] },
      { says: 'changed', apply: [object('Gem', 'a', { size: 2 })] },
      { says: 'deleted', kubectl: ['delete', 'gem/b'] }
    ]
  },
  {
    name: 'related objects by label',
    steps: [
      { says: 'the parent', apply: [box({ related: [labelled] })] },
      { says: 'selected', apply: [object('Gem', 'x', {}, { is: 'seen' })] },
      { says: 'not selected', apply: [object('Gem', 'y', {}, { is: 'hidden' })] },
      { says: 'no longer selected', kubectl: ['label', 'gem/x', 'is-'] },
      { says: 'another rule', apply: [box({ related: [{ ...named, names: ['x', 'y'] }] })] }
    ]
  },
  {
    name: 'rules that are refused',
    steps: [
      { says: 'names and labels', apply: [box({ related: [{ ...labelled, names: ['a'] }] })] },
      { says: 'mended', apply: [box({ related: [] })] }
    ]
  }
]

const deletions: readonly Scenario[] = [
  {
    name: 'a parent is deleted in the background',
    steps: [
      { says: 'the child', apply: [one] },
      { says: 'deleted', kubectl: ['delete', 'box/box'] }
    ]
  },
  {
    name: 'a parent is deleted while a child cannot go',
    steps: [
      { says: 'the child', apply: [one] },
      { says: 'a finalizer', kubectl: patch('widget/one', finalizer) },
      { says: 'deleted', kubectl: ['delete', 'box/box', '--wait=false'] },
      { says: 'gone', kubectl: patch('widget/one', noFinalizer) }
    ]
  },
  {
    name: 'a parent is deleted and its children are orphaned',
    steps: [
      { says: 'the child', apply: [one] },
      { says: 'deleted', kubectl: ['delete', 'box/box', '--cascade=orphan', '--wait=false'] }
    ]
  },
  {
    name: 'a parent is made again',
    steps: [
      { says: 'the child', apply: [one] },
      { says: 'deleted', kubectl: ['delete', 'box/box'] },
      { says: 'made again', apply: [one] }
    ]
  }
]

const answers: readonly Scenario[] = [
  {
    name: 'an empty answer deletes the children',
    steps: [
      { says: 'the child', apply: [one] },
      { says: 'empty', apply: [box({ children: [child('one')], answer: 'empty' })] }
    ]
  },
  {
    name: 'an answer that is not understood changes nothing',
    steps: [
      { says: 'the child', apply: [one] },
      { says: 'an unknown field', apply: [box({ children: [], answer: 'unknown field' })] },
      { says: 'status 500', apply: [box({ children: [], answer: 'status 500' })] },
      { says: 'mended', apply: [box({ children: [] })] }
    ]
  },
  {
    name: 'too many requests',
    steps: [
      { says: 'the child', apply: [one] },
      { says: 'once', apply: [box({ children: [], answer: '429 once' })] }
    ]
  },
  {
    name: 'a sync after some time',
    steps: [{ says: 'once', apply: [box({ children: [child('one')], answer: 'again once' })] }]
  }
]

/** All scenarios that both have to pass alike. */
export const scenarios = [...children, ...ownership, ...related, ...deletions, ...answers]
