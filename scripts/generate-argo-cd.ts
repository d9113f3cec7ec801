import { readFileSync, writeFileSync } from 'node:fs'
import { group } from '../hooks/api/schema.ts'

/** The folder with all that Argo CD takes, as a URL. */
export const argoFolder = new URL('../examples/gitops/argo-cd/', import.meta.url)
/** The kinds that have a health. The others have no status. */
export const kindsWithHealth = ['GatewayHostnameRequest', 'GatewayPool', 'DomainClaim'] as const

/** The path of the health check of a kind, in the layout of Argo CD's own repository. */
export function healthPath(kind: string): string {
  return `resource_customizations/${group}/${kind}/health.lua`
}

/** The health check that all kinds have. It is written by hand for the first of them. */
export function healthCheck(): string {
  return readFileSync(new URL(healthPath(kindsWithHealth[0]), argoFolder), 'utf8')
}

/** The ConfigMap of Argo CD with the health checks, for `kubectl patch`. */
export function renderConfigMap(): string {
  const script = healthCheck().trimEnd().split('\n')
  const lines = script.map(line => (line === '' ? '' : `    ${line}`)).join('\n')
  const entries = kindsWithHealth.map(
    kind => `  resource.customizations.health.${group}_${kind}: |\n${lines}\n`
  )
  return (
    '# Generated from the health checks by `npm run generate`. Do not edit. Add it to Argo CD:\n' +
    '#\n' +
    '#   kubectl patch configmap argocd-cm --namespace argocd --patch-file argocd-cm.yaml\n' +
    '#\n' +
    '# In the values of the chart argo-cd, the entries belong to configs.cm.\n' +
    `data:\n${entries.join('')}`
  )
}

if (import.meta.main) {
  for (const kind of kindsWithHealth)
    writeFileSync(new URL(healthPath(kind), argoFolder), healthCheck())
  writeFileSync(new URL('argocd-cm.yaml', argoFolder), renderConfigMap())
}
