import { root } from 'astro:config/server'
import { fileURLToPath } from 'node:url'
import type { APIRoute, GetStaticPaths } from 'astro'
import { openProject } from '../../../page/documents.ts'
import { publishedFiles } from '../../../page/published-files.ts'

const project = openProject(fileURLToPath(new URL('..', root)))

/** The files of the project that pages link to, such as examples. */
export const getStaticPaths: GetStaticPaths = () =>
  publishedFiles(project).map(path => ({ params: { path } }))

export const GET: APIRoute = ({ params }) =>
  new Response(project.read(params.path ?? ''), { headers: { 'content-type': 'text/plain' } })
