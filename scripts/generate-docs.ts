import { writeFileSync } from 'node:fs'
import { kinds } from './crds.ts'
import { chartValuesPage } from './docs/chart-values-page.ts'
import { environmentPage } from './docs/environment-page.ts'
import { kindPage } from './docs/kind-page.ts'
import type { ReferencePage } from './docs/markdown.ts'
import { reasonsPage } from './docs/reasons-page.ts'

/** The folder of the generated pages, as a URL. */
export const referenceFolder = new URL('../docs/reference/', import.meta.url)

/** All generated pages. */
export function referencePages(): ReferencePage[] {
  return [...kinds.map(kindPage), reasonsPage(), environmentPage(), chartValuesPage()]
}

if (import.meta.main)
  for (const { file, text } of referencePages()) writeFileSync(new URL(file, referenceFolder), text)
