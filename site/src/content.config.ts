import { defineCollection } from 'astro:content'
import { i18nLoader } from '@astrojs/starlight/loaders'
import { docsSchema, i18nSchema } from '@astrojs/starlight/schema'
import { docsOfProject } from '../page/loader.ts'

export const collections = {
  docs: defineCollection({ loader: docsOfProject(), schema: docsSchema() }),
  // Starlight warns without this collection.
  i18n: defineCollection({ loader: i18nLoader(), schema: i18nSchema() })
}
