/** A command that a document tells its reader to run. */
type Command = {
  /** The command without comments, its continued lines joined. */
  text: string
  /** What the comment `# needs …` at the top of its block says; `undefined` without one. */
  needs: string | undefined
}

/** In running text, a command begins with the name of one of these programs. */
const programs = [
  'npm',
  'npx',
  'node',
  'bash',
  'curl',
  'jq',
  'docker',
  'kubectl',
  'helm',
  'aws',
  'eksctl',
  'dig',
  'export'
]
const begins = new RegExp(`^(?:${programs.join('|')}) `)

/** All commands of a Markdown text: in its `sh` blocks, and in backticks anywhere else. */
export function commandsIn(markdown: string): Command[] {
  const block = /^ *```(\w*)\n([\s\S]*?)^ *```$/gm
  const blocks = [...markdown.matchAll(block)].filter(([, language]) => language === 'sh')
  const inText = [...markdown.replace(block, '').matchAll(/`([^`\n]+)`/g)].map(
    ([, text = '']) => text
  )
  return [
    ...blocks.flatMap(([, , text = '']) => commandsOf(text)),
    ...inText.filter(text => begins.test(text)).map(text => ({ text, needs: undefined }))
  ]
}

/** Each line is a command. A backslash or a pipe at its end continues it on the next line. */
function commandsOf(block: string): Command[] {
  const needs = /^\s*# needs (.+)$/m.exec(block)?.[1]
  return block
    .replace(/\\\n/g, '')
    .replace(/\|\n/g, '| ')
    .split('\n')
    .map(line => line.replace(/(^|\s)#\s.*$/, '').trim())
    .filter(line => line !== '')
    .map(text => ({ text: text.replace(/\s+/g, ' '), needs }))
}
