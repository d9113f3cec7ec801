import t from 'tap'
import { commandsIn } from './commands.ts'

t.test('commands of blocks and of running text, with what they need', async t => {
  const markdown = `
Run \`npm test\`, or \`hooks/\`, and see \`kubectl get ghr -A\`.

\`\`\`sh
npm ci && npm run demo   # everything
\`\`\`

\`\`\`yaml
npm: no
\`\`\`

   \`\`\`sh
   # needs a cluster
   kubectl create configmap a \\
     --from-literal=A=1
   kubectl get a |
     jq .
   \`\`\`
`
  t.strictSame(commandsIn(markdown), [
    { text: 'npm ci && npm run demo', needs: undefined },
    { text: 'kubectl create configmap a --from-literal=A=1', needs: 'a cluster' },
    { text: 'kubectl get a | jq .', needs: 'a cluster' },
    { text: 'npm test', needs: undefined },
    { text: 'kubectl get ghr -A', needs: undefined }
  ])
})
