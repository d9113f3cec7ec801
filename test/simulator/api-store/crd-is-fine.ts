import type { Test } from 'tap'
import type { CustomResourceDefinition } from '../../../simulator/api-store/schema.ts'
import { compileValidator } from '../../../simulator/api-store/validation.ts'

/** Tests that all versions of a definition compile: schema, patterns and CEL rules. */
export function crdIsFine(t: Test, crd: CustomResourceDefinition): void {
  for (const { name, schema } of crd.spec.versions) {
    t.doesNotThrow(
      () => compileValidator(schema?.openAPIV3Schema ?? {}).compileAll(),
      `${crd.metadata.name} ${name}`
    )
  }
}
