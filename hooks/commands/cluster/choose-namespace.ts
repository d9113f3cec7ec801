import { createKubectl } from './kubectl.ts'

/** Where to look if nobody names a namespace: what kubectl takes, and what a pod is in. */
export async function chooseNamespace(choice: {
  namespace?: string | undefined
  context?: string | undefined
  env: Readonly<Record<string, string | undefined>>
}): Promise<string> {
  if (choice.namespace !== undefined) return choice.namespace
  const template = 'jsonpath={.contexts[0].context.namespace}'
  const { status, stdout } = await createKubectl(choice)([
    'config',
    'view',
    '--minify',
    '-o',
    template
  ])
  return (status === 0 && stdout.trim()) || 'default'
}
