import { writeFileSync } from 'node:fs'
import { stringify } from 'yaml'
import { kinds, toCrd } from './crds.ts'

/** The file with the generated CRDs, as a URL. */
export const crdsFile = new URL('../metacontroller/crds.yaml', import.meta.url)

const header = '# Generated from hooks/api by `npm run generate`. Do not edit.\n'

/** The CRDs of all our kinds as one YAML file. */
export function renderCrds(): string {
  const documents = kinds.map(kind =>
    stringify(toCrd(kind), { lineWidth: 100, aliasDuplicateObjects: false })
  )
  return `${header}${documents.join('---\n')}`
}

if (import.meta.main) writeFileSync(crdsFile, renderCrds())
