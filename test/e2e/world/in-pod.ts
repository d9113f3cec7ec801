import { readFileSync } from 'node:fs'
import { registerHooks } from 'node:module'
import { fileURLToPath } from 'node:url'

/*
 * Is loaded before the program that a pod of the tests runs. The program reads its service account
 * in the usual folder, which does not exist outside of a pod. Here the program is loaded with the
 * folder that the tests wrote: nothing else in it is changed.
 */
const usualFolder = "'/var/run/secrets/kubernetes.io/serviceaccount'"
const folder = process.env.TEST_SERVICE_ACCOUNT_FOLDER
if (folder === undefined) throw new Error('TEST_SERVICE_ACCOUNT_FOLDER is not set')

registerHooks({
  load: (url, context, next) => {
    if (!url.endsWith('/hooks/config/settings.ts')) return next(url, context)
    const source = readFileSync(fileURLToPath(url), 'utf8')
    if (!source.includes(usualFolder)) throw new Error(`${url} does not name ${usualFolder}`)
    const changed = source.replace(usualFolder, () => JSON.stringify(folder))
    return { format: 'module-typescript', shortCircuit: true, source: changed }
  }
})
