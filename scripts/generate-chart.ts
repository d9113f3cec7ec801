import { writeFileSync } from 'node:fs'
import {
  renderControllersTemplate,
  renderCrdsTemplate,
  renderPoliciesTemplate,
  renderRolesTemplate
} from './chart/from-manifests.ts'
import { renderSettingsTemplate } from './chart/settings-template.ts'
import { renderValues } from './chart/values-file.ts'
import { renderValuesSchema } from './chart/values-schema.ts'
import { renderDashboard } from './monitoring/dashboard.ts'
import { renderRules } from './monitoring/rules.ts'

/** The folder of the chart, as a URL. */
export const chartFolder = new URL('../charts/gateway-orchestrator/', import.meta.url)

/** What makes each generated file of the chart, by its path in the chart. */
export const chartFiles: Readonly<Record<string, () => string>> = {
  'values.yaml': renderValues,
  'values.schema.json': renderValuesSchema,
  'templates/_settings.tpl': renderSettingsTemplate,
  'templates/crds.yaml': renderCrdsTemplate,
  'templates/policies.yaml': renderPoliciesTemplate,
  'templates/composite-controllers.yaml': renderControllersTemplate,
  'templates/roles.yaml': renderRolesTemplate,
  'files/rules.yaml': renderRules,
  'files/dashboard.json': renderDashboard
}

if (import.meta.main)
  for (const [path, render] of Object.entries(chartFiles))
    writeFileSync(new URL(path, chartFolder), render())
